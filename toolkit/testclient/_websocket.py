"""A WebSocket from the test's side: what it sends the application receives, and the other way round."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, suppress
from math import inf
from queue import SimpleQueue
from typing import Any, Literal, Self

import anyio
import anyio.abc
import anyio.from_thread
import anyio.lowlevel

from toolkit.testclient._asgi2 import ASGI3App
from toolkit.testclient._httpx import httpx
from toolkit.types import Message, Scope
from toolkit.websockets import WebSocketDisconnect

_SECONDS_TO_SAY_GOODBYE = 0.5
"""How long an application may go on that has heard of the disconnect."""


class WebSocketDenialResponse(httpx.Response, WebSocketDisconnect):  # type: ignore[misc]  # both can be pickled
    """Raised where the application answers the handshake with an HTTP response, which this is."""


class WebSocketTestSession:
    """One WebSocket connection, open from entering to leaving the context.

    Entering raises `WebSocketDisconnect` when the application refuses the handshake (`WebSocketDenialResponse` when it
    does so with a response). What the application raises is raised from `receive`, or on leaving.
    """

    __test__ = False

    def __init__(
        self,
        app: ASGI3App,
        scope: Scope,
        portal_factory: Callable[[], AbstractContextManager[anyio.from_thread.BlockingPortal]],
    ) -> None:
        self.app = app
        self.scope = scope
        self.portal_factory = portal_factory
        self.accepted_subprotocol: str | None = None
        self.extra_headers: list[tuple[bytes, bytes]] | None = None
        # None stands behind the last message: the application has returned or raised.
        self._from_app: SimpleQueue[Message | None] = SimpleQueue()
        self._error: BaseException | None = None
        self._disconnect_sent = False
        self._disconnect_heard = False

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self.portal = stack.enter_context(self.portal_factory())
            self._ended, _ = self.portal.start_task(self._run)
            stack.callback(self._stop)
            self.send({"type": "websocket.connect"})
            message = self.receive()
            self._raise_on_close(message)
            self.accepted_subprotocol = message.get("subprotocol")
            self.extra_headers = message.get("headers")
            self.exit_stack = stack.pop_all()
        return self

    def __exit__(self, *args: Any) -> bool | None:
        with self.exit_stack:
            if not self._disconnect_sent:
                self.close(1000)
            self.portal.call(self._let_app_end)
        if self._error is not None and self._error is not args[1]:
            raise self._error
        return None

    def send(self, message: Message) -> None:
        """Hand the application an ASGI message."""
        self._disconnect_sent = self._disconnect_sent or message["type"] == "websocket.disconnect"
        self.portal.call(self._deliver, message)

    def send_json(self, data: Any, mode: Literal["text", "binary"] = "text") -> None:
        """Send `data` as a JSON document, in a text or a binary message."""
        document = json.dumps(data, separators=(",", ":"), ensure_ascii=False)
        if mode == "binary":
            return self.send_bytes(document.encode())
        return self.send_text(document)

    def send_bytes(self, data: bytes) -> None:
        """Send a binary message."""
        self.send({"bytes": data, "type": "websocket.receive"})

    def send_text(self, data: str) -> None:
        """Send a text message."""
        self.send({"text": data, "type": "websocket.receive"})

    def close(self, code: int = 1000, reason: str | None = None) -> None:
        """Close the connection from the client's side."""
        self.send({"type": "websocket.disconnect", "code": code, "reason": reason})

    def receive(self) -> Message:
        """The application's next ASGI message; waits for it."""
        message = self._from_app.get()
        if message is not None:
            return message
        self._from_app.put(None)  # whoever asks again gets the same answer
        if self._error is not None:
            raise self._error
        raise WebSocketDisconnect(code=1006, reason="The application ended without closing the connection.")

    def receive_text(self) -> str:
        """The next message's text; raises `WebSocketDisconnect` where the application closes instead."""
        text: str = self._receive_data()["text"]
        return text

    def receive_bytes(self) -> bytes:
        """The next message's bytes; raises `WebSocketDisconnect` where the application closes instead."""
        data: bytes = self._receive_data()["bytes"]
        return data

    def receive_json(self, mode: Literal["text", "binary"] = "text") -> Any:
        """The JSON document in the next message; raises `WebSocketDisconnect` where the application closes instead."""
        return json.loads(self.receive_text() if mode == "text" else self.receive_bytes())

    def _receive_data(self) -> Message:
        message = self.receive()
        self._raise_on_close(message)
        return message

    def _raise_on_close(self, message: Message) -> None:
        if message["type"] == "websocket.close":
            raise WebSocketDisconnect(code=message.get("code", 1000), reason=message.get("reason", ""))
        if message["type"] == "websocket.http.response.start":
            raise WebSocketDenialResponse(
                status_code=message["status"], headers=list(message.get("headers", [])), content=self._denial_body()
            )

    def _denial_body(self) -> bytes:
        body = bytearray()
        more = True
        while more:
            message = self.receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        return bytes(body)

    def _stop(self) -> None:
        self.portal.call(self._cancel_scope.cancel)
        self._ended.result()

    # ---- in the event loop ------------------------------------------------------------------------------------

    async def _run(self, *, task_status: anyio.abc.TaskStatus[None]) -> None:
        self._to_app, self._at_app = anyio.create_memory_object_stream[Message](inf)
        self._cancel_scope = anyio.CancelScope()
        self._done = anyio.Event()
        try:
            with self._to_app, self._at_app, self._cancel_scope:
                task_status.started()
                await self.app(self.scope, self._app_receives, self._app_sends)
        except Exception as error:
            self._error = error
        finally:
            self._from_app.put(None)
            self._done.set()

    async def _app_receives(self) -> Message:
        message = await self._at_app.receive()
        self._disconnect_heard = self._disconnect_heard or message["type"] == "websocket.disconnect"
        return message

    async def _app_sends(self, message: Message) -> None:
        self._from_app.put(message)

    def _deliver(self, message: Message) -> None:
        with suppress(anyio.ClosedResourceError, anyio.BrokenResourceError):  # the application has gone
            self._to_app.send_nowait(message)

    async def _let_app_end(self) -> None:
        """Give an application that listens the time to clean up; one that does not will be cancelled."""
        for _ in range(10):
            await anyio.lowlevel.checkpoint()
        if self._disconnect_heard:
            with anyio.move_on_after(_SECONDS_TO_SAY_GOODBYE):
                await self._done.wait()
