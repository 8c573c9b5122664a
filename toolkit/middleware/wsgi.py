"""Runs a WSGI application (PEP 3333) as an ASGI application, in a worker thread. Deprecated: use a2wsgi."""

from __future__ import annotations

import io
import math
import sys
import warnings
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Any

import anyio
import anyio.from_thread
import anyio.to_thread
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream

from toolkit._utils import create_collapsing_task_group
from toolkit.exceptions import ToolkitDeprecationWarning
from toolkit.types import Message, Receive, Scope, Send

warnings.warn(
    "toolkit.middleware.wsgi is deprecated and will be removed in a future release. "
    "Please refer to https://github.com/abersheeran/a2wsgi as a replacement.",
    ToolkitDeprecationWarning,
    stacklevel=2,
)

Environ = dict[str, Any]
ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]
WSGIApp = Callable[..., Iterable[bytes]]

# RFC 3875, section 4.1: these two have no HTTP_ prefix.
BARE_HEADERS = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}


# What PEP 3333 asks of the gateway: an application may be called in several threads and processes at once.
GATEWAY = {"wsgi.version": (1, 0), "wsgi.run_once": False, "wsgi.multithread": True, "wsgi.multiprocess": True}


def build_environ(scope: Scope, body: bytes) -> Environ:
    """The WSGI environment (PEP 3333, "environ Variables") of an ASGI HTTP scope and the whole request body."""
    root_path = scope.get("root_path", "")
    server = scope.get("server") or ("localhost", 80)
    environ: Environ = {
        **GATEWAY,
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stdout,
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": server[0],
        "SERVER_PORT": server[1],
        "REQUEST_METHOD": scope["method"],
        "PATH_INFO": native(path_below(root_path, scope["path"])),
        "SCRIPT_NAME": native(root_path),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
    }
    if scope.get("client"):
        environ["REMOTE_ADDR"] = scope["client"][0]
    add_headers(environ, scope["headers"])
    return environ


def native(text: str) -> str:
    """PEP 3333, "Unicode Issues": native strings hold one byte a character."""
    return text.encode("utf-8").decode("latin-1")


def path_below(root_path: str, path: str) -> str:
    """The rest of the path, where `root_path` ends at a segment's boundary."""
    rest = path.removeprefix(root_path)
    return rest if root_path.endswith("/") or rest[:1] in ("", "/") else path


def add_headers(environ: Environ, headers: Iterable[tuple[bytes, bytes]]) -> None:
    """A field that occurs several times becomes one list (RFC 9110, section 5.3)."""
    for raw_name, raw_value in headers:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        key = BARE_HEADERS.get(name, "HTTP_" + name.upper().replace("-", "_"))
        environ[key] = f"{environ[key]},{value}" if key in environ else value


class WSGIMiddleware:
    """An ASGI application around the WSGI application `app`; for HTTP alone."""

    def __init__(self, app: WSGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert scope["type"] == "http", "A WSGI application answers HTTP requests only."
        await WSGIResponder(self.app, scope)(receive, send)


class WSGIResponder:
    """One request: the WSGI application writes into a stream in its thread, the event loop sends what comes out."""

    stream_send: MemoryObjectSendStream[Message]
    stream_receive: MemoryObjectReceiveStream[Message]

    def __init__(self, app: WSGIApp, scope: Scope) -> None:
        self.app = app
        self.scope = scope
        # Without a bound, as a thread that waits for a client that is gone would never end.
        self.stream_send, self.stream_receive = anyio.create_memory_object_stream[Message](math.inf)
        self.response_started = False
        self.exc_info: ExcInfo | None = None

    async def __call__(self, receive: Receive, send: Send) -> None:
        environ = build_environ(self.scope, await whole_body(receive))
        async with create_collapsing_task_group() as tasks:
            tasks.start_soon(self.sender, send)
            try:
                await anyio.to_thread.run_sync(self.wsgi, environ, self.start_response)
            finally:
                self.stream_send.close()
        self._raise_reported()

    def _raise_reported(self) -> None:
        if self.exc_info is not None:
            _, error, traceback = self.exc_info
            raise error.with_traceback(traceback)

    async def sender(self, send: Send) -> None:
        """Sends the messages in their order until the application has ended."""
        async with self.stream_receive:
            async for message in self.stream_receive:
                await send(message)

    def start_response(
        self, status: str, response_headers: list[tuple[str, str]], exc_info: ExcInfo | None = None
    ) -> None:
        """PEP 3333's callable. What the application reports in `exc_info` is raised after its response."""
        self.exc_info = exc_info
        if self.response_started:
            return
        self.response_started = True
        headers = [
            (name.strip().lower().encode("ascii"), value.strip().encode("latin-1")) for name, value in response_headers
        ]
        self._put({"type": "http.response.start", "status": int(status.split(" ", 1)[0]), "headers": headers})

    def wsgi(self, environ: Environ, start_response: Callable[..., Any]) -> None:
        """Runs the application; called in a worker thread."""
        chunks = self.app(environ, start_response)
        try:
            for chunk in chunks:
                self._put({"type": "http.response.body", "body": chunk, "more_body": True})
        finally:
            getattr(chunks, "close", lambda: None)()
        self._put({"type": "http.response.body", "body": b""})

    def _put(self, message: Message) -> None:
        anyio.from_thread.run(self.stream_send.send, message)


async def whole_body(receive: Receive) -> bytes:
    """WSGI reads its input from a file: the body is taken into memory."""
    chunks = []
    while True:
        message = await receive()
        chunks.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(chunks)
