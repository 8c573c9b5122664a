"""How an exception finds the handler that was installed for it, and how the handler's answer is sent."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from toolkit._tracking import TrackingSend
from toolkit._utils import is_async_callable
from toolkit.concurrency import run_in_threadpool
from toolkit.exceptions import HTTPException
from toolkit.requests import HTTPConnection
from toolkit.types import ASGIApp, ExceptionHandler, Receive, Scope, Send

ExceptionHandlers: TypeAlias = Mapping[Any, ExceptionHandler]
StatusHandlers: TypeAlias = Mapping[int, ExceptionHandler]

HANDLERS_SCOPE_KEY = "starlette.exception_handlers"


def _lookup_exception_handler(exc_handlers: ExceptionHandlers, exc: Exception) -> ExceptionHandler | None:
    """The handler of the nearest class in the exception's method resolution order."""
    for cls in type(exc).__mro__:
        if cls in exc_handlers:
            return exc_handlers[cls]
    return None


def _handler_for(exc: Exception, scope: Scope) -> ExceptionHandler | None:
    class_handlers, status_handlers = scope.get(HANDLERS_SCOPE_KEY, ({}, {}))
    if isinstance(exc, HTTPException) and exc.status_code in status_handlers:
        handler: ExceptionHandler = status_handlers[exc.status_code]
        return handler
    return _lookup_exception_handler(class_handlers, exc)


async def call_handler(handler: Callable[[Any, Exception], Any], conn: HTTPConnection[Any], exc: Exception) -> Any:
    """What the handler returns; a plain function runs in a worker thread."""
    if is_async_callable(handler):
        return await handler(conn, exc)
    return await run_in_threadpool(handler, conn, exc)


async def answer_exceptions(exc: Exception, conn: HTTPConnection[Any], receive: Receive, send: TrackingSend) -> bool:
    """Answer an exception with the handler that the scope has for it; False where there is none.

    Raises `RuntimeError` where a response has started already: nothing sensible can be sent any more.
    """
    handler = _handler_for(exc, conn.scope)
    if handler is None:
        return False
    if send.started:
        raise RuntimeError("Caught handled exception, but response already started.") from exc
    response = await call_handler(handler, conn, exc)
    if response is not None:
        await response(conn.scope, receive, send)
    # An instance that is raised again and again would keep the frames of every request alive.
    exc.__traceback__ = None
    return True


def wrap_app_handling_exceptions(app: ASGIApp, conn: HTTPConnection[Any]) -> ASGIApp:
    """The application with its exceptions answered by the handlers in the scope; they are called with `conn`.

    Raises what has no handler, and `RuntimeError` where an exception with a handler comes after the response started.
    """

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        tracked: TrackingSend = send if type(send) is TrackingSend else TrackingSend(send)  # pyright: ignore[reportAssignmentType]
        try:
            await app(scope, receive, tracked)
        except Exception as failure:
            if not await answer_exceptions(failure, conn, receive, tracked):
                raise

    return wrapped
