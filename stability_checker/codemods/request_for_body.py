"""Sends a body with a method that has none by going through `request`."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from stability_checker.codemods.frame.calls import calls_of, given_as, keyword
from stability_checker.codemods.frame.contract import Codemod, Hit
from stability_checker.codemods.frame.edits import Change, Edit
from stability_checker.codemods.names.module import Module


@dataclass(frozen=True, kw_only=True)
class RequestForBody(Codemod):
    """Name the method in a call of `request`, for the client's own methods of that name take no body.

    ```toml step
    client = "starlette.testclient.TestClient"
    methods = ["delete", "get"]
    bodies = ["json", "data"]
    ```
    ```python before
    from starlette.testclient import TestClient

    client = TestClient(print)
    client.delete("/items", json={"ids": [1]})
    ```
    ```python after
    from starlette.testclient import TestClient

    client = TestClient(print)
    client.request("DELETE", "/items", json={"ids": [1]})
    ```
    ```python untouched
    import requests
    from starlette.testclient import TestClient

    client = TestClient(print)
    client.delete("/items/1")
    requests.delete("/items", json={"ids": [1]})
    ```
    """

    client: str
    methods: tuple[str, ...]
    bodies: tuple[str, ...]

    def words(self) -> tuple[str, ...]:
        return tuple(word for body in self.bodies for word in given_as(body))

    def find(self, module: Module) -> Iterator[Hit]:
        for call in calls_of(module, [f"{self.client}.{method}" for method in self.methods]):
            if isinstance(call.func, ast.Attribute) and any(keyword(call, body) for body in self.bodies):
                yield self.hit(call, partial(_requested, module, call, call.func))


def _requested(module: Module, call: ast.Call, func: ast.Attribute) -> Change:
    end = module.source.span(func)[1]
    opening = module.source.text.index("(", end) + 1
    parts: list[ast.AST] = [*call.args, *call.keywords]
    first = min(module.source.span(part)[0] for part in parts)
    name = (
        f'"{func.attr.upper()}", ' if first == opening else f'"{func.attr.upper()}",{module.source.text[opening:first]}'
    )
    return Change((Edit(end - len(func.attr), end, "request"), Edit(first, first, name)))
