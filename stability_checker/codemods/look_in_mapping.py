"""Looks for a key in a mapping itself, where its view of the keys has come to be stricter."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from stability_checker.codemods.frame.calls import calls_of, spellings
from stability_checker.codemods.frame.contract import Codemod, Hit
from stability_checker.codemods.frame.edits import Change, Edit
from stability_checker.codemods.names.module import Module

_ASSERTIONS = {"assertIn", "assertNotIn"}


@dataclass(frozen=True, kw_only=True)
class LookInMapping(Codemod):
    """Write `key in headers` for `key in headers.keys()`, where the mapping ignores the case of a key and the view of
    its keys does not.

    ```toml step
    methods = ["httpx.Headers.keys"]
    ```
    ```python before
    from starlette.testclient import TestClient


    def test_policy():
        response = TestClient(print).get("/")
        assert "Content-Security-Policy" in response.headers.keys()
        assert "Server" not in response.headers.keys()
    ```
    ```python after
    from starlette.testclient import TestClient


    def test_policy():
        response = TestClient(print).get("/")
        assert "Content-Security-Policy" in response.headers
        assert "Server" not in response.headers
    ```
    ```python before
    from unittest import TestCase

    from starlette.testclient import TestClient


    class PolicyTest(TestCase):
        def test_policy(self):
            response = TestClient(print).get("/")
            self.assertIn("Content-Security-Policy", response.headers.keys())
    ```
    ```python after
    from unittest import TestCase

    from starlette.testclient import TestClient


    class PolicyTest(TestCase):
        def test_policy(self):
            response = TestClient(print).get("/")
            self.assertIn("Content-Security-Policy", response.headers)
    ```
    ```python untouched
    import requests
    from starlette.testclient import TestClient


    def test_policy():
        response = TestClient(print).get("/")
        assert "Server" in sorted(response.headers.keys())
        assert "Server" in response.cookies.keys()
        assert "Server" in requests.get("/").headers.keys()
    ```
    """

    methods: tuple[str, ...]

    def words(self) -> tuple[str, ...]:
        return spellings(self.methods)

    def find(self, module: Module) -> Iterator[Hit]:
        for call in calls_of(module, self.methods):
            func = call.func
            if isinstance(func, ast.Attribute) and _is_searched(module, call) and module.source.is_exact(call):
                end = module.source.span(func.value)[1]
                edit = Edit(end, module.source.span(call)[1], "")
                yield self.hit(call, partial(Change, (edit,)))


def _is_searched(module: Module, node: ast.expr) -> bool:
    parent = module.source.parents[node]
    if isinstance(parent, ast.Compare):
        return len(parent.ops) == 1 and isinstance(parent.ops[0], ast.In | ast.NotIn) and parent.comparators[0] is node
    called = parent.func if isinstance(parent, ast.Call) else None
    if not isinstance(parent, ast.Call) or not isinstance(called, ast.Attribute):
        return False
    return called.attr in _ASSERTIONS and len(parent.args) > 1 and parent.args[1] is node
