"""The strict ASGI validator: which messages are legal when, and what they hold, as tables that the code reads.

The tables follow the ASGI 3.0 specification (HTTP & WebSocket 2.5, Lifespan 2.0, Extensions). Both ends are checked:
what the application sends, and what the server (here: the test client) hands in.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any, NamedTuple

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]
Check = Callable[[Any], bool]


class AsgiViolation(AssertionError):
    """A message, a scope or an order of messages that the ASGI specification does not allow."""


# ---- what a field may hold -------------------------------------------------------------------------------------

TOKEN = re.compile(rb"[!#$%&'*+\-.^_`|~0-9a-z]+")  # RFC 9110 section 5.6.2; ASGI wants header names in lower case
FORBIDDEN_IN_VALUE = re.compile(rb"[\x00\r\n]")  # RFC 9110 section 5.5


def is_a(*types: type[Any]) -> Check:
    return lambda value: isinstance(value, types)


def is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def is_boolean(value: Any) -> bool:
    return isinstance(value, bool)


def is_status(value: Any) -> bool:
    return is_integer(value) and 100 <= value <= 999


def is_close_code(value: Any) -> bool:
    return is_integer(value) and 1000 <= value <= 4999


def is_header_pair(pair: Any) -> bool:
    if not isinstance(pair, (list, tuple)) or len(pair) != 2:
        return False
    name, value = pair
    if not isinstance(name, bytes) or not isinstance(value, bytes):
        return False
    return TOKEN.fullmatch(name.removeprefix(b":")) is not None and FORBIDDEN_IN_VALUE.search(value) is None


def is_headers(value: Any) -> bool:
    return is_iterable_of(is_header_pair)(value)


def is_iterable_of(check: Check) -> Check:
    return lambda value: (
        isinstance(value, Iterable) and not isinstance(value, (str, bytes, dict)) and all(check(item) for item in value)
    )


def is_address(value: Any) -> bool:
    """`[host, port]`; a UNIX socket has a path and no port."""
    return (
        isinstance(value, (list, tuple))
        and len(value) == 2
        and isinstance(value[0], str)
        and (value[1] is None or is_integer(value[1]))
    )


def is_method(value: Any) -> bool:
    return isinstance(value, str) and value == value.upper() and TOKEN.fullmatch(value.lower().encode()) is not None


def is_one_of(*values: str) -> Check:
    return lambda value: value in values


def is_string_keyed(value: Any) -> bool:
    return isinstance(value, MutableMapping) and all(isinstance(key, str) for key in value)


def optional(check: Check) -> Check:
    return lambda value: value is None or check(value)


class Field(NamedTuple):
    """What a key of a scope or message may hold, and whether it must be there."""

    check: Check
    required: bool = False


Fields = dict[str, Field]

is_text, is_bytes = is_a(str), is_a(bytes)

# ---- the table of scopes ---------------------------------------------------------------------------------------

CONNECTION: Fields = {
    "asgi": Field(is_string_keyed, required=True),
    "http_version": Field(is_one_of("1.0", "1.1", "2", "3"), required=True),
    "scheme": Field(is_text),
    "path": Field(is_text, required=True),
    "raw_path": Field(optional(is_bytes)),
    "query_string": Field(is_bytes, required=True),
    "root_path": Field(is_text),
    "headers": Field(is_headers, required=True),
    "client": Field(optional(is_address)),
    "server": Field(optional(is_address)),
    "state": Field(is_string_keyed),
    "extensions": Field(optional(is_string_keyed)),
}

SCOPES: dict[str, Fields] = {
    "http": CONNECTION | {"method": Field(is_method, required=True)},
    "websocket": CONNECTION
    | {"http_version": Field(is_one_of("1.1", "2", "3")), "subprotocols": Field(is_iterable_of(is_text))},
    "lifespan": {"asgi": Field(is_string_keyed, required=True), "state": Field(is_string_keyed)},
}

# ---- the table of messages -------------------------------------------------------------------------------------

RESPONSE_START: Fields = {"status": Field(is_status, required=True), "headers": Field(is_headers)}
RESPONSE_BODY: Fields = {"body": Field(is_bytes), "more_body": Field(is_boolean)}
PAYLOAD: Fields = {"bytes": Field(optional(is_bytes)), "text": Field(optional(is_text))}
FAILURE: Fields = {"message": Field(is_text)}

MESSAGES: dict[str, Fields] = {
    "http.request": {"body": Field(is_bytes), "more_body": Field(is_boolean)},
    "http.disconnect": {},
    "http.response.start": RESPONSE_START | {"trailers": Field(is_boolean)},
    "http.response.body": RESPONSE_BODY,
    "http.response.trailers": {"headers": Field(is_headers), "more_trailers": Field(is_boolean)},
    "http.response.pathsend": {"path": Field(is_text, required=True)},
    "http.response.zerocopysend": {
        "file": Field(lambda file: hasattr(file, "fileno"), required=True),
        "offset": Field(optional(is_integer)),
        "count": Field(optional(is_integer)),
        "more_body": Field(is_boolean),
    },
    "http.response.push": {"path": Field(is_text, required=True), "headers": Field(is_headers, required=True)},
    "http.response.early_hint": {"links": Field(is_iterable_of(is_bytes), required=True)},
    "http.response.debug": {"info": Field(is_string_keyed, required=True)},
    "websocket.connect": {},
    "websocket.receive": PAYLOAD,
    "websocket.disconnect": {"code": Field(optional(is_integer)), "reason": Field(optional(is_text))},
    "websocket.accept": {"subprotocol": Field(optional(is_text)), "headers": Field(is_headers)},
    "websocket.send": PAYLOAD,
    "websocket.close": {"code": Field(is_close_code), "reason": Field(optional(is_text))},
    "websocket.http.response.start": RESPONSE_START,
    "websocket.http.response.body": RESPONSE_BODY,
    "lifespan.startup": {},
    "lifespan.shutdown": {},
    "lifespan.startup.complete": {},
    "lifespan.startup.failed": FAILURE,
    "lifespan.shutdown.complete": {},
    "lifespan.shutdown.failed": FAILURE,
}

# Messages that are legal only where the server names the extension in `scope["extensions"]`.
EXTENSIONS: dict[str, str] = {
    "http.response.trailers": "http.response.trailers",
    "http.response.pathsend": "http.response.pathsend",
    "http.response.zerocopysend": "http.response.zerocopysend",
    "http.response.push": "http.response.push",
    "http.response.early_hint": "http.response.early_hint",
    "http.response.debug": "http.response.debug",
    "websocket.http.response.start": "websocket.http.response",
    "websocket.http.response.body": "websocket.http.response",
}

# ---- the table of orders ---------------------------------------------------------------------------------------
# An event is a message's type, marked with what the message says about its followers: `+` more of its kind will
# come, `&` trailers will come after the body. States are plain words; a missing entry is an illegal message.

State, Event = str, str
Transitions = dict[State, dict[Event, State]]

SENDS: dict[str, Transitions] = {
    "http": {
        "idle": {
            "http.response.debug": "idle",
            "http.response.early_hint": "idle",
            "http.response.push": "idle",
            "http.response.start": "body",
            "http.response.start&": "body, then trailers",
        },
        "body": {
            "http.response.push": "body",
            "http.response.body+": "body",
            "http.response.body": "done",
            "http.response.zerocopysend+": "body",
            "http.response.zerocopysend": "done",
            "http.response.pathsend": "done",
        },
        "body, then trailers": {
            "http.response.push": "body, then trailers",
            "http.response.body+": "body, then trailers",
            "http.response.body": "trailers",
            "http.response.zerocopysend+": "body, then trailers",
            "http.response.zerocopysend": "trailers",
            "http.response.pathsend": "trailers",
        },
        "trailers": {"http.response.trailers+": "trailers", "http.response.trailers": "done"},
        "done": {},
    },
    "websocket": {
        "idle": {
            "websocket.accept": "open",
            "websocket.close": "done",
            "websocket.http.response.start": "denial",
        },
        "open": {"websocket.send": "open", "websocket.close": "done"},
        "denial": {"websocket.http.response.body+": "denial", "websocket.http.response.body": "done"},
        "done": {},
    },
    "lifespan": {
        "starting": {"lifespan.startup.complete": "idle", "lifespan.startup.failed": "done"},
        "stopping": {"lifespan.shutdown.complete": "done", "lifespan.shutdown.failed": "done"},
        "idle": {},
        "done": {},
    },
}

RECEIVES: dict[str, Transitions] = {
    "http": {
        "idle": {"http.request+": "idle", "http.request": "read", "http.disconnect": "gone"},
        "read": {"http.disconnect": "gone"},
        "gone": {"http.disconnect": "gone"},
    },
    "websocket": {
        "idle": {"websocket.connect": "open"},
        "open": {"websocket.receive": "open", "websocket.disconnect": "gone"},
        "gone": {"websocket.disconnect": "gone"},
    },
    "lifespan": {
        "idle": {"lifespan.startup": "started"},
        "started": {"lifespan.shutdown": "gone"},
        "gone": {},
    },
}

# What the server says opens what the application may answer: (its state, the message) -> its state.
PROMPTS: dict[tuple[State, Event], State] = {
    ("idle", "lifespan.startup"): "starting",
    ("idle", "lifespan.shutdown"): "stopping",
}

# The states in which an application may return; after a disconnect it may return in any.
FINAL: dict[str, frozenset[State]] = {
    "http": frozenset({"done"}),
    "websocket": frozenset({"open", "done"}),  # the server closes an open socket with 1000
    "lifespan": frozenset({"idle", "done"}),  # returning at once says that lifespans are not supported
}


def event_of(message: Message) -> Event:
    if message.get("more_body", False) or message.get("more_trailers", False):
        return f"{message['type']}+"
    return f"{message['type']}&" if message.get("trailers", False) else str(message["type"])


def check_fields(subject: str, fields: Fields, values: MutableMapping[str, Any], *, closed: bool) -> None:
    """Scopes are open to further keys (middlewares add theirs), messages are `closed`."""
    for name, field in fields.items():
        if name not in values:
            if field.required:
                raise AsgiViolation(f"{subject} lacks {name!r}")
        elif not field.check(values[name]):
            raise AsgiViolation(f"{subject} has an illegal {name!r}: {values[name]!r}")
    unknown = set(values) - set(fields) - {"type"}
    if closed and unknown:
        raise AsgiViolation(f"{subject} has unknown keys: {sorted(unknown)}")


def check_message(message: Any, extensions: Iterable[str]) -> None:
    if not isinstance(message, MutableMapping) or message.get("type") not in MESSAGES:
        raise AsgiViolation(f"not an ASGI message: {message!r}")
    kind = message["type"]
    check_fields(kind, MESSAGES[kind], message, closed=True)
    if MESSAGES[kind] is PAYLOAD and (message.get("bytes") is None) == (message.get("text") is None):
        raise AsgiViolation(f"{kind} must hold exactly one of 'bytes' and 'text'")
    if kind in EXTENSIONS and EXTENSIONS[kind] not in extensions:
        raise AsgiViolation(f"{kind} needs the extension {EXTENSIONS[kind]!r}, which the server does not offer")


def check_scope(scope: MutableMapping[str, Any]) -> None:
    kind = scope.get("type")
    if kind not in SCOPES:
        raise AsgiViolation(f"unknown scope type {kind!r}")
    check_fields(f"the {kind} scope", SCOPES[kind], scope, closed=False)


class Conversation:
    """One call of an application: the state of both ends, and the first violation that was seen."""

    def __init__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        check_scope(scope)
        self.kind: str = scope["type"]
        self.extensions: tuple[str, ...] = tuple(scope.get("extensions") or ())
        self._receive, self._send = receive, send
        self.heard: State = "idle"
        self.said: State = "idle"
        self.violation: AsgiViolation | None = None

    async def receive(self) -> Message:
        message = await self._receive()
        self._note(self._hear, message)
        return message

    async def send(self, message: Message) -> None:
        self._note(self._say, message)
        await self._send(message)

    def close(self) -> None:
        """Checks how the application returned. A violation that it swallowed is raised here."""
        if self.violation is not None:
            raise self.violation
        if self.heard != "gone" and self.said not in FINAL[self.kind]:
            raise AsgiViolation(f"the application returned in the {self.kind} state {self.said!r}")

    def _note(self, step: Callable[[Message], None], message: Message) -> None:
        try:
            step(message)
        except AsgiViolation as violation:
            self.violation = self.violation or violation
            raise

    def _hear(self, message: Message) -> None:
        check_message(message, self.extensions)
        event = event_of(message)
        self.heard = self._step(RECEIVES, self.heard, event)
        self.said = PROMPTS.get((self.said, event), self.said)

    def _say(self, message: Message) -> None:
        check_message(message, self.extensions)
        event = event_of(message)
        if event.endswith("&") and "http.response.trailers" not in self.extensions:
            raise AsgiViolation("trailers are announced, but the server does not offer 'http.response.trailers'")
        self.said = self._step(SENDS, self.said, event)

    def _step(self, table: dict[str, Transitions], state: State, event: Event) -> State:
        try:
            return table[self.kind][state][event]
        except KeyError:
            raise AsgiViolation(f"{event} is illegal in the {self.kind} state {state!r}") from None


class AsgiLint:
    """Wraps any ASGI 3 application and raises :class:`AsgiViolation` at the first breach of the specification."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        conversation = Conversation(scope, receive, send)
        await self.app(scope, conversation.receive, conversation.send)
        conversation.close()
