"""Tests of the validator itself: legal conversations pass, every kind of breach is named."""

from __future__ import annotations

from typing import Any

import pytest

from tests.toolkit.asgi_lint import EXTENSIONS, FINAL, MESSAGES, RECEIVES, SENDS, AsgiLint, AsgiViolation, Message

pytestmark = pytest.mark.anyio

ALL_EXTENSIONS: dict[str, Any] = {name: {} for name in EXTENSIONS.values()}
HTTP: dict[str, Any] = {
    "type": "http",
    "asgi": {"version": "3.0"},
    "http_version": "1.1",
    "method": "GET",
    "path": "/",
    "query_string": b"",
    "headers": [(b"host", b"example.org")],
    "extensions": ALL_EXTENSIONS,
}
WEBSOCKET: dict[str, Any] = {**HTTP, "type": "websocket"}
LIFESPAN: dict[str, Any] = {"type": "lifespan", "asgi": {"version": "3.0"}}

START: Message = {"type": "http.response.start", "status": 200, "headers": [(b"x-a", b"1")]}
TRAILING_START: Message = {**START, "trailers": True}
MORE: Message = {"type": "http.response.body", "body": b"a", "more_body": True}
END: Message = {"type": "http.response.body"}
TRAILERS: Message = {"type": "http.response.trailers", "headers": []}
HINT: Message = {"type": "http.response.early_hint", "links": [b"</a.css>; rel=preload"]}
PUSH: Message = {"type": "http.response.push", "path": "/a.css", "headers": []}
DEBUG: Message = {"type": "http.response.debug", "info": {"template": "a"}}
PATHSEND: Message = {"type": "http.response.pathsend", "path": "/srv/a"}
ACCEPT: Message = {"type": "websocket.accept"}
TEXT: Message = {"type": "websocket.send", "text": "a"}
CLOSE: Message = {"type": "websocket.close", "code": 1000}
DENIAL: Message = {"type": "websocket.http.response.start", "status": 403, "headers": []}
DENIAL_END: Message = {"type": "websocket.http.response.body", "body": b"no"}
CONNECT: Message = {"type": "websocket.connect"}
HEARD_TEXT: Message = {"type": "websocket.receive", "text": "a"}
STARTUP: Message = {"type": "lifespan.startup"}
STARTED: Message = {"type": "lifespan.startup.complete"}
SHUTDOWN: Message = {"type": "lifespan.shutdown"}
STOPPED: Message = {"type": "lifespan.shutdown.complete"}
GONE: Message = {"type": "http.disconnect"}
REQUEST: Message = {"type": "http.request", "body": b"", "more_body": False}

Script = list[tuple[str, Message]]


def says(*messages: Message) -> Script:
    return [("say", message) for message in messages]


def hears(*messages: Message) -> Script:
    return [("hear", message) for message in messages]


async def converse(scope: dict[str, Any], script: Script, *, swallow: bool = False) -> list[Message]:
    """Plays the script through the validator; returns what reached the server."""
    incoming = iter([message for verb, message in script if verb == "hear"])
    sent: list[Message] = []

    async def receive() -> Message:
        return next(incoming)

    async def send(message: Message) -> None:
        sent.append(message)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        for verb, message in script:
            try:
                await (send(message) if verb == "say" else receive())
            except AsgiViolation:
                if not swallow:
                    raise

    await AsgiLint(app)(scope, receive, send)
    return sent


@pytest.mark.parametrize(
    ("scope", "script"),
    [
        pytest.param(HTTP, says(START, END), id="response"),
        pytest.param(HTTP, says(START, MORE, MORE, END), id="stream"),
        pytest.param(HTTP, says(HINT, PUSH, DEBUG, START, PUSH, END), id="extensions before the response"),
        pytest.param(HTTP, says(START, PATHSEND), id="pathsend"),
        pytest.param(
            HTTP, says(TRAILING_START, MORE, END, {**TRAILERS, "more_trailers": True}, TRAILERS), id="trailers"
        ),
        pytest.param(HTTP, hears({**REQUEST, "more_body": True}, REQUEST, GONE, GONE), id="client gone, no response"),
        pytest.param(WEBSOCKET, hears(CONNECT) + says(ACCEPT) + hears(HEARD_TEXT) + says(TEXT, CLOSE), id="echo"),
        pytest.param(WEBSOCKET, says(CLOSE), id="refused unheard"),
        pytest.param(WEBSOCKET, hears(CONNECT) + says(DENIAL, DENIAL_END), id="denial response"),
        pytest.param(LIFESPAN, hears(STARTUP) + says(STARTED) + hears(SHUTDOWN) + says(STOPPED), id="lifespan"),
        pytest.param(LIFESPAN, hears(STARTUP) + says({"type": "lifespan.startup.failed"}), id="failed startup"),
        pytest.param(LIFESPAN, [], id="lifespan unsupported"),
    ],
)
async def test_legal_conversations_pass_unchanged(scope: dict[str, Any], script: Script) -> None:
    assert await converse(scope, script) == [message for verb, message in script if verb == "say"]


