"""Tests of class endpoints: methods of HTTP, events of a WebSocket."""

from __future__ import annotations

from typing import Any

import pytest

from tests.toolkit.conftest import TestClientFactory
from toolkit.applications import Toolkit
from toolkit.endpoints import HTTPEndpoint, WebSocketEndpoint
from toolkit.requests import Request
from toolkit.responses import PlainTextResponse
from toolkit.routing import Route, Router
from toolkit.websockets import WebSocket, WebSocketDisconnect


class Page(HTTPEndpoint):
    async def get(self, request: Request) -> PlainTextResponse:
        return PlainTextResponse("async get")

    def post(self, request: Request) -> PlainTextResponse:
        return PlainTextResponse("post in a thread")

    async def query(self, request: Request) -> PlainTextResponse:
        return PlainTextResponse("query")

    async def scope_of_nothing(self, request: Request) -> PlainTextResponse:
        raise NotImplementedError


@pytest.mark.parametrize("cls", [Router, Toolkit])
@pytest.mark.parametrize(
    ("method", "status", "text"),
    [
        ("GET", 200, "async get"),
        ("HEAD", 200, ""),
        ("POST", 200, "post in a thread"),
        ("QUERY", 200, "query"),
        ("DELETE", 405, "Method Not Allowed"),
        ("SCOPE_OF_NOTHING", 405, "Method Not Allowed"),
        ("__INIT__", 405, "Method Not Allowed"),
    ],
)
def test_method_of_the_name_answers(
    cls: type[Any], method: str, status: int, text: str, test_client_factory: TestClientFactory
) -> None:
    response = test_client_factory(cls(routes=[Route("/", Page)])).request(method, "/")
    assert (response.status_code, response.text) == (status, text)
    assert response.headers.get("allow") == ("GET, HEAD, POST, QUERY" if status == 405 else None)


def test_own_head_goes_before_get(test_client_factory: TestClientFactory) -> None:
    class WithHead(Page):
        async def head(self, request: Request) -> PlainTextResponse:
            return PlainTextResponse(headers={"x-head": "own"})

    assert test_client_factory(WithHead).head("/").headers["x-head"] == "own"


def endpoint(expected: str | None) -> type[WebSocketEndpoint]:
    class Echo(WebSocketEndpoint):
        encoding = expected  # type: ignore[assignment]

        async def on_receive(self, websocket: WebSocket, data: Any) -> None:
            await websocket.send_text(repr(data))

    return Echo


@pytest.mark.parametrize(
    ("encoding", "message", "received"),
    [
        ("text", {"text": "a"}, "'a'"),
        ("text", {"text": ""}, "''"),
        ("bytes", {"bytes": b"a"}, "b'a'"),
        ("json", {"text": '{"a": 1}'}, "{'a': 1}"),
        ("json", {"bytes": b"[1]"}, "[1]"),
        (None, {"text": "a"}, "'a'"),
        (None, {"bytes": b"a"}, "b'a'"),
    ],
)
def test_message_is_decoded(
    encoding: str | None, message: dict[str, Any], received: str, test_client_factory: TestClientFactory
) -> None:
    with test_client_factory(endpoint(encoding), lint=False).websocket_connect("/") as session:
        session.send({"type": "websocket.receive", **message})
        assert session.receive_text() == received


@pytest.mark.parametrize(
    ("encoding", "message"),
    [("text", {"bytes": b"a"}), ("bytes", {"text": "a"}), ("json", {"text": "{"}), ("json", {"text": ""})],
)
@pytest.mark.anyio
async def test_message_that_cannot_be_decoded_closes(encoding: str, message: dict[str, Any]) -> None:
    incoming = iter([{"type": "websocket.connect"}, {"type": "websocket.receive", **message}])
    sent: list[Any] = []

    async def receive() -> Any:
        return next(incoming)

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "websocket", "path": "/", "headers": [], "query_string": b""}
    with pytest.raises(RuntimeError):
        await endpoint(encoding)(scope, receive, send)
    assert (sent[-1]["type"], sent[-1]["code"]) == ("websocket.close", 1003)


@pytest.mark.parametrize(("raises", "code"), [(False, 3001), (True, 1011)])
def test_disconnect_tells_how_it_ended(raises: bool, code: int, test_client_factory: TestClientFactory) -> None:
    ended = []

    class Recorder(WebSocketEndpoint):
        async def on_receive(self, websocket: WebSocket, data: Any) -> None:
            raise ValueError("broken")

        async def on_disconnect(self, websocket: WebSocket, close_code: int) -> None:
            ended.append(close_code)

    def talk() -> None:
        with test_client_factory(Recorder, lint=False).websocket_connect("/") as session:
            if raises:
                session.send_text("go")
                session.receive()
            session.close(3001)

    if raises:
        with pytest.raises((ValueError, WebSocketDisconnect)):
            talk()
    else:
        talk()
    assert ended == [code]
