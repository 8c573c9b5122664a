"""WebSockets: each message in the order that ASGI allows, and ends that are told apart."""

from __future__ import annotations

from typing import Any

import anyio
import pytest

from toolkit.exceptions import WebSocketException
from toolkit.types import Message, Receive, Scope, Send
from toolkit.websockets import (
    WebSocket,
    WebSocketClose,
    WebSocketDisconnect,
    WebSocketDisconnected,
    WebSocketState,
)

pytestmark = pytest.mark.anyio

CONNECT: Message = {"type": "websocket.connect"}
GONE: Message = {"type": "websocket.disconnect", "code": 1001, "reason": "away"}


def text(data: str) -> Message:
    return {"type": "websocket.receive", "text": data}


class Peer:
    """A client that says these messages and remembers what it was sent."""

    def __init__(self, *messages: Message) -> None:
        self.messages = list(messages)
        self.sent: list[Message] = []

    async def receive(self) -> Message:
        return self.messages.pop(0) if self.messages else await anyio.sleep_forever()

    async def send(self, message: Message) -> None:
        self.sent.append(message)


def socket(peer: Peer, kind: Any = WebSocket, **scope: Any) -> Any:
    return kind({"type": "websocket", "path": "/", "headers": [], **scope}, peer.receive, peer.send)


async def accepted(peer: Peer) -> WebSocket:
    peer.messages.insert(0, CONNECT)
    websocket = socket(peer)
    await websocket.accept()
    peer.sent.clear()
    return websocket


async def test_accepting_answers_the_handshake() -> None:
    peer = Peer(CONNECT)
    await socket(peer).accept("chat", [(b"x", b"y")])
    assert peer.sent == [{"type": "websocket.accept", "subprotocol": "chat", "headers": [(b"x", b"y")]}]


async def test_frames_are_sent_and_received() -> None:
    peer = Peer(
        text("é"),
        {"type": "websocket.receive", "bytes": b"\0"},
        text("[1]"),
        {**text(""), "bytes": b"{}", "text": None},
    )
    websocket = await accepted(peer)
    assert await websocket.receive_text() == "é"
    assert await websocket.receive_bytes() == b"\0"
    assert await websocket.receive_json() == [1]
    assert await websocket.receive_json(mode="binary") == {}
    await websocket.send_text("a")
    await websocket.send_bytes(b"b")
    await websocket.send_json({"é": 1})
    await websocket.send_json([1, 2], mode="binary")
    await websocket.close(1001, "bye")
    assert peer.sent == [
        {"type": "websocket.send", "text": "a"},
        {"type": "websocket.send", "bytes": b"b"},
        {"type": "websocket.send", "text": '{"é":1}'},
        {"type": "websocket.send", "bytes": b"[1,2]"},
        {"type": "websocket.close", "code": 1001, "reason": "bye"},
    ]


async def test_iterating_ends_when_the_client_closes() -> None:
    websocket = await accepted(Peer(text("1"), text("2"), GONE))
    assert [data async for data in websocket.iter_text()] == ["1", "2"]
    websocket = await accepted(Peer(text("1"), text("[2]"), GONE))
    assert [data async for data in websocket.iter_json()] == [1, [2]]
    websocket = await accepted(Peer({"type": "websocket.receive", "bytes": b"1"}, GONE))
    assert [data async for data in websocket.iter_bytes()] == [b"1"]


async def test_a_client_that_closes_is_a_disconnect() -> None:
    websocket = await accepted(Peer(GONE))
    with pytest.raises(WebSocketDisconnect) as caught:
        await websocket.receive_text()
    assert (caught.value.code, caught.value.reason) == (1001, "away")
    with pytest.raises(WebSocketDisconnected, match="once a disconnect message has been received"):
        await websocket.receive_text()


async def test_a_disconnect_without_code_has_1005() -> None:
    websocket = await accepted(Peer({"type": "websocket.disconnect"}))
    with pytest.raises(WebSocketDisconnect) as caught:
        await websocket.receive_text()
    assert (caught.value.code, caught.value.reason) == (1005, "")


async def test_a_frame_of_the_other_kind_is_unsupported_data() -> None:
    websocket = await accepted(Peer({"type": "websocket.receive", "bytes": b"\xff"}, text("x")))
    for receive in (websocket.receive_text, websocket.receive_bytes):
        with pytest.raises(WebSocketException) as caught:
            await receive()
        assert caught.value.code == 1003


async def test_a_client_that_is_gone_while_sending_is_a_disconnect() -> None:
    async def broken(message: Message) -> None:
        raise OSError

    websocket = await accepted(Peer())
    websocket._send = broken
    with pytest.raises(WebSocketDisconnect) as caught:
        await websocket.send_text("x")
    assert caught.value.code == 1006
    with pytest.raises(WebSocketDisconnected):
        await websocket.send_text("x")


