"""A WebSocket as a pair of channels, kept to the order of messages that ASGI allows (RFC 6455, ASGI WebSocket spec)."""

import enum
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import suppress
from typing import Any, TypeVar

from toolkit.exceptions import WebSocketException
from toolkit.requests import HTTPConnection, StateT
from toolkit.responses import Response
from toolkit.types import Message, Receive, Scope, Send

__all__ = [
    "WebSocket",
    "WebSocketClose",
    "WebSocketDisconnect",
    "WebSocketDisconnected",
    "WebSocketState",
]

T = TypeVar("T")


class WebSocketState(enum.Enum):
    """How far one side of the connection has come."""

    CONNECTING = 0
    CONNECTED = 1
    DISCONNECTED = 2
    RESPONSE = 3

    # A member is itself alone; the hash that `Enum` makes of its name is a call for each look into the tables below.
    __hash__ = object.__hash__


_CONNECTING = WebSocketState.CONNECTING
_CONNECTED = WebSocketState.CONNECTED
_DISCONNECTED = WebSocketState.DISCONNECTED
_RESPONSE = WebSocketState.RESPONSE

# The ASGI protocol, one table a direction: in each state the messages that may come, and the state each leads to.
_FROM_CLIENT = {
    _CONNECTING: {"websocket.connect": _CONNECTED},
    _CONNECTED: {"websocket.receive": _CONNECTED, "websocket.disconnect": _DISCONNECTED},
}
_FROM_APPLICATION = {
    _CONNECTING: {
        "websocket.accept": _CONNECTED,
        "websocket.close": _DISCONNECTED,
        "websocket.http.response.start": _RESPONSE,
    },
    _CONNECTED: {"websocket.send": _CONNECTED, "websocket.close": _DISCONNECTED},
    _RESPONSE: {"websocket.http.response.body": _RESPONSE},
}


_NOT_ACCEPTED = 'WebSocket is not connected. Need to call "accept" first.'


class WebSocketDisconnect(Exception):
    """The client has closed the connection, with `code` (RFC 6455 section 7.4) and `reason`."""

    def __init__(self, code: int = 1000, reason: str | None = None) -> None:
        self.code = code
        self.reason = reason or ""


class WebSocketDisconnected(RuntimeError):
    """A WebSocket was used after it was closed, or before it was accepted."""


class _UnexpectedFrame(WebSocketException, KeyError):
    """The client sent binary where text is read, or text where binary is: closed with 1003, "unsupported data"."""

    def __init__(self, expected: str) -> None:
        super().__init__(1003, f"Expected a {expected} frame")


