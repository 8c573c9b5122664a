"""Gives a keyword argument its new name."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from stability_checker.codemods.frame.calls import calls_of, given_as, keyword
from stability_checker.codemods.frame.contract import Codemod, Hit, manual
from stability_checker.codemods.frame.edits import Change, Edit
from stability_checker.codemods.names.module import Module


@dataclass(frozen=True, kw_only=True)
class RenameParameter(Codemod):
    """Hand an argument over under the new name of the parameter.

    ```toml step
    callables = ["starlette.testclient.TestClient.get"]
    old = "allow_redirects"
    new = "follow_redirects"
    ```
    ```python before
    from starlette.testclient import TestClient


    def test_home(app):
        client = TestClient(app)
        assert client.get("/", allow_redirects=False).status_code == 302
    ```
    ```python after
    from starlette.testclient import TestClient


    def test_home(app):
        client = TestClient(app)
        assert client.get("/", follow_redirects=False).status_code == 302
    ```
    ```python untouched
    import requests


    def test_home():
        assert requests.get("/", allow_redirects=False).status_code == 302
    ```
    """

    callables: tuple[str, ...]
    old: str
    new: str

    def words(self) -> tuple[str, ...]:
        return given_as(self.old)

    def find(self, module: Module) -> Iterator[Hit]:
        for call in calls_of(module, self.callables):
            if (word := keyword(call, self.old)) is None:
                continue
            if keyword(call, self.new) is not None:
                yield manual(call, f"both {self.old!r} and {self.new!r} are given; keep one")
                continue
            start = module.source.span(word)[0]
            yield self.hit(call, partial(Change, (Edit(start, start + len(self.old), self.new),)))
