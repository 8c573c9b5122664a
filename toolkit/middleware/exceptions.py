"""Handled exceptions become responses: the layer between an application's middlewares and its router."""

from collections.abc import Mapping
from typing import Any

from toolkit._answering import SENDS_WHOLE, Answering
from toolkit._exception_handler import HANDLERS_SCOPE_KEY, answer_exceptions
from toolkit._tracking import TrackingSend
from toolkit.exceptions import HTTPException, WebSocketException
from toolkit.requests import Request
from toolkit.responses import PlainTextResponse, Response
from toolkit.types import ASGIApp, ExceptionHandler, Receive, Scope, Send
from toolkit.websockets import WebSocket

__all__ = ["ExceptionMiddleware"]

# RFC 9110, sections 15.3.5 and 15.4.5.
_WITHOUT_BODY = frozenset({204, 304})


class ExceptionMiddleware:
    """Answers exceptions with the handlers installed for their class or, for `HTTPException`, for their status code.

    `HTTPException` becomes a plain-text response and `WebSocketException` a close frame unless `handlers` says
    otherwise. What has no handler passes through. `debug` is kept for those who read it.
    """

    def __init__(
        self, app: ASGIApp, handlers: Mapping[Any, ExceptionHandler] | None = None, debug: bool = False
    ) -> None:
        self.app = app
        # A router tells what it would call, which is called from here.
        self._router: Any = app if getattr(app, "_is_selecting", False) else None
        self.debug = debug
        self._status_handlers: dict[int, ExceptionHandler] = {}
        self._exception_handlers: dict[Any, ExceptionHandler] = {
            HTTPException: self.http_exception,
            WebSocketException: self.websocket_exception,
        }
        self._handlers = (self._exception_handlers, self._status_handlers)
        for key, handler in (handlers or {}).items():
            self.add_exception_handler(key, handler)

    def add_exception_handler(self, exc_class_or_status_code: int | type[Exception], handler: ExceptionHandler) -> None:
        """Install a handler for a status code, or for an exception class and its subclasses."""
        if isinstance(exc_class_or_status_code, int):
            self._status_handlers[exc_class_or_status_code] = handler
        else:
            assert issubclass(exc_class_or_status_code, Exception)
            self._exception_handlers[exc_class_or_status_code] = handler

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._call_without_request(scope, receive, send)
            return
        scope[HANDLERS_SCOPE_KEY] = self._handlers
        tracked: Any = send if type(send) is TrackingSend else TrackingSend(send)
        try:
            app: Any = self.app
            if app is self._router:
                app = app._select(scope, False)
            if type(app) is not Answering:
                await app(scope, receive, tracked)
                return
            # From here on this is what `Answering` and `Response` do, without a coroutine for each of them.
            request: Request[Any] = Request(scope, receive, tracked)
            try:
                response = await app.answer(request)
                if type(response).__call__ is not SENDS_WHOLE:
                    await response(scope, receive, tracked)
                    return
                tracked.started = True
                send = tracked.send
                await send(
                    {"status": response.status_code, "headers": response.raw_headers, "type": "http.response.start"}
                )
                await send({"body": response.body, "type": "http.response.body"})
                if response.background is not None:
                    await response.background()
            except Exception as failure:
                if not await answer_exceptions(failure, request, receive, tracked):
                    raise
        except Exception as failure:
            if not await answer_exceptions(failure, Request(scope, receive, tracked), receive, tracked):
                raise

    async def _call_without_request(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        scope[HANDLERS_SCOPE_KEY] = self._handlers
        try:
            await self.app(scope, receive, send)
        except Exception as failure:
            # A WebSocket has no response that may have started.
            websocket: WebSocket[Any] = WebSocket(scope, receive, send)
            if not await answer_exceptions(failure, websocket, receive, TrackingSend(send)):
                raise

    async def http_exception(self, request: Request[Any], exc: Exception) -> Response:
        """The status, the headers and, where the status allows a body, the detail of an `HTTPException`."""
        assert isinstance(exc, HTTPException)
        if exc.status_code in _WITHOUT_BODY:
            return Response(status_code=exc.status_code, headers=exc.headers)
        return PlainTextResponse(exc.detail, status_code=exc.status_code, headers=exc.headers)

    async def websocket_exception(self, websocket: WebSocket[Any], exc: Exception) -> None:
        """Closes the WebSocket with the code and the reason of a `WebSocketException`."""
        assert isinstance(exc, WebSocketException)
        await websocket.close(code=exc.code, reason=exc.reason)
