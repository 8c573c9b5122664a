"""What a pure ASGI middleware needs to change a response's head, and to read a request's body and hand it on."""

from typing import Any, NoReturn

from toolkit.requests import Request
from toolkit.responses import Response
from toolkit.types import Message, Receive, Scope, Send

__all__ = ["ResponseStart", "replay"]


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
    after it come the messages of `receive`. Of a request that nobody has read, `receive` gives everything. A body
    that was read as a stream or a form is gone: the application then gets an empty one.
    """
    is_first = True

    async def receive_again() -> Message:
        nonlocal is_first
        was_first, is_first = is_first, False
        if was_first and (hasattr(request, "_body") or request._stream_consumed):
            return {"type": "http.request", "body": getattr(request, "_body", b""), "more_body": False}
        return await receive()

    return receive_again
