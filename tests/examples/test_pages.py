"""The guest book: entries are escaped, links lead to this application, errors have a page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from examples.pages.app import create_app
from tests.toolkit.conftest import TestClientFactory
from toolkit.testclient import TestClient


@pytest.fixture
def book(test_client_factory: TestClientFactory) -> Iterator[TestClient]:
    with test_client_factory(create_app()) as client:
        yield client


def test_an_entry_is_escaped_and_counted(book: TestClient) -> None:
    signed = book.post("/", data={"entry": "<b>hello</b>"})
    assert [response.status_code for response in signed.history] == [303]
    assert "<li>&lt;b&gt;hello&lt;/b&gt;</li>" in signed.text
    assert "<footer>1 entry</footer>" in signed.text


def test_links_lead_here(book: TestClient) -> None:
    page = book.get("/").text
    assert 'href="http://testserver/static/style.css"' in page
    assert 'action="http://testserver/"' in page
    assert book.get("/static/style.css").headers["content-type"].startswith("text/css")


@pytest.mark.parametrize(
    ("method", "path", "form", "status", "words"),
    [
        ("GET", "/nowhere", None, 404, "Not Found"),
        ("PUT", "/", None, 405, "Method Not Allowed"),
        ("POST", "/", {"entry": " "}, 400, "Write 1 to 500 characters."),
        ("POST", "/", {"entry": "x" * 501}, 400, "Write 1 to 500 characters."),
        ("POST", "/", {"a": "", "b": "", "c": ""}, 400, "Too many fields. Maximum number of fields is 2."),
    ],
)
def test_errors_have_a_page(
    book: TestClient, method: str, path: str, form: dict[str, str] | None, status: int, words: str
) -> None:
    response = book.request(method, path, data=form)
    assert response.status_code == status
    assert f"<h1>{words}</h1>" in response.text
