"""Builds at once what came to be built later, where a test expects that to fail."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from stability_checker.codemods.frame.calls import calls_of, keyword
from stability_checker.codemods.frame.contract import Codemod, Hit
from stability_checker.codemods.frame.edits import Change, Edit
from stability_checker.codemods.frame.expectations import EXPECTING, expected_exception
from stability_checker.codemods.names.module import Module


@dataclass(frozen=True, kw_only=True)
class BuildWhereExpected(Codemod):
    """Call `build` at the end of a block that expects an exception from what used to build at once.

    It concerns blocks of `pytest.raises` and `assertRaises` that end with a call of `method`, or with a construction
    that hands over `argument`. Where the expected exception is one of `besides`, the block is about something else.

    ```toml step
    receivers = ["starlette.applications.Starlette"]
    method = "add_middleware"
    argument = "middleware"
    build = "build_middleware_stack"
    besides = ["RuntimeError"]
    ```
    ```python before
    import pytest
    from middleware import Limit
    from starlette.applications import Starlette
    from starlette.middleware import Middleware


    def test_rate_is_checked():
        app = Starlette()
        with pytest.raises(ValueError):
            app.add_middleware(Limit, rate=0)
        with pytest.raises(TypeError):
            Starlette(middleware=[Middleware(Limit)])
        with pytest.raises(TypeError):
            site = Starlette(middleware=[Middleware(Limit, 1)])
    ```
    ```python after
    import pytest
    from middleware import Limit
    from starlette.applications import Starlette
    from starlette.middleware import Middleware


    def test_rate_is_checked():
        app = Starlette()
        with pytest.raises(ValueError):
            app.add_middleware(Limit, rate=0)
            app.build_middleware_stack()
        with pytest.raises(TypeError):
            Starlette(middleware=[Middleware(Limit)]).build_middleware_stack()
        with pytest.raises(TypeError):
            site = Starlette(middleware=[Middleware(Limit, 1)])
            site.build_middleware_stack()
    ```
    ```python untouched
    import pytest
    from middleware import Limit
    from starlette.applications import Starlette


    def test_application_starts_once(client):
        app = Starlette()
        app.add_middleware(Limit, rate=0)
        with pytest.raises(RuntimeError):
            app.add_middleware(Limit, rate=1)
        with pytest.raises(ValueError):
            app.add_middleware(Limit, rate=1)
            client.get("/")
        with pytest.raises(TypeError):
            Starlette(True, True)
    ```
    """

    receivers: tuple[str, ...]
    method: str
    argument: str
    build: str
    besides: tuple[str, ...] = ()

    def words(self) -> tuple[str, ...]:
        return tuple(f"{name}(" for name in sorted(EXPECTING))

    def find(self, module: Module) -> Iterator[Hit]:
        built = {id(call) for call in calls_of(module, self.receivers)}
        for block in module.source.nodes(ast.With):
            if any(self._expects(item.context_expr) for item in block.items):
                last = block.body[-1]
                call = getattr(last, "value", None)
                if isinstance(call, ast.Call) and (edit := self._built(module, last, call, id(call) in built)):
                    yield self.hit(call, partial(Change, (edit,)))

    def _expects(self, node: ast.expr) -> bool:
        expected = expected_exception(node)
        return expected is not None and ast.unparse(expected) not in self.besides

    def _built(self, module: Module, last: ast.stmt, call: ast.Call, constructs: bool) -> Edit | None:
        """The edit that builds what the last statement of a block adds to or constructs, if it does either."""
        source, end = module.source, module.source.span(call)[1]
        if constructs and keyword(call, self.argument) is None:
            return None
        if constructs and isinstance(last, ast.Expr):
            return Edit(end, end, f".{self.build}()")
        name = self._assigned(last) if constructs else self._added_to(module, last, call)
        line = f"{source.newline(last)}{source.indent(last)}{name}.{self.build}()"
        return Edit(end, end, line) if name and source.stands_alone(last) else None

    def _assigned(self, last: ast.stmt) -> str:
        target = last.targets[0] if isinstance(last, ast.Assign) else None
        return target.id if isinstance(target, ast.Name) else ""

    def _added_to(self, module: Module, last: ast.stmt, call: ast.Call) -> str:
        func = call.func
        if not isinstance(last, ast.Expr) or not isinstance(func, ast.Attribute) or func.attr != self.method:
            return ""
        return module.source.segment(func.value) if module.is_instance(func.value, self.receivers) else ""