@pytest.mark.parametrize(
    ("scope", "script", "reason"),
    [
        pytest.param(HTTP, says(END), "illegal in the http state 'idle'", id="body before start"),
        pytest.param(HTTP, says(START, START), "illegal in the http state 'body'", id="two starts"),
        pytest.param(HTTP, says(START, END, END), "illegal in the http state 'done'", id="body after the end"),
        pytest.param(HTTP, says(START, HINT), "illegal in the http state 'body'", id="late early hint"),
        pytest.param(HTTP, says(START, PATHSEND, END), "illegal in the http state 'done'", id="body after pathsend"),
        pytest.param(HTTP, says(START, END, TRAILERS), "illegal in the http state 'done'", id="unannounced trailers"),
        pytest.param(HTTP, says(TRAILING_START, END), "returned in the http state 'trailers'", id="missing trailers"),
        pytest.param(HTTP, [], "returned in the http state 'idle'", id="no response"),
        pytest.param(HTTP, says(START, MORE), "returned in the http state 'body'", id="unfinished"),
        pytest.param(HTTP, says(CLOSE), "illegal in the http state", id="message of another protocol"),
        pytest.param(
            HTTP, hears(GONE, REQUEST), "illegal in the http state 'gone'", id="server: request after disconnect"
        ),
        pytest.param(
            HTTP, hears(REQUEST, REQUEST), "illegal in the http state 'read'", id="server: body after its end"
        ),
        pytest.param(WEBSOCKET, hears(HEARD_TEXT), "illegal in the websocket state", id="server: text before connect"),
        pytest.param(WEBSOCKET, says(TEXT), "illegal in the websocket state 'idle'", id="send before accept"),
        pytest.param(
            WEBSOCKET, says(ACCEPT, CLOSE, TEXT), "illegal in the websocket state 'done'", id="send after close"
        ),
        pytest.param(
            WEBSOCKET, says(ACCEPT, DENIAL), "illegal in the websocket state 'open'", id="denial after accept"
        ),
        pytest.param(WEBSOCKET, hears(CONNECT), "returned in the websocket state 'idle'", id="unanswered handshake"),
        pytest.param(LIFESPAN, says(STARTED), "illegal in the lifespan state 'idle'", id="complete before startup"),
        pytest.param(LIFESPAN, hears(STARTUP), "returned in the lifespan state 'starting'", id="unanswered startup"),
        pytest.param({**HTTP, "extensions": None}, says(HINT), "needs the extension", id="hint not offered"),
        pytest.param({**HTTP, "extensions": {}}, says(TRAILING_START), "does not offer", id="trailers not offered"),
        pytest.param({**WEBSOCKET, "extensions": {}}, says(DENIAL), "needs the extension", id="denial not offered"),
    ],
)
async def test_illegal_orders_are_named(scope: dict[str, Any], script: Script, reason: str) -> None:
    with pytest.raises(AsgiViolation, match=reason):
        await converse(scope, script)


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ({"type": "http.response.start"}, "lacks 'status'"),
        ({**START, "status": "200"}, "illegal 'status'"),
        ({**START, "status": True}, "illegal 'status'"),
        ({**START, "headers": [("x-a", "1")]}, "illegal 'headers'"),
        ({**START, "headers": [(b"X-A", b"1")]}, "illegal 'headers'"),
        ({**START, "headers": [(b"x-a", b"1\r\nx-b: 2")]}, "illegal 'headers'"),
        ({**START, "headers": {b"x-a": b"1"}}, "illegal 'headers'"),
        ({**START, "reason": "OK"}, "unknown keys"),
        ({"type": "http.response.body", "body": "text"}, "illegal 'body'"),
        ({"type": "http.response.body", "body": bytearray(b"a")}, "illegal 'body'"),
        ({"type": "http.response.body", "more_body": 1}, "illegal 'more_body'"),
        ({"type": "http.response.pathsend", "path": b"/a"}, "illegal 'path'"),
        ({"type": "http.response.early_hint", "links": b"<a>"}, "illegal 'links'"),
        ({"type": "http.response.begin"}, "not an ASGI message"),
        ({"status": 200}, "not an ASGI message"),
        ({"type": "websocket.send"}, "exactly one"),
        ({"type": "websocket.send", "text": "a", "bytes": b"a"}, "exactly one"),
        ({"type": "websocket.close", "code": 1}, "illegal 'code'"),
        ("http.response.start", "not an ASGI message"),
    ],
)
async def test_illegal_messages_are_named(message: Any, reason: str) -> None:
    with pytest.raises(AsgiViolation, match=reason):
        await converse(HTTP, says(message))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"type": "ftp"}, "unknown scope type"),
        ({"method": "get"}, "illegal 'method'"),
        ({"path": b"/"}, "illegal 'path'"),
        ({"query_string": ""}, "illegal 'query_string'"),
        ({"headers": [(b"Host", b"a")]}, "illegal 'headers'"),
        ({"client": "127.0.0.1"}, "illegal 'client'"),
        ({"http_version": "1"}, "illegal 'http_version'"),
    ],
)
async def test_illegal_scopes_are_named(change: dict[str, Any], reason: str) -> None:
    with pytest.raises(AsgiViolation, match=reason):
        await converse({**HTTP, **change}, says(START, END))


async def test_scope_without_a_required_key_is_illegal() -> None:
    scope = {key: value for key, value in HTTP.items() if key != "path"}
    with pytest.raises(AsgiViolation, match="lacks 'path'"):
        await converse(scope, says(START, END))


async def test_swallowed_violation_is_raised_at_the_end() -> None:
    with pytest.raises(AsgiViolation, match="state 'idle'"):
        await converse(HTTP, says(END, START, END), swallow=True)


async def test_exceptions_of_the_application_pass_through() -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        raise LookupError("mine")

    with pytest.raises(LookupError, match="mine"):
        await AsgiLint(app)(HTTP, None, None)  # type: ignore[arg-type]


def test_tables_agree_with_each_other() -> None:
    states = [(kind, table) for tables in (SENDS, RECEIVES) for kind, table in tables.items()]
    for kind, table in states:
        for transitions in table.values():
            assert {event.rstrip("+&") for event in transitions} <= set(MESSAGES)
            assert set(transitions.values()) <= set(table), f"{kind}: a transition leads nowhere"
    assert all(FINAL[kind] <= set(SENDS[kind]) for kind in FINAL)
