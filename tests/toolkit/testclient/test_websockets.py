"""WebSockets of the test client: messages both ways, refusals, and how a session ends."""

from typing import Any

import anyio
import pytest

from tests.toolkit.conftest import TestClientFactory
from toolkit.testclient import WebSocketDenialResponse
from toolkit.types import Receive, Scope, Send
from toolkit.websockets import WebSocketDisconnect


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    await send({"type": "websocket.accept", "subprotocol": "b", "headers": [(b"x-a", b"1")]})
    while (message := await receive())["type"] == "websocket.receive":
        answer = {key: value for key, value in message.items() if key != "type"}
        await send({"type": "websocket.send", **answer})


def test_messages_come_back(test_client_factory: TestClientFactory) -> None:
    with test_client_factory(echo).websocket_connect("/", subprotocols=["a", "b"]) as session:
        assert (session.accepted_subprotocol, session.extra_headers) == ("b", [(b"x-a", b"1")])
        session.send_text("é")
        assert session.receive_text() == "é"
        session.send_bytes(b"\xff")
        assert session.receive_bytes() == b"\xff"
        session.send_json({"é": 1})
        assert session.receive_json() == {"é": 1}
        session.send_json([1], mode="binary")
        assert session.receive_json(mode="binary") == [1]


def test_the_scope_of_a_handshake(test_client_factory: TestClientFactory) -> None:
    seen: list[Scope] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope)
        await echo(scope, receive, send)

    with test_client_factory(app).websocket_connect("wss://x.org/p?q=1", ["a", "b"], headers={"x-own": "1"}):
        pass
    headers = dict(seen[0]["headers"])
    assert (seen[0]["scheme"], seen[0]["path"], seen[0]["query_string"]) == ("wss", "/p", b"q=1")
    assert seen[0]["subprotocols"] == ["a", "b"]
    assert (headers[b"x-own"], headers[b"connection"], headers[b"host"]) == (b"1", b"upgrade", b"x.org")


def test_the_application_closes(test_client_factory: TestClientFactory) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.close", "code": 1001, "reason": "away"})

    with test_client_factory(app).websocket_connect("/") as session, pytest.raises(WebSocketDisconnect) as closed:
        session.receive_text()
    assert (closed.value.code, closed.value.reason) == (1001, "away")


def test_the_application_refuses(test_client_factory: TestClientFactory) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.close", "code": 4000, "reason": "no"})

    with pytest.raises(WebSocketDisconnect) as refused, test_client_factory(app).websocket_connect("/"):
        pass
    assert refused.value.code == 4000


def test_the_application_refuses_with_a_response(test_client_factory: TestClientFactory) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.http.response.start", "status": 418, "headers": [(b"a", b"b")]})
        await send({"type": "websocket.http.response.body", "body": b"tea", "more_body": True})
        await send({"type": "websocket.http.response.body", "body": b"pot"})

    with pytest.raises(WebSocketDenialResponse) as denial, test_client_factory(app).websocket_connect("/"):
        pass
    assert (denial.value.status_code, denial.value.content, denial.value.headers["a"]) == (418, b"teapot", "b")


@pytest.mark.parametrize("before_accept", [True, False])
def test_errors_of_the_application_are_raised(test_client_factory: TestClientFactory, before_accept: bool) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        if not before_accept:
            await send({"type": "websocket.accept"})
        raise LookupError("broken")

    with pytest.raises(LookupError, match="broken"), test_client_factory(app).websocket_connect("/"):
        pass


def test_an_application_that_just_ends_has_closed(test_client_factory: TestClientFactory) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})

    with test_client_factory(app, lint=False).websocket_connect("/") as session:
        for _ in range(2):
            with pytest.raises(WebSocketDisconnect) as closed:
                session.receive_text()
            assert closed.value.code == 1006


def test_an_application_may_clean_up_after_the_disconnect(test_client_factory: TestClientFactory) -> None:
    heard: list[Any] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        message = await receive()
        await anyio.sleep(0.05)
        heard.append(message)

    with test_client_factory(app).websocket_connect("/") as session:
        session.close(1001, "bye")
    assert heard == [{"type": "websocket.disconnect", "code": 1001, "reason": "bye"}]


def test_an_application_that_does_not_listen_is_cancelled(test_client_factory: TestClientFactory) -> None:
    cancelled: list[bool] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        try:
            await anyio.sleep_forever()
        finally:
            cancelled.append(True)

    with test_client_factory(app).websocket_connect("/"):
        pass
    assert cancelled == [True]


def test_a_url_of_another_scheme_is_refused(test_client_factory: TestClientFactory) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body"})

    with pytest.raises(RuntimeError, match="no WebSocket URL"):
        test_client_factory(app).websocket_connect("http://x.org/")
