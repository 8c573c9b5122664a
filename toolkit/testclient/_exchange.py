"""One request and its response: the application runs in the event loop's thread, the client reads in its own."""

from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import ExitStack
from queue import Empty, SimpleQueue
from typing import Any

import anyio
import anyio.from_thread

from toolkit.testclient._asgi2 import ASGI3App
from toolkit.types import Message, Scope

TRAILERS = "http.response.trailers"
DEBUG = "http.response.debug"


class Exchange:
    """Hands the application's messages to the client as they come.

    The methods with a leading underscore run in the event loop, the others in the client's thread. A chunk of the body
    is passed on when the client asks for it, and only then may the application go on; the last one never waits.
    """

    def __init__(self, app: ASGI3App, scope: Scope, body: bytes) -> None:
        self.trailers: list[tuple[bytes, bytes]] | None = None
        self.debug_info: Any = None
        self.completed = False
        self._app = app
        self._scope = scope
        self._head = scope["method"] == "HEAD"
        self._body: bytes | None = body
        self._started = False
        self._body_sent = False
        # None stands behind the last message: the application has returned or raised.
        self._messages: SimpleQueue[Message | None] = SimpleQueue()

    # ---- the client's side ------------------------------------------------------------------------------------

    def run(self, portal: anyio.from_thread.BlockingPortal, resources: ExitStack) -> None:
        """Start the application; `resources` are closed at the end of the exchange."""
        self.resources = resources
        self._portal = portal
        self._future: Future[None] = portal.start_task_soon(self._run)

    def start(self) -> Message | None:
        """The start of the response; None if the application ended without one."""
        while (message := self._messages.get()) is not None:
            if message["type"] == "http.response.start":
                return message
            self.debug_info = message["info"]
        return None

    def chunks(self) -> Iterator[Message]:
        """Body and debug messages, as the client asks for them."""
        while (message := self._next()) is not None:
            yield message
            if message["type"] != DEBUG and not message["more_body"]:
                return

    def _next(self) -> Message | None:
        try:
            return self._messages.get_nowait()
        except Empty:
            self._portal.start_task_soon(self._grant)
            return self._messages.get()

    def wait(self) -> None:
        """Wait for the application's end; raises what it raised."""
        try:
            self._future.result()
        finally:
            self.resources.close()

    def abandon(self) -> None:
        """Cancel the application and wait for its end; raises what it raised."""
        if not self._future.done():
            self._portal.call(self._cancel_scope.cancel)
        self.wait()

    def finish(self) -> None:
        """Wait for an application whose response is complete, cancel any other."""
        if self.completed:
            self.wait()
        else:
            self.abandon()

    # ---- the application's side -------------------------------------------------------------------------------

    async def _run(self) -> None:
        self._asked = anyio.Event()
        self._over = anyio.Event()
        self._cancel_scope = anyio.CancelScope()
        try:
            with self._cancel_scope:
                await self._app(self._scope, self._receive, self._send)
        finally:
            self._messages.put(None)

    def _grant(self) -> None:
        self._asked.set()

    async def _receive(self) -> Message:
        if self._body is not None:
            body, self._body = self._body, None
            return {"type": "http.request", "body": body}
        # What is ready is given without a checkpoint, so that `Request.is_disconnected` sees it.
        if not self._over.is_set():
            await self._over.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Message) -> None:
        match message["type"]:
            case "http.response.start":
                self._send_start(message)
            case "http.response.body":
                await self._send_body(message)
            case "http.response.trailers":
                self._send_trailers(message)
            case "http.response.debug":
                self._messages.put(message)

    def _send_start(self, message: Message) -> None:
        assert not self._started, 'Received multiple "http.response.start" messages.'
        self._started = True
        if message.get("trailers", False):
            self.trailers = []
        self._messages.put(message)

    async def _send_body(self, message: Message) -> None:
        assert self._started, 'Received "http.response.body" without "http.response.start".'
        assert not self._body_sent, 'Received "http.response.body" after body completed.'
        # The application may use its buffer again as soon as send returns.
        chunk = b"" if self._head else bytes(message.get("body", b""))
        more = message.get("more_body", False)
        if more:
            await self._asked.wait()
            if not chunk:
                return
            self._asked = anyio.Event()
        else:
            self._body_sent = True
            if self.trailers is None:
                self._complete()
        self._messages.put({"type": "http.response.body", "body": chunk, "more_body": more})

    def _send_trailers(self, message: Message) -> None:
        assert self.trailers is not None, 'Received "http.response.trailers" without declaring trailers.'
        assert self._body_sent, 'Received "http.response.trailers" before body completed.'
        assert not self.completed, 'Received "http.response.trailers" after response completed.'
        self.trailers.extend((bytes(name), bytes(value)) for name, value in message.get("headers", []))
        if not message.get("more_trailers", False):
            self._complete()

    def _complete(self) -> None:
        self.completed = True
        self._over.set()
