"""Makes a class take first what it is now handed by place."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from stability_checker.codemods.frame.calls import calls_of
from stability_checker.codemods.frame.contract import Codemod, Hit, manual
from stability_checker.codemods.frame.edits import Change, Edit
from stability_checker.codemods.frame.forwarding import handing_on, inherited_calls
from stability_checker.codemods.frame.parameters import is_plain, positional, put_behind_self, taken_out, written
from stability_checker.codemods.frame.source import Function, is_function
from stability_checker.codemods.frame.spelling import spell
from stability_checker.codemods.names.module import Module
from stability_checker.codemods.names.scopes import parameters


@dataclass(frozen=True, kw_only=True)
class TakeFirst(Codemod):
    """Put a parameter first that the library came to hand over by place, and was handed by keyword before.

    It concerns the subclasses of `base`, and the classes that are given to one of `callables`. A class that took it in
    `**kwargs` and handed those on to its base takes it by name and hands it on. Where the project itself constructs
    the class with arguments by place, the change is for review.

    ```toml step
    argument = "app"
    annotation = "starlette.types:ASGIApp"
    base = "starlette.middleware.base.BaseHTTPMiddleware"
    callables = ["starlette.middleware.Middleware", "starlette.applications.Starlette.add_middleware"]
    ```
    ```python before
    from starlette.middleware.base import BaseHTTPMiddleware


    class Timing(BaseHTTPMiddleware):
        def __init__(self, header="x-time", *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.header = header


    class Limit(BaseHTTPMiddleware):
        def __init__(self, *, app, rate: int = 5):
            super().__init__(app)
            self.rate = rate
    ```
    ```python after
    from starlette.middleware.base import BaseHTTPMiddleware


    class Timing(BaseHTTPMiddleware):
        def __init__(self, app, header="x-time", *args, **kwargs):
            super().__init__(app, *args, **kwargs)
            self.header = header


    class Limit(BaseHTTPMiddleware):
        def __init__(self, app, *, rate: int = 5):
            super().__init__(app)
            self.rate = rate
    ```
    A class that knows no base counts where it is registered:
    ```python before
    from starlette.applications import Starlette


    class Prefix:
        def __init__(
            self,
            prefix: str,
            app=None,
        ) -> None:
            self.app = app
            self.prefix = prefix


    app = Starlette()
    app.add_middleware(Prefix, prefix="/api")
    ```
    ```python after
    from starlette.applications import Starlette


    class Prefix:
        def __init__(
            self,
            app,
            prefix: str,
        ) -> None:
            self.app = app
            self.prefix = prefix


    app = Starlette()
    app.add_middleware(Prefix, prefix="/api")
    ```
    What takes it first already, by whatever name, or hands on all that it is given, stays:
    ```python untouched
    from starlette.middleware.base import BaseHTTPMiddleware


    class Timing(BaseHTTPMiddleware):
        def __init__(self, app, header="x-time"):
            super().__init__(app)


    class Limit(BaseHTTPMiddleware):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)


    class Renamed(BaseHTTPMiddleware):
        def __init__(self, inner, **options):
            super().__init__(inner, **options)


    class Pages:
        def __init__(self, title, app=None):
            self.app = app
    ```
    What picks it out of the bag itself is for a person:
    ```python notice 5
    from starlette.middleware.base import BaseHTTPMiddleware


    class Timing(BaseHTTPMiddleware):
        def __init__(self, header, **kwargs):
            super().__init__(kwargs.pop("app"), **kwargs)
    ```
    """

    argument: str
    annotation: str
    base: str
    callables: tuple[str, ...]

    def words(self) -> tuple[str, ...]:
        return ("iddleware",)

    def find(self, module: Module) -> Iterator[Hit]:
        for node in module.source.nodes(ast.ClassDef):
            constructor = next((one for one in node.body if is_function(one) and one.name == "__init__"), None)
            if constructor is not None and self._misplaces(constructor) and self._concerns(module, node):
                yield self._rewritten(module, node, constructor)

    def _misplaces(self, constructor: Function) -> bool:
        """Whether the first argument by place becomes something else, or has no place at all."""
        listed, args = positional(constructor), constructor.args
        if not listed or constructor.decorator_list or (len(listed) == 1 and args.vararg):
            return False
        if len(listed) > 1 and (listed[1].arg == self.argument or _keeps(constructor, listed[1].arg, self.argument)):
            return False
        return args.kwarg is not None or any(one.arg == self.argument for one in parameters(args))

    def _concerns(self, module: Module, node: ast.ClassDef) -> bool:
        reference = f"{module.key}:{module.qualified(node)}"
        if module.is_subclass(reference, [self.base]):
            return True
        return any(
            there.refers_to(call.args[0] if call.args else None) == reference
            for there in module.world.users(node.name, module)
            for call in calls_of(there, self.callables)
        )

    def _rewritten(self, module: Module, node: ast.ClassDef, constructor: Function) -> Hit:
        named = next((one for one in parameters(constructor.args) if one.arg == self.argument), None)
        handed_on = None if named else _handed_on(constructor)
        if not is_plain(module.source, constructor) or (named is None and handed_on is None):
            return manual(constructor, f"`{self.argument}` is handed over by place: take it as the first parameter")
        review = ""
        if _is_built_by_place(module, node):
            review = f"`{node.name}` is called with arguments by place, and `{self.argument}` is the first of them now"
        return self.hit(constructor, partial(self._first, module, constructor, named, handed_on), review)

    def _first(
        self, module: Module, constructor: Function, named: ast.arg | None, handed_on: ast.Call | None
    ) -> Change:
        source = module.source
        if named is not None:
            text = written(source, constructor, named)
            return Change((put_behind_self(source, constructor, text), taken_out(source, constructor, named)))
        typed = any(one.annotation for one in parameters(constructor.args))
        name, imports = spell(module, self.annotation, constructor) if typed else ("", ())
        edits = [put_behind_self(source, constructor, f"{self.argument}: {name}" if typed else self.argument)]
        if handed_on is not None:
            start = min(source.span(one)[0] for one in (*handed_on.args, *handed_on.keywords))
            edits.append(Edit(start, start, f"{self.argument}, "))
        return Change(tuple(edits), imports)


def _keeps(constructor: Function, name: str, argument: str) -> bool:
    """Whether the parameter `name` is what the base gets first or the object keeps: `argument` by another name."""
    if any(getattr(call.args[0] if call.args else None, "id", "") == name for call in inherited_calls(constructor)):
        return True
    kept = [
        one for one in ast.walk(constructor) if isinstance(one, ast.Assign) and getattr(one.value, "id", "") == name
    ]
    return any(getattr(target, "attr", "") == argument for one in kept for target in one.targets)


def _handed_on(constructor: Function) -> ast.Call | None:
    """The call that hands `**kwargs` to the base, with nothing by place ahead of `*args`."""
    call = handing_on(constructor)
    return call if call is not None and all(isinstance(one, ast.Starred) for one in call.args) else None


def _is_built_by_place(module: Module, node: ast.ClassDef) -> bool:
    """Whether the project hands arguments by place to the class or, from a subclass, to its constructor."""
    reference = f"{module.key}:{module.qualified(node)}"
    for there in module.world.users(node.name, module):
        if any(call.args and there.refers_to(call.func) == reference for call in there.source.calls):
            return True
        for other in there.source.nodes(ast.ClassDef):
            if any(there.refers_to(base) == reference for base in other.bases):
                if any(call.args and not isinstance(call.args[0], ast.Starred) for call in inherited_calls(other)):
                    return True
    return False