class WebSocket(HTTPConnection[StateT]):
    """One WebSocket connection: accept it, then send and receive until one side closes.

    `send` and `receive` may be overridden, or replaced before `accept`: all other methods go through them then.
    """

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert scope["type"] == "websocket", f"Expected a WebSocket scope, not {scope['type']!r}."
        self.scope = scope
        self._receive = receive
        self._send = send
        self._client_side: WebSocketState = _CONNECTING
        self._own_side: WebSocketState = _CONNECTING
        # Whether frames may go past `receive` and `send`, which would only look at them: one coroutine less for each.
        self._is_direct = False

    @property
    def client_state(self) -> WebSocketState:
        """How far the client has come: connecting, connected or disconnected."""
        return self._client_side

    @client_state.setter
    def client_state(self, state: WebSocketState) -> None:
        self._client_side = state

    @property
    def application_state(self) -> WebSocketState:
        """How far the application has come; `RESPONSE` while it denies the connection with an HTTP response."""
        return self._own_side

    @application_state.setter
    def application_state(self, state: WebSocketState) -> None:
        self._own_side = state

    async def receive(self) -> Message:
        """The next ASGI message from the client, once it is one that may come now."""
        state = self._client_side
        if state is not _CONNECTED and state not in _FROM_CLIENT:
            raise WebSocketDisconnected('Cannot call "receive" once a disconnect message has been received.')
        message = await self._receive()
        # Nearly every message is a frame, which leads from connected to connected.
        if state is not _CONNECTED or message["type"] != "websocket.receive":
            self._client_side = _state_after(_FROM_CLIENT[state], message)
        return message

    async def send(self, message: Message) -> None:
        """Sends an ASGI message, if it is one that may be sent now."""
        state = self._own_side
        if state is not _CONNECTED and state not in _FROM_APPLICATION:
            raise WebSocketDisconnected('Cannot call "send" once a close message has been sent.')
        if state is not _CONNECTED or message["type"] != "websocket.send":
            self._own_side = _state_after(_FROM_APPLICATION[state], message)
        try:
            await self._send(message)
        except OSError as error:
            if state is not _CONNECTED:
                raise
            raise self._lost() from error

    def _lost(self) -> WebSocketDisconnect:
        """What to raise where the server says by an `OSError` that the client is gone (ASGI spec, "Send event")."""
        self._own_side = _DISCONNECTED
        return WebSocketDisconnect(code=1006)

    async def accept(
        self, subprotocol: str | None = None, headers: Iterable[tuple[bytes, bytes]] | None = None
    ) -> None:
        """Accepts the connection, with one of the client's subprotocols and with headers for the handshake."""
        if self._client_side is _CONNECTING:
            await self.receive()
        await self.send({"type": "websocket.accept", "subprotocol": subprotocol, "headers": headers or []})
        self._is_direct = _is_unchanged(self)

    def _raise_on_disconnect(self, message: Message) -> None:
        if message["type"] == "websocket.disconnect":
            # 1005 stands for "no code was sent" (RFC 6455 section 7.4.1).
            raise WebSocketDisconnect(message.get("code", 1005), message.get("reason"))

    async def receive_text(self) -> str:
        """The next frame's text. Raises `WebSocketDisconnect` where the client has closed."""
        if self._own_side is not _CONNECTED:
            raise WebSocketDisconnected(_NOT_ACCEPTED)
        is_direct = self._is_direct and self._client_side is _CONNECTED
        message = await (self._receive() if is_direct else self.receive())
        if is_direct and message["type"] != "websocket.receive":
            self._client_side = _state_after(_FROM_CLIENT[_CONNECTED], message)
        text: str | None = message.get("text")
        if text is None:
            self._raise_on_disconnect(message)
            raise _UnexpectedFrame("text")
        return text

    async def receive_bytes(self) -> bytes:
        """The next frame's bytes. Raises `WebSocketDisconnect` where the client has closed."""
        if self._own_side is not _CONNECTED:
            raise WebSocketDisconnected(_NOT_ACCEPTED)
        is_direct = self._is_direct and self._client_side is _CONNECTED
        message = await (self._receive() if is_direct else self.receive())
        if is_direct and message["type"] != "websocket.receive":
            self._client_side = _state_after(_FROM_CLIENT[_CONNECTED], message)
        data: bytes | None = message.get("bytes")
        if data is None:
            self._raise_on_disconnect(message)
            raise _UnexpectedFrame("binary")
        return data

    async def receive_json(self, mode: str = "text") -> Any:
        """The next frame, text or binary as `mode` says, read as JSON. Raises `ValueError` where it is none."""
        _check_mode(mode)
        return json.loads(await (self.receive_text() if mode == "text" else self.receive_bytes()))

    def iter_text(self) -> AsyncIterator[str]:
        """The text of each frame until the client closes."""
        return _until_disconnect(self.receive_text)

    def iter_bytes(self) -> AsyncIterator[bytes]:
        """The bytes of each frame until the client closes."""
        return _until_disconnect(self.receive_bytes)

    def iter_json(self) -> AsyncIterator[Any]:
        """Each text frame read as JSON, until the client closes."""
        return _until_disconnect(self.receive_json)

    async def send_text(self, data: str) -> None:
        """Sends a text frame. Raises `WebSocketDisconnect` where the client is gone."""
        message = {"type": "websocket.send", "text": data}
        if not self._is_direct or self._own_side is not _CONNECTED:
            return await self.send(message)
        try:
            await self._send(message)
        except OSError as error:
            raise self._lost() from error

    async def send_bytes(self, data: bytes) -> None:
        """Sends a binary frame. Raises `WebSocketDisconnect` where the client is gone."""
        message = {"type": "websocket.send", "bytes": data}
        if not self._is_direct or self._own_side is not _CONNECTED:
            return await self.send(message)
        try:
            await self._send(message)
        except OSError as error:
            raise self._lost() from error

    async def send_json(self, data: Any, mode: str = "text") -> None:
        """Sends the value as JSON, in a text or a binary frame as `mode` says."""
        _check_mode(mode)
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        await (self.send_text(text) if mode == "text" else self.send_bytes(text.encode()))

    async def close(self, code: int = 1000, reason: str | None = None) -> None:
        """Closes the connection; before `accept` it refuses the handshake with HTTP status 403."""
        await WebSocketClose(code, reason)(self.scope, self.receive, self.send)

    async def send_denial_response(self, response: Response) -> None:
        """Refuses the handshake with `response`. Raises `RuntimeError` where the server has no such extension."""
        supported = self.scope.get("extensions") or {}
        if "websocket.http.response" not in supported:
            raise RuntimeError("The server doesn't support the Websocket Denial Response extension.")
        await response(self.scope, self.receive, self.send)


class WebSocketClose:
    """An ASGI application that closes whatever WebSocket it is given."""

    def __init__(self, code: int = 1000, reason: str | None = None) -> None:
        self.code = code
        self.reason = reason or ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "websocket.close", "code": self.code, "reason": self.reason})


async def _until_disconnect(receive: Callable[[], Awaitable[T]]) -> AsyncIterator[T]:
    with suppress(WebSocketDisconnect):
        while True:
            yield await receive()


# As they stand here.
_RECEIVE, _SEND = WebSocket.receive, WebSocket.send


def _is_unchanged(websocket: WebSocket[Any]) -> bool:
    """Whether no subclass, tool or endpoint has put its own `receive` or `send` in the place of these."""
    receive, send = websocket.receive, websocket.send
    return getattr(receive, "__func__", None) is _RECEIVE and getattr(send, "__func__", None) is _SEND


def _state_after(allowed: dict[str, WebSocketState], message: Message) -> WebSocketState:
    """The state to which the message leads, if it is one of those that are allowed."""
    kind = message["type"]
    if kind not in allowed:
        raise _out_of_order(allowed, message)
    is_end = kind == "websocket.http.response.body" and not message.get("more_body", False)
    return _DISCONNECTED if is_end else allowed[kind]


def _check_mode(mode: str) -> None:
    if mode not in ("text", "binary"):
        raise RuntimeError('The "mode" argument should be "text" or "binary".')


def _out_of_order(allowed: Iterable[str], message: Message) -> RuntimeError:
    *others, last = [f'"{name}"' for name in allowed]
    expected = f"{', '.join(others)} or {last}" if others else last
    return RuntimeError(f"Expected ASGI message {expected}, but got {message['type']!r}")
