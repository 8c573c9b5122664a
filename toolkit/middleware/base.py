"""Middleware written as a function of a request and of what answers it."""

from collections import deque
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Awaitable, Callable, Mapping, MutableMapping
from contextvars import Context, copy_context
from typing import Any

import anyio
import anyio.lowlevel

from toolkit.background import BackgroundTask
from toolkit.middleware._side_tasks import SideTasks, Signal, side_tasks
from toolkit.requests import Request
from toolkit.responses import Response
from toolkit.types import ASGIApp, Message, Receive, Scope, Send

__all__ = [
    "AsyncContentStream",
    "BaseHTTPMiddleware",
    "BodyStreamGenerator",
    "DispatchFunction",
    "RequestResponseEndpoint",
]

RequestResponseEndpoint = Callable[[Request[Any]], Awaitable[Response]]
DispatchFunction = Callable[[Request[Any], RequestResponseEndpoint], Awaitable[Response]]
BodyChunk = str | bytes | memoryview | MutableMapping[str, Any]
AsyncContentStream = AsyncIterable[BodyChunk]
BodyStreamGenerator = AsyncGenerator[bytes | MutableMapping[str, Any], None]

_DISCONNECT = {"type": "http.disconnect"}
_BODY_KINDS = ("http.response.body", "http.response.pathsend")
_ABSENT: Any = object()


class _CachedRequest(Request[Any]):
    """The request that `dispatch` sees. The application below receives what `dispatch` has left of the body."""

    _is_body_passed_on = False

    async def wrapped_receive(self) -> Message:
        """The next message for the application below; a body that `dispatch` has read is given once more."""
        if not self._is_body_passed_on and (hasattr(self, "_body") or self._stream_consumed):
            self._is_body_passed_on = True
            return {"type": "http.request", "body": getattr(self, "_body", b""), "more_body": False}
        if self._is_disconnected:
            return dict(_DISCONNECT)
        message = await self.receive()
        if message["type"] == "http.disconnect":
            self._is_disconnected = True
        elif self._is_body_passed_on:
            raise RuntimeError(f"Unexpected message received: {message['type']}")
        elif not message.get("more_body", False):
            # From here on `dispatch` cannot stream it either.
            self._stream_consumed = self._is_body_passed_on = True
        return message


class BaseHTTPMiddleware:
    """Middleware with `dispatch(request, call_next)`, for subclasses to override or given as a function.

    `await call_next(request)` runs the application below until it begins its response, and gives that response: its
    status and headers can be changed, its `body_iterator` gives the chunks. `dispatch` may return it or another one.
    Context variables that the application sets are seen after `call_next`. An exception of the application is raised
    by `call_next`, or where the body is read. What the application does after its last chunk, background tasks for
    example, runs once the response has been sent.
    """

    def __init__(self, app: ASGIApp, dispatch: DispatchFunction | None = None) -> None:
        self.dispatch_func: DispatchFunction = self.dispatch if dispatch is None else dispatch
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = _CachedRequest(scope, receive, send)
        async with side_tasks() as tasks:
            call = _Calls(self.app, request, send, tasks)
            response = await self.dispatch_func(request, call.next)
            await response.__call__(scope, request.wrapped_receive, send)
            call.response_sent()
        call.raise_failures()

    async def dispatch(self, request: Request[Any], call_next: RequestResponseEndpoint) -> Response:
        """Answer the request; override this."""
        raise NotImplementedError


class _Calls:
    """The calls of the application below that one `dispatch` makes: one as a rule, more where it tries again."""

    def __init__(self, app: ASGIApp, request: _CachedRequest, send: Send, tasks: SideTasks) -> None:
        self._app = app
        self._request = request
        self._send = send
        self._tasks = tasks
        self._made: list[_Call] = []

    async def next(self, request: Request[Any]) -> Response:
        """`call_next`."""
        call = _Call(self._app, self._request, self._send, self._tasks)
        self._made.append(call)
        self._tasks.start(call.run)
        return await call.response()

    def response_sent(self) -> None:
        for call in self._made:
            call.close()

    def raise_failures(self) -> None:
        """After the end of all calls: pass on what they set, and raise what nobody has seen yet."""
        for call in self._made:
            call.adopt_context()
            call.raise_failure()


class _Ended(Exception):
    """The application below has returned or raised; it will send nothing more."""


