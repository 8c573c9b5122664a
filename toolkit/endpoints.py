"""Endpoints as classes: a method for each HTTP method, or a method for each event of a WebSocket."""

import json
from collections.abc import Callable, Generator
from typing import Any, Literal, NoReturn

from toolkit import status
from toolkit._utils import is_async_callable
from toolkit.concurrency import run_in_threadpool
from toolkit.exceptions import HTTPException
from toolkit.requests import Request
from toolkit.responses import PlainTextResponse, Response
from toolkit.types import Message, Receive, Scope, Send
from toolkit.websockets import WebSocket

__all__ = ["HTTPEndpoint", "WebSocketEndpoint"]

# RFC 9110 section 9.3, PATCH of RFC 5789, and QUERY of draft-ietf-httpbis-safe-method-w-body.
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "QUERY")


class HTTPEndpoint:
    """An ASGI application whose methods `get`, `post`, ... answer the HTTP methods of the same name.

    Each takes the `Request` and returns a response, async or in a worker thread. `get` answers `HEAD` too unless there
    is a `head`. Any other method is answered with 405. Awaiting an instance serves its connection.
    """

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert scope["type"] == "http", "An HTTPEndpoint serves HTTP only"
        self.scope = scope
        self.receive = receive
        self.send = send

    def _handler(self, method: str) -> Callable[[Request[Any]], Any] | None:
        handler = getattr(self, method.lower(), None)
        return getattr(self, "get", None) if handler is None and method == "HEAD" else handler

    def __await__(self) -> Generator[Any, None, None]:
        return self.dispatch().__await__()

    async def dispatch(self) -> None:
        """Answer the request with the method that is named like the request's."""
        request: Request[Any] = Request(self.scope, self.receive, self.send)
        method = request.method
        # Only the names of HTTP methods: a request must not reach any other attribute.
        handler = (self._handler(method) if method in _METHODS else None) or self.method_not_allowed
        answer = handler(request) if is_async_callable(handler) else run_in_threadpool(handler, request)
        await (await answer)(self.scope, self.receive, self.send)

    async def method_not_allowed(self, request: Request[Any]) -> Response:
        """Answer 405 with the methods that there are (RFC 9110 section 15.5.6)."""
        allow = {"Allow": ", ".join(method for method in _METHODS if self._handler(method) is not None)}
        if "app" not in self.scope:
            return PlainTextResponse("Method Not Allowed", status_code=405, headers=allow)
        raise HTTPException(status_code=405, headers=allow)


class WebSocketEndpoint:
    """An ASGI application that calls `on_connect`, `on_receive` for each message, and `on_disconnect`.

    With `encoding` "text", "bytes" or "json", a message is decoded before `on_receive` sees it, and one that cannot be
    decoded closes the connection with 1003 (RFC 6455 section 7.4.1). Awaiting an instance serves its connection.
    """

    encoding: Literal["text", "bytes", "json"] | None = None

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert scope["type"] == "websocket", "A WebSocketEndpoint serves WebSockets only"
        self.scope = scope
        self.receive = receive
        self.send = send

    def __await__(self) -> Generator[Any, None, None]:
        return self.dispatch().__await__()

    async def dispatch(self) -> None:
        """Serve the connection from its handshake to its end."""
        websocket: WebSocket[Any] = WebSocket(self.scope, receive=self.receive, send=self.send)
        await self.on_connect(websocket)
        close_code = status.WS_1000_NORMAL_CLOSURE
        try:
            while (message := await websocket.receive())["type"] != "websocket.disconnect":
                await self.on_receive(websocket, await self.decode(websocket, message))
            close_code = int(message.get("code") or status.WS_1000_NORMAL_CLOSURE)
        except Exception:
            close_code = status.WS_1011_INTERNAL_ERROR
            raise
        finally:
            await self.on_disconnect(websocket, close_code)

    async def decode(self, websocket: WebSocket[Any], message: Message) -> Any:
        """The message as `encoding` asks for it. Closes the connection and raises `RuntimeError` where it cannot be."""
        text, data = message.get("text"), message.get("bytes")
        if self.encoding == "text":
            if text is None:
                await self._refuse(websocket, "Expected text websocket messages, but got bytes")
            return text
        if self.encoding == "bytes":
            if data is None:
                await self._refuse(websocket, "Expected bytes websocket messages, but got text")
            return data
        if self.encoding == "json":
            return await self._decode_json(websocket, data if text is None else text)
        assert self.encoding is None, f"Unsupported 'encoding' attribute {self.encoding}"
        return data if text is None else text

    async def _decode_json(self, websocket: WebSocket[Any], text: str | bytes | None) -> Any:
        try:
            return json.loads(text or "")
        except ValueError:
            await self._refuse(websocket, "Malformed JSON data received.")

    async def _refuse(self, websocket: WebSocket[Any], reason: str) -> NoReturn:
        await websocket.close(code=status.WS_1003_UNSUPPORTED_DATA)
        raise RuntimeError(reason)

    async def on_connect(self, websocket: WebSocket[Any]) -> None:
        """Override to decide about the handshake; accepts it."""
        await websocket.accept()

    async def on_receive(self, websocket: WebSocket[Any], data: Any) -> None:
        """Override to handle a message."""

    async def on_disconnect(self, websocket: WebSocket[Any], close_code: int) -> None:
        """Override to handle the end of the connection, whichever side caused it."""
