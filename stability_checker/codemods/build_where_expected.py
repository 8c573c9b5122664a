"""Builds the middlewares of an application where a test expects that to fail."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from stability_checker.codemods.frame.calls import calls_of, keyword
from stability_checker.codemods.frame.contract import Codemod, Hit
from stability_checker.codemods.frame.edits import Change, Edit
from stability_checker.codemods.frame.layout import after
from stability_checker.codemods.names.module import Module

_METHODS = {"assertRaises", "assertRaisesRegex"}


@dataclass(frozen=True, kw_only=True)
class BuildWhereExpected(Codemod):
    """Ask for what was done at once, and is put off to the first request now.

    An application that is constructed with `argument`, or is told one more by `registrar`, as the last thing in a
    block that expects an exception (`pytest.raises`, `assertRaises`) is asked to build by `method`.

    ```toml step
    constructor = "starlette.applications.Starlette"
    argument = "middleware"
    registrar = "starlette.applications.Starlette.add_middleware"
    method = "build_middleware_stack"
    ```
    ```python before
    import pytest
    from starlette.applications import Starlette
    from starlette.middleware import Middleware
    from starlette.middleware.sessions import SessionMiddleware


    def test_a_key_is_needed():
        with pytest.raises(TypeError):
            Starlette(middleware=[Middleware(SessionMiddleware)])
        with pytest.raises(TypeError):
            app = Starlette(
                middleware=[Middleware(SessionMiddleware)],
            )
        with pytest.raises(TypeError):
            Starlette().add_middleware(SessionMiddleware)  # no key
    ```
    ```python after
    import pytest
    from starlette.applications import Starlette
    from starlette.middleware import Middleware
    from starlette.middleware.sessions import SessionMiddleware


    def test_a_key_is_needed():
        with pytest.raises(TypeError):
            Starlette(middleware=[Middleware(SessionMiddleware)]).build_middleware_stack()
        with pytest.raises(TypeError):
            app = Starlette(
                middleware=[Middleware(SessionMiddleware)],
            )
            app.build_middleware_stack()
        with pytest.raises(TypeError):
            Starlette().add_middleware(SessionMiddleware)  # no key
    ```
    ```python before
    import unittest

    from starlette.applications import Starlette

    from site_ import Guard


    class TestGuard(unittest.TestCase):
        def setUp(self):
            self.app = Starlette()

        def test_a_limit_is_needed(self):
            with self.assertRaises(ValueError):
                self.app.add_middleware(Guard, limit=-1)
    ```
    ```python after
    import unittest

    from starlette.applications import Starlette

    from site_ import Guard


    class TestGuard(unittest.TestCase):
        def setUp(self):
            self.app = Starlette()

        def test_a_limit_is_needed(self):
            with self.assertRaises(ValueError):
                self.app.add_middleware(Guard, limit=-1)
                self.app.build_middleware_stack()
    ```
    ```python untouched
    import pytest
    from starlette.applications import Starlette
    from starlette.testclient import TestClient


    def test_a_failing_page(middleware):
        with pytest.raises(KeyError):
            app = Starlette(middleware=middleware)
            TestClient(app).get("/")
        with pytest.raises(TypeError):
            Starlette(debug=[])
        with open("log") as log:
            app.add_middleware(print, log)
    ```
    """

    constructor: str
    argument: str
    registrar: str
    method: str

    def words(self) -> tuple[str, ...]:
        return ("raises", *_METHODS)

    def find(self, module: Module) -> Iterator[Hit]:
        blocks = [block for block in module.source.nodes(ast.With) if _expects_failure(module, block)]
        last = {block.body[-1] for block in blocks if module.source.stands_alone(block.body[-1])}
        if not last:
            return
        for call in calls_of(module, [self.constructor]):
            statement = module.source.parents[call]
            if statement in last and keyword(call, self.argument) is not None:
                yield from self._on_construction(module, statement, call)
        for call in calls_of(module, [self.registrar]):
            statement = module.source.parents[call]
            owner = call.func.value if isinstance(call.func, ast.Attribute) else None
            if isinstance(statement, ast.Expr) and statement in last and isinstance(owner, ast.Name | ast.Attribute):
                yield self.hit(call, partial(self._below, module, statement, owner))

    def _on_construction(self, module: Module, statement: ast.AST, call: ast.Call) -> Iterator[Hit]:
        if isinstance(statement, ast.Expr):
            end = module.source.span(call)[1]
            yield self.hit(call, partial(Change, (Edit(end, end, f".{self.method}()"),)))
        elif isinstance(statement, ast.Assign) and isinstance(name := statement.targets[0], ast.Name):
            yield self.hit(call, partial(self._below, module, statement, name))

    def _below(self, module: Module, statement: ast.stmt, owner: ast.expr) -> Change:
        return Change((after(module.source, statement, [f"{module.source.segment(owner)}.{self.method}()"]),))


def _expects_failure(module: Module, block: ast.With) -> bool:
    calls = [item.context_expr for item in block.items if isinstance(item.context_expr, ast.Call)]
    return any(
        module.refers_to(call.func) == "pytest.raises" or getattr(call.func, "attr", "") in _METHODS for call in calls
    )
