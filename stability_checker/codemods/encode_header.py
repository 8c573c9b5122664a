"""Encodes literal header values that a client no longer encodes itself."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from stability_checker.codemods.frame.calls import calls_of, keyword
from stability_checker.codemods.frame.contract import Codemod, Hit
from stability_checker.codemods.frame.edits import Change
from stability_checker.codemods.names.module import Module

_SEVERAL = re.compile(r"['\"]\s+\w{0,2}['\"]|\n")
"""What stands between literals that Python joins, or inside one of several lines."""


@dataclass(frozen=True, kw_only=True)
class EncodeHeader(Codemod):
    """Hand over as bytes what is not ASCII among the header values of a call; UTF-8, as they were sent before.

    ```toml step
    callables = ["starlette.testclient.TestClient.get"]
    argument = "headers"
    ```
    ```python before
    from starlette.testclient import TestClient


    def test_name(app):
        client = TestClient(app)
        client.get("/", headers={"x-name": "Zoë", "x-plain": "Zoe"})
        client.get("/", headers={"x-name": "Zoë" " and Ann"})
    ```
    ```python after
    from starlette.testclient import TestClient


    def test_name(app):
        client = TestClient(app)
        client.get("/", headers={"x-name": "Zoë".encode(), "x-plain": "Zoe"})
        client.get("/", headers={"x-name": ("Zoë" " and Ann").encode()})
    ```
    ```python untouched
    import requests
    from starlette.testclient import TestClient


    def test_name(app):
        TestClient(app).get("/", headers={"x-name": "Zoë".encode(), "x-plain": "Zoe"}, params={"name": "Zoë"})
        requests.get("/", headers={"x-name": "Zoë"})
    ```
    """

    callables: tuple[str, ...]
    argument: str

    def words(self) -> tuple[str, ...]:
        return (f"{self.argument}={{",)

    def find(self, module: Module) -> Iterator[Hit]:
        for call in calls_of(module, self.callables):
            given = keyword(call, self.argument)
            for value in given.value.values if given and isinstance(given.value, ast.Dict) else ():
                if isinstance(value, ast.Constant) and isinstance(value.value, str) and not value.value.isascii():
                    yield self.hit(value, partial(_encoded, module, value))


def _encoded(module: Module, value: ast.Constant) -> Change:
    text = module.source.segment(value)
    whole = f"({text})" if _SEVERAL.search(text) else text
    return Change((module.source.replace(value, f"{whole}.encode()"),))
