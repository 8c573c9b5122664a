"""Makes a parameter that is handed over by position now the first of a constructor."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from stability_checker.codemods.frame.calls import calls_of
from stability_checker.codemods.frame.contract import Codemod, Hit, manual
from stability_checker.codemods.frame.edits import Change, Edit
from stability_checker.codemods.frame.signature import behind_self, moved_behind_self, named, positional
from stability_checker.codemods.frame.source import Function, is_function
from stability_checker.codemods.frame.spelling import spell
from stability_checker.codemods.names.module import Module

_MESSAGE = "the application is handed over by position: take it as the first parameter"


@dataclass(frozen=True, kw_only=True)
class PutParameterFirst(Codemod):
    """Take the application as the first parameter of a middleware's constructor.

    A class counts as middleware where it inherits one of `bases`, or is handed to one of `registrars`. Who names the
    parameter is understood as before, so the constructor is only left to a person where something hands its other
    arguments over by position.

    ```toml step
    bases = ["starlette.middleware.base.BaseHTTPMiddleware"]
    registrars = ["starlette.middleware.Middleware", "starlette.applications.Starlette.add_middleware"]
    parameter = "app"
    type = "starlette.types:ASGIApp"
    ```
    ```python before
    from starlette.applications import Starlette
    from starlette.middleware.base import BaseHTTPMiddleware


    class Tracing(BaseHTTPMiddleware):
        def __init__(self, tracer: object = None, *args, **kwargs) -> None:
            super().__init__(*args, **kwargs)
            self.tracer = tracer


    class Timing:
        def __init__(self, *, app, clock):
            self.app = app
            self.clock = clock


    app = Starlette()
    app.add_middleware(Timing, clock=print)
    ```
    ```python after
    from starlette.applications import Starlette
    from starlette.middleware.base import BaseHTTPMiddleware
    from starlette.types import ASGIApp


    class Tracing(BaseHTTPMiddleware):
        def __init__(self, app: ASGIApp, tracer: object = None, *args, **kwargs) -> None:
            super().__init__(app, *args, **kwargs)
            self.tracer = tracer


    class Timing:
        def __init__(self, app, *, clock):
            self.app = app
            self.clock = clock


    app = Starlette()
    app.add_middleware(Timing, clock=print)
    ```
    ```python untouched
    from starlette.applications import Starlette
    from starlette.middleware.base import BaseHTTPMiddleware


    class Plain(BaseHTTPMiddleware):
        def __init__(self, app, tracer=None):
            super().__init__(app)


    class Everything(BaseHTTPMiddleware):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)


    class Wrapper(BaseHTTPMiddleware):
        def __init__(self, inner, **kwargs):
            super().__init__(inner, **kwargs)


    class Clock:
        def __init__(self, *, app):
            self.app = app
    ```
    """

    bases: tuple[str, ...]
    registrars: tuple[str, ...]
    parameter: str
    type: str

    def words(self) -> tuple[str, ...]:
        return ("__init__",)

    def find(self, module: Module) -> Iterator[Hit]:
        for node in module.source.nodes(ast.ClassDef):
            constructor = next((one for one in node.body if is_function(one) and one.name == "__init__"), None)
            if constructor is None or not self._is_late(constructor):
                continue
            reference = f"{module.key}:{module.qualified(node)}"
            inherits = module.is_subclass(reference, self.bases)
            if inherits or self._is_registered(module, node.name, reference):
                change = self._change(module, constructor, inherits)
                if change is None or self._is_called_by_position(module, node, constructor):
                    yield manual(constructor, _MESSAGE)
                else:
                    yield self.hit(constructor, partial(_same, change))

    def _is_late(self, constructor: Function) -> bool:
        """Whether a first positional argument would not be the application, which is taken by its name so far."""
        first = positional(constructor)[:1]
        if (first and first[0].arg == self.parameter) or (not first and constructor.args.vararg):
            return False
        return named(constructor, self.parameter) is not None or _hands_all_on(constructor)

    def _is_registered(self, module: Module, name: str, reference: str) -> bool:
        return any(
            call.args and there.refers_to(call.args[0]) == reference
            for there in module.world.users(name, module)
            for call in calls_of(there, self.registrars)
        )

    def _change(self, module: Module, constructor: Function, inherits: bool) -> Change | None:
        if (there := named(constructor, self.parameter)) is not None:
            return Change(moved_behind_self(module.source, constructor, there))
        return self._added(module, constructor) if inherits else None

    def _added(self, module: Module, constructor: Function) -> Change | None:
        """The parameter, handed on by the one call of the inherited constructor that hands all on."""
        (call,) = _inherited(constructor)
        if self.parameter in {one.value for one in ast.walk(constructor) if isinstance(one, ast.Constant)}:
            return None
        text, imports = self.parameter, tuple[str, ...]()
        if any(arg.annotation for arg in [*positional(constructor), *constructor.args.kwonlyargs]):
            spelled, imports = spell(module, self.type)
            text = f"{self.parameter}: {spelled}"
        start = min(module.source.span(one)[0] for one in [*call.args, *call.keywords])
        at = module.source.text.rindex("(", 0, start) + 1
        handed = Edit(at, at, f"{self.parameter}, ")
        return Change((behind_self(module.source, constructor, text), handed), imports)

    def _is_called_by_position(self, module: Module, node: ast.ClassDef, constructor: Function) -> bool:
        """Whether an argument that comes second from now on is handed over by its place."""
        if not positional(constructor):
            return False
        reference = f"{module.key}:{module.qualified(node)}"
        for there in module.world.users(node.name, module):
            if any(call.args and there.refers_to(call.func) == reference for call in there.source.calls):
                return True
            for below in there.source.nodes(ast.ClassDef):
                if any(there.refers_to(base) == reference for base in below.bases):
                    if any(not isinstance(arg, ast.Starred) for one in _inherited(below) for arg in one.args):
                        return True
        return False


def _same(change: Change) -> Change:
    return change


def _hands_all_on(constructor: Function) -> bool:
    """Whether the one call of the inherited constructor hands on what has no name here, and nothing by its place."""
    rest, calls = constructor.args.kwarg, _inherited(constructor)
    if rest is None or len(calls) != 1:
        return False
    given = {getattr(word.value, "id", "") for word in calls[0].keywords if word.arg is None}
    return rest.arg in given and all(isinstance(arg, ast.Starred) for arg in calls[0].args)


def _inherited(node: ast.AST) -> list[ast.Call]:
    return [one for one in ast.walk(node) if isinstance(one, ast.Call) and _is_inherited(one)]


def _is_inherited(call: ast.Call) -> bool:
    """`super().__init__(...)`."""
    function = call.func
    if not isinstance(function, ast.Attribute) or function.attr != "__init__":
        return False
    return isinstance(function.value, ast.Call) and getattr(function.value.func, "id", "") == "super"
