"""An endpoint function as an ASGI application: it is given a request, and what it returns is sent."""

from collections.abc import Awaitable, Callable
from typing import Any, final

from toolkit._exception_handler import answer_exceptions
from toolkit._tracking import TrackingSend
from toolkit.requests import Request
from toolkit.responses import Response
from toolkit.types import Receive, Scope, Send

__all__ = ["SENDS_WHOLE", "Answering"]

# How a response with its whole body at hand sends itself, as it stands here: for such a one a layer that has a
# coroutine of its own may send the two messages from there.
SENDS_WHOLE = Response.__call__


@final  # its type is compared: `isinstance` is slow to say no
class Answering:
    """The application that answers a request with what the coroutine function `answer` returns for it.

    An exception for which a handler is installed is answered here, so that the handler sees the same `Request`.
    `ExceptionMiddleware` does the same in its own coroutine where nothing stands between the two.
    """

    def __init__(self, answer: Callable[[Request[Any]], Awaitable[Any]]) -> None:
        self.answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request: Request[Any] = Request(scope, receive, send)
        tracked: Any = send if type(send) is TrackingSend else TrackingSend(send)
        try:
            response = await self.answer(request)
            await response(scope, receive, tracked)
        except Exception as failure:
            if not await answer_exceptions(failure, request, receive, tracked):
                raise
