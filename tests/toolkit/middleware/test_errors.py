"""Tests of ServerErrorMiddleware: what the client gets, and that the server always sees the exception."""

from __future__ import annotations

from typing import Any

import pytest

from tests.toolkit.conftest import TestClientFactory
from toolkit.middleware.errors import ServerErrorMiddleware
from toolkit.requests import Request
from toolkit.responses import PlainTextResponse
from toolkit.types import Receive, Scope, Send


async def broken(scope: Scope, receive: Receive, send: Send) -> None:
    secret = "<b>"  # noqa: F841 -- shown on the debug page
    raise RuntimeError("</pre><script>alert(1)</script>")


async def broken_late(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse("sent")(scope, receive, send)
    raise RuntimeError("late")


async def in_loop(request: Request, exc: Exception) -> PlainTextResponse:
    return PlainTextResponse(f"loop {type(exc).__name__}", status_code=500)


def in_thread(request: Request, exc: Exception) -> PlainTextResponse:
    return PlainTextResponse(f"thread {type(exc).__name__}", status_code=500)


@pytest.mark.parametrize(
    ("handler", "text"),
    [(None, "Internal Server Error"), (in_loop, "loop RuntimeError"), (in_thread, "thread RuntimeError")],
)
def test_error_is_answered_and_raised(handler: Any, text: str, test_client_factory: TestClientFactory) -> None:
    app = ServerErrorMiddleware(broken, handler=handler)
    response = test_client_factory(app, raise_server_exceptions=False).get("/")
    assert (response.status_code, response.text) == (500, text)
    with pytest.raises(RuntimeError, match="script"):
        test_client_factory(app).get("/")


def test_started_response_is_left_alone(test_client_factory: TestClientFactory) -> None:
    called = []
    app = ServerErrorMiddleware(broken_late, handler=lambda request, exc: called.append(exc))  # type: ignore[arg-type, func-returns-value]
    response = test_client_factory(app, raise_server_exceptions=False).get("/")
    assert (response.status_code, response.text) == (200, "sent")
    assert [str(exc) for exc in called] == ["late"]


def test_debug_page_escapes_what_it_shows(test_client_factory: TestClientFactory) -> None:
    app = ServerErrorMiddleware(broken, debug=True)
    client = test_client_factory(app, raise_server_exceptions=False)
    page = client.get("/", headers={"accept": "text/html"}).text
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "&lt;b&gt;" in page
    assert "in <b>broken</b>" in page


def test_debug_text_is_the_traceback(test_client_factory: TestClientFactory) -> None:
    app = ServerErrorMiddleware(broken, debug=True)
    response = test_client_factory(app, raise_server_exceptions=False).get("/", headers={"accept": "application/json"})
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert response.text.startswith("Traceback (most recent call last):")
