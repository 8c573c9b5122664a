"""The helpers of the new methods: imported from the library, or from a module written into the project."""

from pathlib import Path

from stability_checker.codemods.names.module import Module
from stability_checker.codemods.pure_middleware.location import located

WRITTEN = "pure_middleware"
"""The module that is written into a project."""

_TEXT = '''"""What pure ASGI middleware needs: changes to a response's head, and bodies that are read twice."""

from collections.abc import AsyncIterator

from {package}.requests import Request
from {package}.responses import Response, StreamingResponse
from {package}.types import ASGIApp, Message, Receive, Scope, Send


class ResponseStart(Response):
    """An `http.response.start` message with the face of a response: changes go into the message at once."""

    def __init__(self, message: Message) -> None:
        self.message = message
        self.raw_headers = message["headers"] = list(message.get("headers", ()))
        self.background = None

    @property
    def status_code(self) -> int:
        return self.message["status"]

    @status_code.setter
    def status_code(self, status: int) -> None:
        self.message["status"] = status

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        raise TypeError("A ResponseStart is the head of a response that is being sent; send its message instead.")


def replay(request: Request, receive: Receive) -> Receive:
    """The receive channel for an application below a middleware that may have read the body of `request`."""
    is_first, has_read = True, False

    async def receive_again() -> Message:
        nonlocal is_first, has_read
        if is_first:
            is_first, has_read = False, hasattr(request, "_body") or request._stream_consumed
            if has_read:
                return {{"type": "http.request", "body": getattr(request, "_body", b""), "more_body": False}}
        return await (receive() if has_read else request.receive())

    return receive_again


async def collected(app: ASGIApp, scope: Scope, receive: Receive) -> StreamingResponse:
    """The whole response of `app`, as one that has not been sent yet; the application has ended by then."""
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
'''


def home(module: Module) -> tuple[str, Path]:
    """The name by which `module` imports the module that is written for it, and its path.

    A module of that name which holds something else makes way for a numbered one.
    """
    place, number = located(module), 1
    while _is_strange(written := place.folder / f"{_numbered(number)}.py"):
        number += 1
    return place.dotted(written.stem), written


def _numbered(number: int) -> str:
    return WRITTEN if number == 1 else f"{WRITTEN}_{number}"


def _is_strange(path: Path) -> bool:
    return path.is_file() and "class ResponseStart(" not in path.read_text(encoding="utf-8", errors="replace")


def text(package: str) -> str:
    """The module for projects that stand on the library `package`."""
    return _TEXT.format(package=package)