class Watched(WebSocket):
    """One whose frames are seen by its own `receive` and `send`, so that none goes past them."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.seen: list[Message] = []

    async def receive(self) -> Message:
        self.seen.append(await super().receive())
        return self.seen[-1]

    async def send(self, message: Message) -> None:
        self.seen.append(message)
        await super().send(message)


# What the client says, and what the endpoint does: a method of the WebSocket and its arguments.
SESSIONS = {
    "frames": ([text("a"), {"type": "websocket.receive", "bytes": b"b"}], ["receive_text", "receive_bytes"]),
    "leaving": ([GONE], ["receive_text", "receive_text", "receive_bytes", "send_text"]),
    "leaving in bytes": ([GONE], ["receive_bytes", "receive_bytes"]),
    "a frame of the other kind": ([{"type": "websocket.receive", "bytes": b"b"}, text("a")], ["receive_text"] * 2),
    "out of order": ([CONNECT, text("a")], ["receive_text", "receive_text"]),
    "out of order in bytes": ([CONNECT, text("a")], ["receive_bytes", "receive_bytes"]),
    "sending": ([], ["send_text", "send_bytes", "send_json", "close", "send_text", "send_bytes", "receive_text"]),
    "sending to nobody": ([], ["break", "send_text", "send_text", "send_bytes", "receive_text"]),
    "sending bytes to nobody": ([], ["break", "send_bytes", "send_bytes"]),
}


async def played(websocket: WebSocket, actions: list[str]) -> list[Any]:
    """What each action gives or raises, and the states of both sides after it."""

    async def broken(message: Message) -> None:
        raise OSError("gone")

    outcomes: list[Any] = []
    for action in actions:
        arguments = {"send_text": ("x",), "send_bytes": (b"x",), "send_json": ({},)}.get(action, ())
        if action == "break":
            websocket._send = broken
            continue
        try:
            outcome = await getattr(websocket, action)(*arguments)
        except Exception as error:
            outcome = (type(error), str(error), vars(error), type(error.__cause__))
        outcomes.append((outcome, websocket.client_state, websocket.application_state))
    return outcomes


@pytest.mark.parametrize("session", SESSIONS)
async def test_frames_go_the_short_way_as_they_go_the_long_one(session: str) -> None:
    said, actions = SESSIONS[session]
    short, long = Peer(CONNECT, *said), Peer(CONNECT, *said)
    plain, watched = socket(short), socket(long, Watched)
    await plain.accept()
    await watched.accept()
    assert await played(plain, actions) == await played(watched, actions)
    assert short.sent == long.sent


async def test_own_channels_see_every_message() -> None:
    peer = Peer(CONNECT, text("a"))
    watched = socket(peer, Watched)
    await watched.accept()
    await watched.send_text(await watched.receive_text())
    assert [message["type"] for message in watched.seen] == [
        "websocket.connect",
        "websocket.accept",
        "websocket.receive",
        "websocket.send",
    ]


@pytest.mark.parametrize("place", ["instance", "class"])
async def test_a_replaced_channel_is_used(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Message] = []

    async def replaced(*args: Any) -> None:
        seen.append(args[-1])

    websocket = socket(Peer(CONNECT))
    monkeypatch.setattr(websocket if place == "instance" else WebSocket, "send", replaced)
    await websocket.accept()
    websocket.application_state = WebSocketState.CONNECTED
    await websocket.send_text("a")
    assert seen[1:] == [{"type": "websocket.send", "text": "a"}]


# In each state, the messages that the application may send.
ALLOWED = {
    WebSocketState.CONNECTING: {"websocket.accept", "websocket.close", "websocket.http.response.start"},
    WebSocketState.CONNECTED: {"websocket.send", "websocket.close"},
    WebSocketState.RESPONSE: {"websocket.http.response.body"},
    WebSocketState.DISCONNECTED: set(),
}


@pytest.mark.parametrize("state", WebSocketState)
@pytest.mark.parametrize("kind", sorted(set().union(*ALLOWED.values()) | {"nonsense"}))
async def test_a_message_out_of_order_is_not_sent(state: WebSocketState, kind: str) -> None:
    peer = Peer()
    websocket = socket(peer)
    websocket.application_state = state
    if kind in ALLOWED[state]:
        await websocket.send({"type": kind})
        assert peer.sent == [{"type": kind}]
    else:
        with pytest.raises(RuntimeError):
            await websocket.send({"type": kind})
        assert peer.sent == []
        assert websocket.application_state is state


async def test_what_was_expected_is_named() -> None:
    with pytest.raises(RuntimeError, match=r"Expected ASGI message .websocket.connect., but got 'websocket.receive'"):
        await socket(Peer(text("x"))).receive()
    with pytest.raises(
        RuntimeError, match=r'"websocket.receive" or "websocket.disconnect", but got \'websocket.connect\''
    ):
        await (await accepted(Peer(CONNECT))).receive()
    with pytest.raises(WebSocketDisconnected, match='Need to call "accept" first'):
        await socket(Peer()).receive_text()
    with pytest.raises(RuntimeError, match='"mode" argument should be "text" or "binary"'):
        await socket(Peer()).receive_json(mode="other")


async def test_a_handshake_is_refused_with_a_response() -> None:
    async def denied(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "websocket.http.response.start", "status": 401, "headers": []})
        await send({"type": "websocket.http.response.body", "body": b"a", "more_body": True})
        await send({"type": "websocket.http.response.body", "body": b"b"})

    peer = Peer(CONNECT)
    response: Any = denied
    with pytest.raises(RuntimeError, match="doesn't support the Websocket Denial Response extension"):
        await socket(peer).send_denial_response(response)
    websocket = socket(peer, extensions={"websocket.http.response": {}})
    await websocket.send_denial_response(response)
    assert [message["type"] for message in peer.sent] == [
        "websocket.http.response.start",
        "websocket.http.response.body",
        "websocket.http.response.body",
    ]
    assert websocket.application_state is WebSocketState.DISCONNECTED


async def test_an_application_can_be_to_close() -> None:
    peer = Peer()
    await WebSocketClose(1008, "no")({}, peer.receive, peer.send)
    assert peer.sent == [{"type": "websocket.close", "code": 1008, "reason": "no"}]


async def test_a_websocket_is_no_request() -> None:
    peer = Peer()
    with pytest.raises(AssertionError):
        WebSocket({"type": "http"}, peer.receive, peer.send)
