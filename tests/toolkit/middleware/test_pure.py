"""Tests of what pure ASGI middleware needs: the head of a response on its way, and a body that is read twice."""

from collections.abc import Callable
from typing import Any

import pytest

from toolkit.middleware.pure import ResponseStart, collected, replay
from toolkit.requests import Request
from toolkit.responses import Response
from toolkit.types import Message, Receive, Scope, Send

pytestmark = pytest.mark.anyio

SCOPE = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": []}


def start(*headers: tuple[bytes, bytes]) -> Message:
    return {"type": "http.response.start", "status": 200, "headers": list(headers)}


CHANGES: list[tuple[Callable[[ResponseStart], Any], int, list[tuple[bytes, bytes]]]] = [
    (lambda head: None, 200, [(b"x-a", b"1"), (b"x-b", b"2")]),
    (lambda head: setattr(head, "status_code", 201), 201, [(b"x-a", b"1"), (b"x-b", b"2")]),
    (lambda head: head.headers.update({"X-A": "3"}), 200, [(b"x-a", b"3"), (b"x-b", b"2")]),
    (lambda head: head.headers.append("x-a", "3"), 200, [(b"x-a", b"1"), (b"x-b", b"2"), (b"x-a", b"3")]),
    (lambda head: head.headers.__delitem__("x-a"), 200, [(b"x-b", b"2")]),
    (lambda head: head.raw_headers.append((b"x-c", b"4")), 200, [(b"x-a", b"1"), (b"x-b", b"2"), (b"x-c", b"4")]),
    (
        lambda head: head.set_cookie("k", "v", path="/p", samesite=None),
        200,
        [(b"x-a", b"1"), (b"x-b", b"2"), (b"set-cookie", b"k=v; Path=/p")],
    ),
]


@pytest.mark.parametrize(("change", "status", "headers"), CHANGES)
def test_change_is_in_the_message_at_once(
    change: Callable[[ResponseStart], Any], status: int, headers: list[tuple[bytes, bytes]]
) -> None:
    message = start((b"x-a", b"1"), (b"x-b", b"2"))
    change(ResponseStart(message))
    assert (message["status"], message["headers"]) == (status, headers)


def test_list_of_the_application_stays_as_it_was() -> None:
    kept = [(b"x-a", b"1")]
    message: Message = {"type": "http.response.start", "status": 200, "headers": kept}
    ResponseStart(message).headers["x-a"] = "2"
    assert kept == [(b"x-a", b"1")]


@pytest.mark.parametrize("headers", [{}, {"headers": ()}, {"headers": iter([])}])
def test_headers_may_be_missing_or_any_iterable(headers: dict[str, Any]) -> None:
    message: Message = {"type": "http.response.start", "status": 204, **headers}
    head = ResponseStart(message)
    head.headers["x-a"] = "1"
    assert (head.status_code, message["headers"]) == (204, [(b"x-a", b"1")])


async def test_head_is_a_response_that_cannot_be_sent() -> None:
    head = ResponseStart(start())
    assert isinstance(head, Response)
    with pytest.raises(TypeError, match="send its message"):
        await head({}, channel(), None)  # type: ignore[arg-type]


def channel(*parts: bytes) -> Receive:
    """A receive channel that gives the parts of a body, and then the end of the connection."""
    left = list(parts)

    async def receive() -> Message:
        if not left:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": left.pop(0), "more_body": bool(left)}

    return receive


async def gathered(receive: Receive) -> list[Any]:
    """The bodies of the messages up to the end of the connection."""
    found = []
    while (message := await receive())["type"] == "http.request":
        found.append(message["body"])
    return found


async def nothing(request: Request[Any]) -> None: ...


async def body(request: Request[Any]) -> None:
    await request.body()


async def document(request: Request[Any]) -> None:
    await request.json()


async def parts_of(request: Request[Any]) -> None:
    async for _ in request.stream():
        pass


READS = [
    (nothing, [b"[1,", b" 2]"], [b"[1,", b" 2]"]),
    (body, [b"[1,", b" 2]"], [b"[1, 2]"]),
    (document, [b"[1,", b" 2]"], [b"[1, 2]"]),
    (body, [b""], [b""]),
    (parts_of, [b"[1,", b" 2]"], [b""]),
]


@pytest.mark.parametrize(("read", "given", "received"), READS)
async def test_application_receives_what_was_read(
    read: Callable[[Request[Any]], Any], given: list[bytes], received: list[bytes]
) -> None:
    receive = channel(*given)
    request = Request(dict(SCOPE), receive)
    await read(request)
    assert await gathered(replay(request, receive)) == received


async def test_request_may_be_read_after_the_channel_was_made() -> None:
    receive = channel(b"late")
    request = Request(dict(SCOPE), receive)
    again = replay(request, receive)
    await request.body()
    assert await gathered(again) == [b"late"]


async def parted(scope: Scope, receive: Receive, send: Send) -> None:
    await send(start((b"x-a", b"1"), (b"x-a", b"2")) | {"status": 201})
    for part in (b"one", b"two"):
        await send({"type": "http.response.body", "body": part, "more_body": True})
    await send({"type": "http.response.body"})


async def silent(scope: Scope, receive: Receive, send: Send) -> None: ...


async def nothing() -> Message:
    return {"type": "http.disconnect"}


async def test_collected_response_is_sent_only_when_it_is_called() -> None:
    response = await collected(parted, SCOPE, nothing)
    assert (response.status_code, response.raw_headers) == (201, [(b"x-a", b"1"), (b"x-a", b"2")])
    response.headers["x-a"] = "3"
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    await response({**SCOPE, "asgi": {"spec_version": "2.4"}}, nothing, send)
    assert sent[0] == start((b"x-a", b"3")) | {"status": 201}
    assert b"".join(message.get("body", b"") for message in sent[1:]) == b"onetwo"


async def test_collected_response_can_be_read_and_answered_anew() -> None:
    response = await collected(parted, SCOPE, nothing)
    assert b"".join([part async for part in response.body_iterator]) == b"onetwo"  # type: ignore[misc]


async def test_application_without_a_response_is_told() -> None:
    with pytest.raises(RuntimeError, match="ended without a response"):
        await collected(silent, SCOPE, nothing)


async def test_a_channel_of_the_requests_own_is_asked_where_nobody_has_read() -> None:
    request = Request(SCOPE, nothing)

    async def other() -> Message:
        return {"type": "http.request", "body": b"other"}

    request._receive = other
    assert (await replay(request, nothing)())["body"] == b"other"


async def test_behind_a_body_that_was_read_the_server_is_asked() -> None:
    async def other() -> Message:
        return {"type": "http.request", "body": b"other"}

    request = Request(SCOPE, other)
    await request.body()
    receive = replay(request, nothing)
    assert [(await receive())["type"] for _ in range(2)] == ["http.request", "http.disconnect"]
