"""Tests of ExceptionMiddleware: which handler answers, and what is not answered."""

from __future__ import annotations

from typing import Any

import pytest

from tests.toolkit.conftest import TestClientFactory
from toolkit._exception_handler import wrap_app_handling_exceptions
from toolkit.exceptions import HTTPException, WebSocketException
from toolkit.middleware.exceptions import ExceptionMiddleware
from toolkit.requests import Request
from toolkit.responses import PlainTextResponse
from toolkit.types import Receive, Scope, Send
from toolkit.websockets import WebSocket, WebSocketDisconnect


def raising(exc: Exception) -> Any:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await WebSocket(scope, receive, send).accept()
        raise exc

    return app


@pytest.mark.parametrize(
    ("exc", "status", "text"),
    [
        (HTTPException(406), 406, "Not Acceptable"),
        (HTTPException(406, detail="never"), 406, "never"),
        (HTTPException(204), 204, ""),
        (HTTPException(304, headers={"etag": "x"}), 304, ""),
        (HTTPException(499), 499, ""),
    ],
)
def test_http_exception_is_a_response(
    exc: HTTPException, status: int, text: str, test_client_factory: TestClientFactory
) -> None:
    response = test_client_factory(ExceptionMiddleware(raising(exc))).get("/")
    assert (response.status_code, response.text) == (status, text)
    assert all(response.headers[name] == value for name, value in (exc.headers or {}).items())


def test_websocket_exception_closes(test_client_factory: TestClientFactory) -> None:
    app = ExceptionMiddleware(raising(WebSocketException(3000, "enough")))
    client = test_client_factory(app, lint=False)
    with client.websocket_connect("/") as session, pytest.raises(WebSocketDisconnect) as caught:
        session.receive_text()
    assert (caught.value.code, caught.value.reason) == (3000, "enough")


def test_unknown_exception_passes(test_client_factory: TestClientFactory) -> None:
    with pytest.raises(KeyError, match="unknown"):
        test_client_factory(ExceptionMiddleware(raising(KeyError("unknown")))).get("/")


def test_handled_exception_after_the_response_is_an_error(test_client_factory: TestClientFactory) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse("sent")(scope, receive, send)
        raise HTTPException(400)

    with pytest.raises(RuntimeError, match="response already started"):
        test_client_factory(ExceptionMiddleware(app)).get("/")


def test_handler_must_be_for_an_exception() -> None:
    with pytest.raises((AssertionError, TypeError)):
        ExceptionMiddleware(raising(KeyError()), handlers={str: lambda request, exc: None})  # type: ignore[dict-item, return-value]


def test_frames_of_a_handled_exception_are_let_go(test_client_factory: TestClientFactory) -> None:
    exc = HTTPException(400)
    assert test_client_factory(ExceptionMiddleware(raising(exc))).get("/").status_code == 400
    assert exc.__traceback__ is None


def test_wrapped_application_answers_with_the_connection_it_was_given(test_client_factory: TestClientFactory) -> None:
    seen = []

    async def handler(request: Request, exc: Exception) -> PlainTextResponse:
        seen.append(request)
        return PlainTextResponse("handled", status_code=400)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        request: Request = Request(scope, receive, send)
        seen.append(request)
        await wrap_app_handling_exceptions(raising(KeyError()), request)(scope, receive, send)

    client = test_client_factory(ExceptionMiddleware(app, handlers={KeyError: handler}))
    assert client.get("/").text == "handled"
    assert seen[0] is seen[1]
