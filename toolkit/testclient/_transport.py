"""The transport under the client: requests go to the application, its responses stream back."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from typing import Any

import anyio.from_thread

from toolkit.testclient._asgi2 import ASGI3App
from toolkit.testclient._exchange import DEBUG, TRAILERS, Exchange
from toolkit.testclient._httpx import httpx
from toolkit.testclient._scopes import http_scope, websocket_scope
from toolkit.testclient._websocket import WebSocketTestSession
from toolkit.types import Message

PortalFactory = Callable[[], AbstractContextManager[anyio.from_thread.BlockingPortal]]


class Upgrade(Exception):
    """The request was a WebSocket handshake: carries its session past the HTTP client."""

    def __init__(self, session: WebSocketTestSession) -> None:
        self.session = session


class ApplicationTransport(httpx.BaseTransport):
    """Sends each request to `app`, in the event loop of a portal."""

    def __init__(
        self,
        app: ASGI3App,
        portal_factory: PortalFactory,
        raise_server_exceptions: bool,
        root_path: str,
        client: tuple[str, int],
        app_state: dict[str, Any],
    ) -> None:
        self._app = app
        self._portal_factory = portal_factory
        self._raise_server_exceptions = raise_server_exceptions
        self._surroundings = (root_path, client, app_state)
        self._unclosed: set[ResponseStream] = set()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.scheme in ("ws", "wss"):
            scope = websocket_scope(request, *self._surroundings)
            raise Upgrade(WebSocketTestSession(self._app, scope, self._portal_factory))
        exchange = Exchange(self._app, http_scope(request, *self._surroundings), request.read())
        resources = ExitStack()
        exchange.run(resources.enter_context(self._portal_factory()), resources)
        stream = ResponseStream(exchange, self._raise_server_exceptions)
        try:
            start = exchange.start()
        except BaseException:  # the test was interrupted
            exchange.abandon()
            raise
        return self._response(start, exchange, stream, request)

    def _response(
        self, start: Message | None, exchange: Exchange, stream: "ResponseStream", request: httpx.Request
    ) -> httpx.Response:
        if start is None:
            stream.close()
            assert not self._raise_server_exceptions, "TestClient did not receive any response."
            return httpx.Response(500, request=request, content=b"")
        self._unclosed.add(stream)
        resources = exchange.resources
        resources.callback(self._unclosed.discard, stream)
        response = httpx.Response(start["status"], headers=_pairs(start), stream=stream, request=request)
        if exchange.trailers is not None:
            response.extensions[TRAILERS] = exchange.trailers
        stream.response = response
        if exchange.debug_info is not None:
            stream.expose(exchange.debug_info)
        return response

    def close(self) -> None:
        """Cancel the applications whose responses were not closed."""
        for stream in tuple(self._unclosed):
            stream.abandon()


def _pairs(start: Message) -> list[tuple[bytes, bytes]]:
    return [(name, value) for name, value in start.get("headers", [])]


class ResponseStream(httpx.SyncByteStream):
    """The body of a response, read from the application as the client iterates."""

    response: httpx.Response

    def __init__(self, exchange: Exchange, raise_server_exceptions: bool) -> None:
        self._exchange = exchange
        self._raise_server_exceptions = raise_server_exceptions
        self._finished = False

    def __iter__(self) -> Iterator[bytes]:
        for message in self._exchange.chunks():
            if message["type"] == DEBUG:
                self.expose(message["info"])
            elif message["body"]:
                yield message["body"]
        self._end(self._exchange.wait)

    def expose(self, info: Any) -> None:
        """Show what the application said through the debug extension on the response."""
        self.response.extensions[DEBUG] = info
        if "template" in info:
            self.response.template = info["template"]  # type: ignore[attr-defined]
            self.response.context = info["context"]  # type: ignore[attr-defined]

    def close(self) -> None:
        """End the exchange: wait for an application that has answered, cancel one that has not."""
        self._end(self._exchange.finish)

    def abandon(self) -> None:
        """End the exchange at once."""
        self._end(self._exchange.abandon)

    def _end(self, how: Callable[[], None]) -> None:
        if self._finished:
            return
        self._finished = True
        try:
            how()
        except Exception:
            if self._raise_server_exceptions:
                raise
