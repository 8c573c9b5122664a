"""Makes pure ASGI middleware of the subclasses of `BaseHTTPMiddleware`."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from stability_checker.codemods.frame.contract import Codemod, Hit, manual
from stability_checker.codemods.names.module import Module
from stability_checker.codemods.pure_middleware import (
    callers,
    collecting,
    finding,
    function,
    gates,
    heirs,
    owner,
)
from stability_checker.codemods.pure_middleware.anatomy import Obstacles
from stability_checker.codemods.pure_middleware.dispatch import Dispatch, method
from stability_checker.codemods.pure_middleware.method import Method
from stability_checker.codemods.pure_middleware.names import Paths
from stability_checker.codemods.pure_middleware.rewriting import Rewriting
from stability_checker.model.recipe import Safety


@dataclass(frozen=True, kw_only=True)
class BaseHttpMiddleware(Codemod):
    """Rewrite subclasses of `BaseHTTPMiddleware` as pure ASGI middleware.

    `BaseHTTPMiddleware` stays supported, so this runs only where it is selected. The pure form needs no task and no
    queue between the middleware and the application, and context variables pass in both directions. What stands before
    `call_next` stays where it is; what follows it happens when the response begins, in the `send` that the application
    is given; a response that is returned early is sent.

    ```toml step
    base = "starlette.middleware.base.BaseHTTPMiddleware"
    request = "starlette.requests:Request"
    types = "starlette.types"
    helpers = "toolkit.middleware.pure"
    ```
    ```python before
    from starlette.middleware.base import BaseHTTPMiddleware


    class Timing(BaseHTTPMiddleware):
        async def dispatch(self, request, call_next):
            if request.url.path == "/health":
                return await call_next(request)
            start = time.perf_counter()
            response = await call_next(request)
            response.headers["x-time"] = str(time.perf_counter() - start)
            return response
    ```
    ```python after
    from starlette.requests import Request
    from toolkit.middleware.pure import ResponseStart


    class Timing:
        def __init__(self, app):
            self.app = app

        async def __call__(self, scope, receive, send):
            if scope["type"] != "http":
                await self.app(scope, receive, send)
                return

            request = Request(scope, receive)
            if request.url.path == "/health":
                await self.app(scope, receive, send)
                return
            start = time.perf_counter()

            async def send_wrapper(message):
                if message["type"] == "http.response.start":
                    response = ResponseStart(message)
                    response.headers["x-time"] = str(time.perf_counter() - start)
                await send(message)

            await self.app(scope, receive, send_wrapper)
    ```
    A `finally` block runs when the response begins, or where the application fails before:
    ```python before
    from starlette.middleware.base import BaseHTTPMiddleware
    from starlette.responses import Response


    class Counting(BaseHTTPMiddleware):
        def __init__(self, app, counter):
            super().__init__(app)
            self.counter = counter

        async def dispatch(self, request, call_next):
            try:
                return await call_next(request)
            finally:
                self.counter.add(1)
    ```
    ```python after
    from starlette.responses import Response


    class Counting:
        def __init__(self, app, counter):
            self.app = app
            self.counter = counter

        async def __call__(self, scope, receive, send):
            if scope["type"] != "http":
                await self.app(scope, receive, send)
                return

            started = False

            def finish():
                self.counter.add(1)

            async def send_wrapper(message):
                nonlocal started
                if message["type"] == "http.response.start":
                    started = True
                    finish()
                await send(message)

            try:
                await self.app(scope, receive, send_wrapper)
            finally:
                if not started:
                    finish()
    ```
    An `except` block that answers is safe in this form: `dispatch` was given its response when the response began, so
    its handlers never saw an error of the body, and `started` keeps them from it:
    ```python before
    from starlette.middleware.base import BaseHTTPMiddleware
    from starlette.responses import PlainTextResponse


    class Sorry(BaseHTTPMiddleware):
        async def dispatch(self, request, call_next):
            try:
                return await call_next(request)
            except LookupError:
                return PlainTextResponse("sorry", status_code=404)
    ```
    ```python after
    from starlette.responses import PlainTextResponse


    class Sorry:
        def __init__(self, app):
            self.app = app

        async def __call__(self, scope, receive, send):
            if scope["type"] != "http":
                await self.app(scope, receive, send)
                return

            started = False

            async def send_wrapper(message):
                nonlocal started
                if message["type"] == "http.response.start":
                    started = True
                await send(message)

            try:
                await self.app(scope, receive, send_wrapper)
            except LookupError:
                if started:
                    raise
                await PlainTextResponse("sorry", status_code=404)(scope, receive, send)
                return
    ```
    A function that is given as `dispatch=`, and that nothing else uses, becomes such a class:
    ```python before
    from starlette.applications import Starlette
    from starlette.middleware.base import BaseHTTPMiddleware


    async def no_frames(request, call_next):
        response = await call_next(request)
        response.headers["x-frame-options"] = "DENY"
        return response


    app = Starlette()
    app.add_middleware(BaseHTTPMiddleware, dispatch=no_frames)
    ```
    ```python after
    from starlette.applications import Starlette
    from toolkit.middleware.pure import ResponseStart


    class NoFrames:
        def __init__(self, app):
            self.app = app

        async def __call__(self, scope, receive, send):
            if scope["type"] != "http":
                await self.app(scope, receive, send)
                return

            async def send_wrapper(message):
                if message["type"] == "http.response.start":
                    response = ResponseStart(message)
                    response.headers["x-frame-options"] = "DENY"
                await send(message)

            await self.app(scope, receive, send_wrapper)


    app = Starlette()
    app.add_middleware(NoFrames)
    ```
    A class that reads the response's body is for review: `dispatch` stays as it is, and is given whole responses. A
    time limit is left to a person:
    ```python untouched
    from starlette.middleware.base import BaseHTTPMiddleware


    class Limit(BaseHTTPMiddleware):
        async def dispatch(self, request, call_next):
            return await asyncio.wait_for(call_next(request), timeout=5)
    ```
    """

    base: str
    request: str
    types: str
    helpers: str = ""

    def words(self) -> tuple[str, ...]:
        return (self.base.rpartition(".")[2], "dispatch")

    def find(self, module: Module) -> Iterator[Hit]:
        for node in module.source.nodes(ast.ClassDef):
            if owner.direct(module, node, self.base) or owner.inherits(module, node, self.base):
                yield from self._of_class(module, node)
        for given in function.given(module, self.base):
            yield self._of_function(given)

    def _of_class(self, module: Module, node: ast.ClassDef) -> Iterator[Hit]:
        is_direct = owner.direct(module, node, self.base)
        if served := heirs.served(module, node):
            yield from self._opened(module, node, served)
            if is_direct:
                yield manual(node, heirs.told_of(node, served))
        elif is_direct or heirs.has_dispatch(node):
            yield self._hit(module, node)

    def _opened(self, module: Module, node: ast.ClassDef, served: list[tuple[Module, ast.ClassDef]]) -> Iterator[Hit]:
        """A class that asks for a `dispatch` in its subclasses, some of which have a `__call__` instead."""
        if not heirs.is_abstract(node):
            return
        found = [self._hit(there, one).safety if method(one, "dispatch") else Safety.SAFE for there, one in served]
        if Safety.SAFE in found or Safety.REVIEW in found:
            told = "" if Safety.SAFE in found else _told(node, [heirs.OPENED])
            yield self.hit(node, partial(heirs.opened, module, node), told)

    def _of_function(self, given: function.Given) -> Hit:
        """A function that is given as `dispatch=` goes the way of the class that it would be."""
        if told := function.obstacle(given):
            return manual(given.call, told)
        there, node = function.as_class(given)
        hit = self._hit(there, node)
        if (inner := hit.change) is None:
            return manual(given.call, hit.message)
        return Hit(
            node=given.call,
            safety=hit.safety,
            message=hit.message,
            change=lambda: function.change(given, there, node, inner()),
        )

    def _hit(self, module: Module, node: ast.ClassDef) -> Hit:
        rewriting = Rewriting(module, node, Paths.of(self))
        if method(node, "dispatch") is None and owner.is_pure(node):
            return self.hit(node, rewriting.unbased)
        dispatch = finding.dispatch_of(module, node)
        if isinstance(dispatch, str):
            return manual(node, f"{node.name}: {dispatch}")
        obstacles = self._around(rewriting, dispatch)
        for one in rewriting.methods(dispatch):
            obstacles += _judged(one)
        if obstacles.manual:
            return self._reading(rewriting, dispatch) or manual(node, _told(node, obstacles.manual))
        if used := callers.use(module, node):
            return self._used(rewriting, dispatch, used)
        return self.hit(node, partial(rewriting.pure, dispatch), _told(node, obstacles.review))

    def _around(self, rewriting: Rewriting, dispatch: Dispatch) -> Obstacles:
        """What stands against the rewrite outside the body of `dispatch`."""
        module, node = rewriting.module, rewriting.node
        if rewriting.base is None:
            found = heirs.obstacles(module, node, dispatch)
        else:
            found = owner.obstacles(module, node, dispatch, self.base)
        found += callers.obstacles(module, node)
        return found

    def _reading(self, rewriting: Rewriting, dispatch: Dispatch) -> Hit | None:
        """The rewrite that leaves `dispatch` as it is and gives it whole responses, where it reads those."""
        found = self._around(rewriting, dispatch)
        if found.manual or not collecting.reads_response(dispatch):
            return None
        told = _told(rewriting.node, [collecting.HELD, *found.review])
        return self.hit(rewriting.node, partial(rewriting.collected, dispatch), told)

    def _used(self, rewriting: Rewriting, dispatch: Dispatch, used: str) -> Hit:
        """The same for a `dispatch` that other code calls, unless a response of the project may have no end."""
        node = rewriting.node
        if collecting.may_stream(dispatch):
            return manual(node, _told(node, [f"{used}, which the rewrite would take away; {callers.ANOTHER_WAY}"]))
        told = _told(node, [f"{used}: {collecting.STAYS} that", collecting.HELD])
        return self.hit(node, partial(rewriting.collected, dispatch), told)


def _judged(method: Method) -> Obstacles:
    """What stands against the rewrite within a method; the names that it leaves unsure are known once it is written."""
    obstacles = gates.cores(method.dispatch)[1]
    if not obstacles.manual:
        obstacles += gates.of_method(method.dispatch, method.cores, list(method.starts.values()))
    if not obstacles.manual:
        method.edits()
        obstacles.review += [gates.unbound(name) for start in method.starts.values() for name in start.undeclared]
    return obstacles


def _told(node: ast.ClassDef, reasons: list[str]) -> str:
    return f"{node.name}: {'; '.join(dict.fromkeys(reasons))}" if reasons else ""
