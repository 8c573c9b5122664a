"""Hands raw bytes and text over as `content=`."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from stability_checker.codemods.frame.calls import calls_of, given_as, keyword
from stability_checker.codemods.frame.contract import Codemod, Hit
from stability_checker.codemods.frame.edits import Change, Edit
from stability_checker.codemods.names.module import Module


@dataclass(frozen=True, kw_only=True)
class ContentForData(Codemod):
    """Say `content=` where `data=` is a text or bytes, or JSON that is written out; `data=` is for form fields.

    ```toml step
    callables = ["starlette.testclient.TestClient.post"]
    ```
    ```python before
    import json

    from starlette.testclient import TestClient

    client = TestClient(print)
    client.post("/", data=b"raw")
    client.post("/", data=json.dumps({"a": 1}))
    ```
    ```python after
    import json

    from starlette.testclient import TestClient

    client = TestClient(print)
    client.post("/", content=b"raw")
    client.post("/", content=json.dumps({"a": 1}))
    ```
    ```python untouched
    import requests
    from starlette.testclient import TestClient

    client = TestClient(print)
    client.post("/", data={"a": "1"})
    requests.post("/", data=b"raw")
    ```
    """

    callables: tuple[str, ...]

    def words(self) -> tuple[str, ...]:
        return given_as("data")

    def find(self, module: Module) -> Iterator[Hit]:
        for call in calls_of(module, self.callables):
            word = keyword(call, "data")
            if word is not None and keyword(call, "content") is None and _is_raw(module, word.value):
                start = module.source.span(word)[0]
                yield self.hit(call, partial(Change, (Edit(start, start + len("data"), "content"),)))


def _is_raw(module: Module, node: ast.expr) -> bool:
    """Whether an expression surely is text or bytes."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str | bytes)
    if isinstance(node, ast.BinOp):
        return _is_raw(module, node.left) or _is_raw(module, node.right)
    if isinstance(node, ast.Name):
        values = [binding.value for binding in module.bindings(node)]
        return bool(values) and all(
            value is not None and not isinstance(value, ast.Name) and _is_raw(module, value) for value in values
        )
    if isinstance(node, ast.Call):
        method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        return method == "encode" or module.refers_to(node.func) in ("json.dumps", "urllib.parse.urlencode")
    return isinstance(node, ast.JoinedStr)
