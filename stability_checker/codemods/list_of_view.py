"""Makes a list of what has become a view, where a list is needed."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from stability_checker.codemods.frame.calls import calls_of, spellings
from stability_checker.codemods.frame.contract import Codemod, Hit
from stability_checker.codemods.frame.edits import Change
from stability_checker.codemods.names.module import Module

_METHODS = frozenset(name for name in dir(list) if not name.startswith("_"))
_ASSERTIONS = {"assertEqual", "assertEquals", "assertNotEqual", "assertListEqual"}


@dataclass(frozen=True, kw_only=True)
class ListOfView(Codemod):
    """Make a list of the view that a method returns, where it is compared with a list, indexed, added to, or used
    through a method of lists. A view is equal to no list.

    ```toml step
    callables = ["httpx.Cookies.keys", "httpx.Cookies.values"]
    ```
    ```python before
    from unittest import TestCase

    from starlette.testclient import TestClient


    class LoginTest(TestCase):
        def test_cookie(self):
            response = TestClient(print).get("/")
            self.assertEqual(response.cookies.keys(), ["session"])
            assert response.cookies.values() == ["abc"]
            return response.cookies.values()[0]
    ```
    ```python after
    from unittest import TestCase

    from starlette.testclient import TestClient


    class LoginTest(TestCase):
        def test_cookie(self):
            response = TestClient(print).get("/")
            self.assertEqual(list(response.cookies.keys()), ["session"])
            assert list(response.cookies.values()) == ["abc"]
            return list(response.cookies.values())[0]
    ```
    ```python untouched
    import requests
    from starlette.testclient import TestClient


    def test_cookie():
        response = TestClient(print).get("/")
        assert "session" in response.cookies.keys()
        assert list(response.cookies.values()) == ["abc"]
        assert requests.get("/").cookies.values() == ["abc"]
    ```
    """

    callables: tuple[str, ...]

    def words(self) -> tuple[str, ...]:
        return spellings(self.callables)

    def find(self, module: Module) -> Iterator[Hit]:
        for call in calls_of(module, self.callables):
            if _needs_list(module, call) and module.source.is_exact(call):
                edit = module.source.replace(call, f"list({module.source.segment(call)})")
                yield self.hit(call, partial(Change, (edit,)))


def _needs_list(module: Module, node: ast.expr) -> bool:
    parent = module.source.parents[node]
    if isinstance(parent, ast.Subscript):
        return parent.value is node
    if isinstance(parent, ast.Attribute):
        return parent.attr in _METHODS
    if isinstance(parent, ast.BinOp):
        return isinstance(parent.op, ast.Add)
    if isinstance(parent, ast.Compare):
        return all(isinstance(operator, ast.Eq | ast.NotEq) for operator in parent.ops) and _lists(
            parent.left, *parent.comparators
        )
    return isinstance(parent, ast.Call) and _asserts(parent) and _lists(*parent.args)


def _asserts(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr in _ASSERTIONS


def _lists(*compared: ast.expr) -> bool:
    return any(isinstance(one, ast.List | ast.ListComp) for one in compared)
