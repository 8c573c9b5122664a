"""Makes pure ASGI middleware of the subclasses of `BaseHTTPMiddleware`."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from stability_checker.codemods.frame.contract import Codemod, Hit, manual
from stability_checker.codemods.frame.edits import Change
from stability_checker.codemods.names.module import Module
from stability_checker.codemods.pure_middleware import (
    collecting,
    finding,
    function,
    gates,
    handed,
    owner,
    placing,
    written_module,
)
from stability_checker.codemods.pure_middleware.anatomy import Obstacles
from stability_checker.codemods.pure_middleware.dispatch import Dispatch
from stability_checker.codemods.pure_middleware.method import Method
from stability_checker.codemods.pure_middleware.names import Paths, Words


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
            if owner.direct(module, node, self.base):
                yield self._hit(module, node)
            elif owner.method(node, "dispatch") and owner.inherits(module, node, self.base):
                yield manual(node, f"{node.name} {owner.indirect(node)}")
        for given in function.given(module, self.base):
            yield self._of_function(given)

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
        if owner.method(node, "dispatch") is None and owner.is_pure(node):
            return self.hit(node, self._beside_base(module, node, partial(self._unbased, module, node)))
        dispatch = finding.dispatch_of(module, node)
        if isinstance(dispatch, str):
            return manual(node, f"{node.name}: {dispatch}")
        methods, obstacles = self._methods(module, dispatch), owner.obstacles(module, node, dispatch, self.base)
        for method in methods:
            obstacles += self._judged(method)
        if obstacles.manual:
            return self._collecting(module, dispatch) or manual(node, _told(node, obstacles.manual))
        review = list(obstacles.review)
        for method in methods:
            method.edits()
            starts = method.starts.values()
            review += [gates.unbound(name) for start in starts for name in start.undeclared]
        change = self._beside_base(module, node, partial(self._change, module, dispatch))
        return self.hit(node, change, _told(node, review) if review else "")

    def _beside_base(self, module: Module, node: ast.ClassDef, change: Callable[[], Change]) -> Callable[[], Change]:
        base = next((one for one in node.bases if module.refers_to(one) == self.base), None)
        return change if base is None else lambda: placing.placed(module, base, change())

    def _collecting(self, module: Module, dispatch: Dispatch) -> Hit | None:
        """The rewrite that leaves `dispatch` as it is and gives it whole responses, where it reads those."""
        found = owner.obstacles(module, dispatch.owner, dispatch, self.base)
        if found.manual or not collecting.reads_response(dispatch):
            return None
        reasons = [collecting.HELD, *found.review]
        change = self._beside_base(module, dispatch.owner, partial(self._collected, module, dispatch))
        return self.hit(dispatch.owner, change, _told(dispatch.owner, reasons))

    def _collected(self, module: Module, dispatch: Dispatch) -> Change:
        words = self._words(module, dispatch)
        edits = collecting.edits(dispatch, words)
        imports = tuple(dict.fromkeys(words.imports))
        dropped = tuple(part.id for one in dispatch.owner.bases for part in ast.walk(one) if isinstance(part, ast.Name))
        return Change(tuple(edits), imports, dropped, self._created(module, imports), alone=True)

    def _words(self, module: Module, dispatch: Dispatch) -> Words:
        return Words(dispatch, Paths.of(self), partial(self._helper, module))

    def _methods(self, module: Module, dispatch: Dispatch) -> list[Method]:
        """`dispatch` and the methods that it hands `call_next` to, ready to be rewritten."""
        found = handed.methods(dispatch)
        replays = any(gates.reads_body(one) for one in found)
        return [
            Method(
                one, gates.cores(one)[0], self._words(module, one), replays,
                is_handed=one is not dispatch,
            )
            for one in found
        ]  # fmt: skip

    def _judged(self, method: Method) -> Obstacles:
        obstacles = gates.cores(method.dispatch)[1]
        if not obstacles.manual:
            obstacles += gates.of_method(method.dispatch, method.cores, list(method.starts.values()))
        return obstacles

    def _change(self, module: Module, dispatch: Dispatch) -> Change:
        methods = self._methods(module, dispatch)
        edits = [*owner.edits(dispatch, methods[0].words), *(edit for one in methods for edit in one.edits())]
        imports = tuple(dict.fromkeys(path for one in methods for path in one.words.imports))
        dropped = sorted({name for one in methods for name in one.dispatch.let_go()})
        return Change(tuple(edits), imports, tuple(dropped), self._created(module, imports), alone=True)

    def _unbased(self, module: Module, node: ast.ClassDef) -> Change:
        """A class with a `__call__` of its own has nothing of the base but the constructor."""
        dropped = [part.id for part in ast.walk(node.bases[0]) if isinstance(part, ast.Name)]
        call, edits = owner.method(node, "__call__"), tuple(owner.without_base(module, node, self.base))
        assert call is not None
        added = Change(()) if owner.method(node, "__init__") else owner.constructor_for(module, call, self.types)
        return Change((*edits, *added.edits), added.imports, tuple(dropped), alone=True)

    def _helper(self, module: Module, name: str) -> tuple[str, tuple[str, ...]]:
        place = self.helpers or written_module.home(module)[0]
        return name, (f"{place}:{name}",)

    def _created(self, module: Module, imports: tuple[str, ...]) -> dict[str, str]:
        if self.helpers or not any(one.endswith((":ResponseStart", ":replay", ":collected")) for one in imports):
            return {}
        path = written_module.home(module)[1]
        return {} if path.is_file() else {str(path): written_module.text(self.base.partition(".")[0])}


def _told(node: ast.ClassDef, reasons: list[str]) -> str:
    return f"{node.name}: {'; '.join(dict.fromkeys(reasons))}"
