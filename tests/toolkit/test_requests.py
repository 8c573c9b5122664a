"""Requests: read lazily from the scope, their body once and in order, and never beyond what the client sent."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from typing import Any

import anyio
import pytest

from toolkit.datastructures import URL, Address, FormData, Headers, QueryParams, State
from toolkit.exceptions import HTTPException
from toolkit.formparsers import MultiPartException
from toolkit.requests import ClientDisconnect, HTTPConnection, Request
from toolkit.types import Message, Receive, Scope

pytestmark = pytest.mark.anyio


def http(**scope: Any) -> Scope:
    return {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": [], **scope}


def channel(*messages: Message) -> Receive:
    """A receive channel with these messages, which would wait for ever after them."""
    waiting = list(messages)

    async def receive() -> Message:
        if not waiting:
            await anyio.sleep_forever()
        return waiting.pop(0)

    return receive


def body(*chunks: bytes) -> Receive:
    last = len(chunks) - 1
    return channel(
        *({"type": "http.request", "body": chunk, "more_body": at < last} for at, chunk in enumerate(chunks))
    )


def form(content_type: bytes, *chunks: bytes, **scope: Any) -> Request:
    return Request(http(headers=[(b"content-type", content_type)], **scope), body(*chunks))


async def test_a_request_is_a_mapping_of_its_scope_and_equal_to_itself_alone() -> None:
    scope = http()
    request = Request(scope)
    assert dict(request) == scope
    assert request["path"] == "/"
    assert len(request) == len(scope)
    assert request == request
    assert request != Request(scope)
    assert len({request, Request(scope)}) == 2


async def test_parts_are_read_once_and_kept() -> None:
    headers = [(b"host", b"example.org"), (b"cookie", b"a=1"), (b"cookie", b"b=2")]
    request = Request(http(headers=headers, query_string=b"q=x+y&q=z", path="/p", client=["10.0.0.1", 80]))
    assert request.headers["Host"] == "example.org"
    assert request.url == URL("http://example.org/p?q=x+y&q=z")
    assert request.base_url == URL("http://example.org/")
    assert request.query_params == QueryParams("q=x+y&q=z")
    assert request.cookies == {"a": "1", "b": "2"}
    assert request.client == Address("10.0.0.1", 80)
    assert request.method == "GET"
    for name in ("headers", "url", "base_url", "query_params", "cookies", "state"):
        assert getattr(request, name) is getattr(request, name), name


async def test_a_bare_scope_is_enough_until_more_is_read() -> None:
    request = Request({"type": "http"})
    assert request.client is None
    assert request.path_params == {}
    assert isinstance(request.state, State)


@pytest.mark.parametrize(
    ("name", "middleware"),
    [("session", "SessionMiddleware"), ("user", "AuthenticationMiddleware"), ("auth", "AuthenticationMiddleware")],
)
async def test_what_a_middleware_gives_names_it_where_it_is_missing(name: str, middleware: str) -> None:
    with pytest.raises(AssertionError, match=f"{middleware} must be installed to access request.{name}"):
        getattr(Request(http()), name)
    assert getattr(Request(http(**{name: "given"})), name) == "given"


async def test_state_is_kept_in_the_scope() -> None:
    scope = http(state={"of": "lifespan"})
    Request(scope).state.more = 1
    assert scope["state"] == {"of": "lifespan", "more": 1}
    assert Request(scope).state.of == "lifespan"


async def test_other_scopes_are_refused() -> None:
    with pytest.raises(AssertionError):
        Request({"type": "websocket"})
    with pytest.raises(AssertionError):
        HTTPConnection({"type": "lifespan"})


async def test_a_subclass_need_not_call_init() -> None:
    class Bare(Request):
        def __init__(self, scope: Scope, receive: Receive) -> None:
            self.scope = scope
            self._receive = receive

    request = Bare(http(), body(b"a", b"b"))
    assert request.headers == Headers()
    assert await request.body() == b"ab"
    assert await request.form() == FormData()
    await request.close()


@pytest.mark.parametrize("chunks", [(b"",), (b"abc",), (b"a", b"bc"), (b"a", b"", b"bc", b"")])
async def test_the_body_is_kept_for_every_reader_after_it(chunks: tuple[bytes, ...]) -> None:
    request = Request(http(), body(*chunks))
    whole = b"".join(chunks)
    assert await request.body() == whole
    assert await request.body() == whole
    assert [chunk async for chunk in request.stream()] == [whole, b""]


async def test_the_stream_gives_each_chunk_and_an_empty_one_at_the_end() -> None:
    request = Request(http(), body(b"a", b"", b"b"))
    assert [chunk async for chunk in request.stream()] == [b"a", b"b", b""]
    with pytest.raises(RuntimeError, match="Stream consumed"):
        await anext(request.stream())
    with pytest.raises(RuntimeError, match="Stream consumed"):
        await request.body()


async def test_a_stream_that_a_subclass_makes_is_the_body() -> None:
    class Loud(Request):
        async def stream(self) -> AsyncGenerator[bytes, None]:
            async for chunk in super().stream():
                yield chunk.upper()

    assert await Loud(http(), body(b"a", b"b")).body() == b"AB"


async def test_a_client_that_goes_away_ends_the_body() -> None:
    receive = channel({"type": "http.request", "body": b"a", "more_body": True}, {"type": "http.disconnect"})
    request = Request(http(), receive)
    with pytest.raises(ClientDisconnect):
        await request.body()
    assert await request.is_disconnected()


async def test_a_client_that_is_still_there_is_not_waited_for() -> None:
    request = Request(http(), channel())
    with anyio.fail_after(60):
        assert not await request.is_disconnected()
    assert await Request(http(), channel({"type": "http.disconnect"})).is_disconnected()


async def test_channels_that_were_not_given_say_so() -> None:
    request = Request(http(extensions={"http.response.push": {}}))
    with pytest.raises(RuntimeError, match="Receive channel has not been made available"):
        await request.body()
    with pytest.raises(RuntimeError, match="Send channel has not been made available"):
        await request.send_push_promise("/style.css")


async def test_json_is_read_once() -> None:
    request = Request(http(), body(b'{"a": ', b"[1]}"))
    assert await request.json() == {"a": [1]}
    assert await request.json() is await request.json()


@pytest.mark.parametrize("text", [b"", b"{", b"nope", b"\xff", b"[" * 100_000])
async def test_what_is_no_json_is_a_value_error(text: bytes) -> None:
    with pytest.raises(ValueError):
        await Request(http(), body(text)).json()


async def test_deep_json_is_a_decode_error() -> None:
    with pytest.raises(json.JSONDecodeError, match="Nested too deeply"):
        await Request(http(), body(b"[" * 200_000 + b"]" * 200_000)).json()


async def test_a_form_of_either_type_is_read() -> None:
    urlencoded = form(b"Application/X-WWW-Form-Urlencoded; charset=utf-8", b"a=1&b", b"=2")
    assert (await urlencoded.form()).multi_items() == [("a", "1"), ("b", "2")]
    assert await urlencoded.form() is await urlencoded.form()
    multipart = form(
        b"multipart/form-data; boundary=b", b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--b--'
    )
    async with multipart.form() as fields:
        assert fields == FormData(a="1")
    assert await form(b"text/plain", b"a=1").form() == FormData()


async def test_the_files_of_a_form_are_closed_with_it() -> None:
    head = b'--b\r\nContent-Disposition: form-data; name="a"; filename="f"\r\n\r\n'
    async with form(b"multipart/form-data; boundary=b", head + b"data\r\n--b--").form() as fields:
        file: Any = fields["a"]
        assert await file.read() == b"data"
    assert file.file.closed


async def test_a_bad_form_is_status_400_in_an_application() -> None:
    with pytest.raises(MultiPartException, match="Missing boundary"):
        await form(b"multipart/form-data", b"x").form()
    with pytest.raises(HTTPException) as caught:
        await form(b"multipart/form-data", b"x", app=object()).form()
    assert (caught.value.status_code, caught.value.detail) == (400, "Missing boundary in multipart.")


async def test_hints_and_pushes_are_sent_where_the_server_can() -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(b"accept", b"a"), (b"x", b"y"), (b"user-agent", b"z")]
    able = http(headers=headers, extensions={"http.response.push": {}, "http.response.early_hint": {}})
    for scope in (http(headers=headers), able):
        request = Request(scope, send=send)
        await request.send_early_hints("</a>; rel=preload", "</b>")
        await request.send_push_promise("/a")
    assert sent == [
        {"type": "http.response.early_hint", "links": [b"</a>; rel=preload", b"</b>"]},
        {"type": "http.response.push", "path": "/a", "headers": [(b"accept", b"a"), (b"user-agent", b"z")]},
    ]


async def test_urls_of_routes_need_a_router() -> None:
    with pytest.raises(RuntimeError, match="inside a Toolkit application or with a router"):
        Request(http()).url_for("home")


@pytest.mark.parametrize(
    ("scope", "base"),
    [
        ({"root_path": ""}, "http://h/"),
        ({"root_path": "/root"}, "http://h/root/"),
        ({"root_path": "/root/mount", "app_root_path": "/root"}, "http://h/root/"),
        ({"root_path": "/r/"}, "http://h/r/"),
    ],
)
async def test_the_base_url_is_the_applications_root(scope: dict[str, str], base: str) -> None:
    request = Request(http(path="/root/mount/x", query_string=b"q", headers=[(b"host", b"h")], **scope))
    assert request.base_url == base
