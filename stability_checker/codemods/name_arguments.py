"""Names arguments that were handed over by place."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import libcst as cst

from stability_checker.codemods.frame.calls import calls_of, has_unpacking, spellings
from stability_checker.codemods.frame.contract import Codemod, Hit
from stability_checker.codemods.frame.edits import Change
from stability_checker.codemods.frame.pieces import code, expression, named
from stability_checker.codemods.names.module import Module


@dataclass(frozen=True, kw_only=True)
class NameArguments(Codemod):
    """Hand arguments over by keyword that the new release no longer takes by place.

    `parameters` are the old ones in their order; the first `by_place` of them still come by place.

    ```toml step
    callables = ["starlette.testclient.TestClient.post"]
    parameters = ["url", "data", "json"]
    by_place = 1
    ```
    ```python before
    from starlette.testclient import TestClient

    client = TestClient(print)
    client.post("/", {"a": "1"}, headers={"a": "b"})
    client.post(
        "/",
        ("raw "
         "text"),  # by place
        [1],
    )
    ```
    ```python after
    from starlette.testclient import TestClient

    client = TestClient(print)
    client.post("/", data={"a": "1"}, headers={"a": "b"})
    client.post(
        "/",
        data=("raw "
         "text"),  # by place
        json=[1],
    )
    ```
    ```python untouched
    import requests
    from starlette.testclient import TestClient

    client = TestClient(print)
    client.post("/", data={"a": "1"})
    client.post(*print())
    requests.post("/", {"a": "1"})
    ```
    """

    callables: tuple[str, ...]
    parameters: tuple[str, ...]
    by_place: int

    def words(self) -> tuple[str, ...]:
        return spellings(self.callables)

    def find(self, module: Module) -> Iterator[Hit]:
        for call in calls_of(module, self.callables):
            if self.by_place < len(call.args) <= len(self.parameters) and not has_unpacking(call):
                yield self.hit(call, partial(self._named, module, call))

    def _named(self, module: Module, call: ast.Call) -> Change:
        piece = expression(module.source, call, cst.Call)
        late = zip(self.parameters[self.by_place :], piece.args[self.by_place : len(call.args)], strict=False)
        args = [*piece.args[: self.by_place], *(named(arg, name) for name, arg in late), *piece.args[len(call.args) :]]
        return Change((module.source.replace(call, code(piece.with_changes(args=args))),))
