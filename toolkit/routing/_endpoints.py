"""Endpoint adapters: a function of a request or a WebSocket becomes an ASGI application."""

import functools
import inspect
import sys
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from toolkit._answering import Answering
from toolkit._exception_handler import answer_exceptions
from toolkit._tracking import TrackingSend
from toolkit._utils import is_async_callable
from toolkit.concurrency import run_in_threadpool
from toolkit.middleware import Middleware
from toolkit.middleware.body_limit import RequestBodyLimitMiddleware
from toolkit.requests import Request
from toolkit.responses import Response
from toolkit.types import ASGIApp, Receive, Scope, Send
from toolkit.websockets import WebSocket


def request_response(func: Callable[[Request[Any]], Awaitable[Response] | Response]) -> ASGIApp:
    """The ASGI application that answers a request with what `func(request)` returns.

    A plain function runs in a worker thread. An exception for which a handler is installed is answered here, so that
    the handler sees the same `Request` as the endpoint.
    """
    answer: Callable[..., Any] = func if is_async_callable(func) else functools.partial(_in_thread, func)
    return Answering(answer)


async def _in_thread(func: Callable[[Request[Any]], Any], request: Request[Any]) -> Any:
    return await run_in_threadpool(func, request)


def websocket_session(func: Callable[[WebSocket[Any]], Awaitable[None]]) -> ASGIApp:
    """The ASGI application that hands each WebSocket to `func(websocket)`; handled exceptions are answered here."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        websocket: WebSocket[Any] = WebSocket(scope, receive, send)
        try:
            await func(websocket)
        except Exception as failure:
            if not await answer_exceptions(failure, websocket, receive, TrackingSend(send)):
                raise

    return app


def get_name(endpoint: Callable[..., Any]) -> str:
    """The name that a route has unless it is given one: the function's, or that of the object's class."""
    return getattr(endpoint, "__name__", type(endpoint).__name__)


def on_face(name: str) -> Any:
    """What stands under that name on the public face of this package now.

    Tracing tools put their own `request_response` there, and every route that is made later must use it.
    """
    return getattr(sys.modules["toolkit.routing"], name)


def is_endpoint_function(endpoint: Callable[..., Any]) -> bool:
    """Whether the endpoint takes a request or a WebSocket; anything else is an ASGI application already."""
    while isinstance(endpoint, functools.partial):
        endpoint = endpoint.func
    return inspect.isfunction(endpoint) or inspect.ismethod(endpoint)


def wrapped(app: ASGIApp, middleware: Sequence[Middleware] | None, max_body_size: int | None = None) -> ASGIApp:
    """The application inside its middlewares, the first one outermost, and inside its own limit of body bytes."""
    for cls, args, kwargs in reversed(middleware or ()):
        app = cls(app, *args, **kwargs)
    return app if max_body_size is None else RequestBodyLimitMiddleware(app, max_body_size)
