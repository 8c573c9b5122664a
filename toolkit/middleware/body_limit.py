"""Limits the size of request bodies: 413 for what is larger (RFC 9110, section 15.5.14)."""

from __future__ import annotations

from toolkit.exceptions import HTTPException
from toolkit.responses import PlainTextResponse
from toolkit.types import ASGIApp, Message, Receive, Scope, Send

# The limit in force; what reads bodies elsewhere may look it up.
MAX_BODY_SIZE_SCOPE_KEY = "starlette.max_body_size"
_METER_SCOPE_KEY = "toolkit.request_body_meter"
_ABSENT = object()


class _RequestBodyTooLarge(HTTPException):
    """Raised to whoever reads a body that is over the limit."""

    def __init__(self) -> None:
        super().__init__(413, "Content Too Large")


class _RequestBodyLimitResponseSent(Exception):
    """Ends an application that began a response which was replaced by 413."""


class _Meter:
    """What is known of one request's body. Limits that lie within each other share it; the innermost one counts."""

    def __init__(self, scope: Scope) -> None:
        self.announced = _content_length(scope)
        self.limit = 0
        self.received = 0
        self.refused = False  # the reader has been told
        self.answered = False

    @property
    def is_exceeded(self) -> bool:
        return max(self.announced, self.received) > self.limit

    def check(self) -> None:
        if self.is_exceeded:
            self.refused = True
            raise _RequestBodyTooLarge()

    def replaces(self, status: int) -> bool:
        """Whether 413 goes out instead: the application may word the refusal of which it knows, but not succeed."""
        return self.is_exceeded and not self.answered and not (self.refused and status >= 400)


class RequestBodyLimitMiddleware:
    """Answers 413 to a request whose body has more than `max_body_size` bytes.

    Bytes are counted as they are read, as the server delivers them: multipart overhead counts. An honest
    `Content-Length` is refused before any byte is read. A limit within another one, such as that of a route,
    replaces it, upwards or downwards. Raises `_RequestBodyTooLarge` where the response has started already.
    """

    def __init__(self, app: ASGIApp, max_body_size: int) -> None:
        self.app = app
        self.max_body_size = max_body_size

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await RequestBodyLimitResponder(self.app, self.max_body_size)(scope, receive, send)
        else:
            await self.app(scope, receive, send)


class RequestBodyLimitResponder:
    """One request under one limit."""

    scope: Scope
    receive: Receive
    send: Send

    def __init__(self, app: ASGIApp, max_body_size: int) -> None:
        self.app = app
        self.max_body_size = max_body_size

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scope, self.receive, self.send = scope, receive, send
        self._is_outermost = _METER_SCOPE_KEY not in scope
        self._meter: _Meter = scope.setdefault(_METER_SCOPE_KEY, _Meter(scope))
        # Not restored afterwards: a middleware may hold back the response until the route has returned.
        self._meter.limit = self.max_body_size
        outer_limit = scope.get(MAX_BODY_SIZE_SCOPE_KEY, _ABSENT)
        scope[MAX_BODY_SIZE_SCOPE_KEY] = self.max_body_size
        try:
            await self._run()
        finally:
            self._leave(outer_limit)

    async def _run(self) -> None:
        try:
            await self.app(self.scope, self.receive_with_limit, self.send_with_limit)
        except _RequestBodyTooLarge:
            if not self._is_outermost or self._meter.answered:
                raise
            await self._send_refusal()
        except _RequestBodyLimitResponseSent:
            if not self._is_outermost:
                raise

    def _leave(self, outer_limit: object) -> None:
        if outer_limit is _ABSENT:
            del self.scope[MAX_BODY_SIZE_SCOPE_KEY]
        else:
            self.scope[MAX_BODY_SIZE_SCOPE_KEY] = outer_limit
        if self._is_outermost:
            del self.scope[_METER_SCOPE_KEY]

    async def receive_with_limit(self) -> Message:
        """The next message; raises `_RequestBodyTooLarge` where the body is over the limit."""
        self._meter.check()
        message = await self.receive()
        if self._is_outermost and message["type"] == "http.request":
            self._meter.received += len(message.get("body", b""))
            self._meter.check()
        return message

    async def send_with_limit(self, message: Message) -> None:
        """Sends the message; a response that must not start is replaced by 413."""
        if message["type"] == "http.response.start":
            if self._meter.replaces(message["status"]):
                await self._send_refusal()
                raise _RequestBodyLimitResponseSent()
            self._meter.answered = True
        await self.send(message)

    async def _send_refusal(self) -> None:
        self._meter.answered = True
        await PlainTextResponse("Content Too Large", status_code=413)(self.scope, self.receive, self.send)


def _content_length(scope: Scope) -> int:
    """The announced length; 0 where there is none, or none that can be believed."""
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value) if len(value) < 20 else 10**20
    return 0
