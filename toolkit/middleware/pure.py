"""What a pure ASGI middleware needs to change a response's head, to read a request's body twice, or a response's."""

from collections.abc import AsyncIterator
from typing import Any, NoReturn

from toolkit.requests import Request
from toolkit.responses import Response, StreamingResponse
from toolkit.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["ResponseStart", "collected", "replay"]


class ResponseStart(Response):
    """The head of a response that is on its way: an `http.response.start` message, with the face of a response.

    Status, headers and cookies can be read and changed; each change goes into the message at once:

        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            async def send_wrapper(message: Message) -> None:
                if message["type"] == "http.response.start":
                    ResponseStart(message).headers["x-frame-options"] = "DENY"
                await send(message)

            await self.app(scope, receive, send_wrapper)

    The message gets a list of headers of its own, so the application's list stays as it was. There is no body, and
    nothing to send: calling it raises `TypeError`.
    """

    def __init__(self, message: Message) -> None:
        self.message = message
        self.raw_headers = message["headers"] = list(message.get("headers", ()))
        self.background = None

    @property
    def status_code(self) -> int:  # pyright: ignore[reportIncompatibleVariableOverride]
        """The status, as the message has it."""
        status: int = self.message["status"]
        return status

    @status_code.setter
    def status_code(self, status: int) -> None:
        self.message["status"] = status

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> NoReturn:
        raise TypeError("A ResponseStart is the head of a response that is being sent; send its message instead.")


def replay(request: Request[Any], receive: Receive) -> Receive:
    """The receive channel for an application below a middleware that may have read the body of `request`.

    What `await request.body()` or `await request.json()` has read is given once more, as one `http.request` message;
    after it come the messages of `receive`. A request that nobody has read gives everything from its own channel. A
    body that was read as a stream or a form is gone: the application then gets an empty one.
    """
    is_first, has_read = True, False

    async def receive_again() -> Message:
        nonlocal is_first, has_read
        if is_first:
            is_first, has_read = False, hasattr(request, "_body") or request._stream_consumed
            if has_read:
                return {"type": "http.request", "body": getattr(request, "_body", b""), "more_body": False}
        return await (receive() if has_read else request.receive())

    return receive_again


async def collected(app: ASGIApp, scope: Scope, receive: Receive) -> StreamingResponse:
    """The whole response of `app`, as one that has not been sent yet: its `body_iterator` gives the parts of the body.

    The application has ended by then, with its background tasks; a body of any size is held in memory. Raises what the
    application raises, and `RuntimeError` where it ends without a response.
    """
    messages: list[Message] = []

    async def keep(message: Message) -> None:
        messages.append(message)

    await app(scope, receive, keep)
    start = next((one for one in messages if one["type"] == "http.response.start"), None)
    if start is None:
        raise RuntimeError("The application ended without a response; let it send one.")
    parts = [one.get("body", b"") for one in messages if one["type"] == "http.response.body"]
    response = StreamingResponse(_each(parts), status_code=start["status"])
    response.raw_headers = list(start.get("headers", ()))
    return response


async def _each(parts: list[bytes]) -> AsyncIterator[bytes]:
    for part in parts:
        yield part