class _Call:
    """One call of the application below, in a task of its own, and the messages that it sends.

    The application waits after each part of the body until that part is taken, and after the last one until the whole
    response has been sent.
    """

    def __init__(self, app: ASGIApp, request: _CachedRequest, send: Send, tasks: SideTasks) -> None:
        self._app: Any = app
        self._request = request
        self._send = send
        self._tasks = tasks
        self._messages: deque[Message] = deque()
        # What `dispatch` waits for, what the application's senders wait for, and their waits for the client.
        self._news: Signal | None = None
        self._takings: list[Signal] = []
        self._receivings: set[anyio.CancelScope] = set()
        self._is_closed = False
        self._is_ended = False
        self._failure: Exception | None = None
        # What the application's context was when `dispatch` last looked, and what it is now.
        self._known: Context | None = None
        self._context: Context | None = None

    # What runs in the task of the application.

    async def run(self) -> None:
        self._known = copy_context()
        try:
            await self._app.__call__(self._request.scope, self._receive, self._take_over)
        except Exception as failure:
            self._failure = failure
        finally:
            self._is_ended = True
            self._context = copy_context()
            self._tell()

    async def _receive(self) -> Message:
        """The next message; `http.disconnect` as soon as the response has been sent."""
        if not self._is_closed:
            with anyio.CancelScope() as scope:
                self._receivings.add(scope)
                try:
                    return await self._request.wrapped_receive()
                finally:
                    self._receivings.discard(scope)
        return dict(_DISCONNECT)

    async def _take_over(self, message: Message) -> None:
        """The application's `send`."""
        kind = message["type"]
        if kind == "http.response.early_hint":
            await self._send(message)
        elif self._is_closed:
            # Nobody listens any more. An application that sends without end must still be cancellable.
            await anyio.lowlevel.checkpoint()
        else:
            self._messages.append(message)
            if kind == "http.response.start":
                self._context = copy_context()
            self._tell()
            if kind in _BODY_KINDS:
                taking = self._tasks.signal()
                self._takings.append(taking)
                await taking.wait()

    def _tell(self) -> None:
        if self._news is not None:
            self._news.set()

    # What runs in the task of `dispatch`.

    async def response(self) -> "_StreamingResponse":
        """The application's response as far as it has begun. Raises what the application raised before."""
        info: Mapping[str, Any] | None = None
        try:
            message = await self.message()
            if message["type"] == "http.response.debug":
                info = message["info"]
                message = await self.message()
        except _Ended:
            self.raise_failure()
            raise RuntimeError("No response returned.") from None
        self.adopt_context()
        return _StreamingResponse(_Body(self), message, info)

    async def message(self) -> Message:
        """The next message that the application sends. Raises `_Ended`."""
        while not self._messages:
            if self._is_ended:
                raise _Ended
            self._news = self._tasks.signal()
            await self._news.wait()
        message = self._messages.popleft()
        if message.get("more_body", False):
            self._release()
        return message

    def close(self) -> None:
        """The response has been sent: the application goes on, and finds that the client is gone."""
        self._is_closed = True
        self._release()
        for scope in self._receivings:
            scope.cancel()

    def _release(self) -> None:
        for taking in self._takings:
            taking.set()
        self._takings.clear()

    def adopt_context(self) -> None:
        """Set here the context variables that the application has set since they were last adopted.

        Others may have been set anew by `dispatch`, or given back their old value.
        """
        if self._context is not None and self._known is not None:
            known, self._known = self._known, self._context
            for variable, value in self._context.items():
                if known.get(variable, _ABSENT) is not value and variable.get(_ABSENT) is not value:
                    variable.set(value)

    def raise_failure(self) -> None:
        """Raise what the application raised, once."""
        failure, self._failure = self._failure, None
        if failure is not None:
            # Raised as it is: the handling of `_Ended` is no part of its story.
            raise failure from failure.__cause__ or failure.__context__


class _Body(AsyncIterator[BodyChunk]):
    """The chunks of the response below."""

    def __init__(self, call: _Call) -> None:
        self._call = call
        self._is_at_end = False

    async def __anext__(self) -> BodyChunk:
        while not self._is_at_end:
            try:
                message = await self._call.message()
            except _Ended:
                self._is_at_end = True
                self._call.raise_failure()
                break
            if message["type"] == "http.response.pathsend":
                self._is_at_end = True
                return message
            self._is_at_end = not message.get("more_body", False)
            chunk: bytes = message.get("body", b"")
            if chunk:
                return chunk
        raise StopAsyncIteration

    async def aclose(self) -> None:
        """Give no more chunks."""
        self._is_at_end = True


class _StreamingResponse(Response):
    """The response of the application below, with its body still to come."""

    def __init__(self, body: _Body, start: Message, info: Mapping[str, Any] | None) -> None:
        self.status_code = start["status"]
        self.raw_headers = list(start.get("headers", ()))
        self.body_iterator: AsyncContentStream = body
        self.background: BackgroundTask | None = None
        self._info = info

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._info is not None:
            await send({"type": "http.response.debug", "info": self._info})
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        if await self._send_body(send):
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        if self.background is not None:
            await self.background()

    async def _send_body(self, send: Send) -> bool:
        """Send the chunks; False where one of them was a whole file, after which nothing may follow."""
        async for chunk in self.body_iterator:
            if type(chunk) is not bytes:  # nearly always it is: an abstract class takes its time to say no
                if isinstance(chunk, MutableMapping):
                    await send(chunk)
                    return False
                chunk = chunk.encode(self.charset) if isinstance(chunk, str) else chunk
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        return True
