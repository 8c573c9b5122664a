"""Tests of the redirect to HTTPS: where it leads for each Host header, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from tests.toolkit.conftest import TestClientFactory
from toolkit.middleware.httpsredirect import HTTPSRedirectMiddleware
from toolkit.responses import PlainTextResponse
from toolkit.types import Message

APP = HTTPSRedirectMiddleware(PlainTextResponse("secure"))


@pytest.mark.parametrize(
    ("host", "target"),
    [
        ("a.example", "https://a.example/p?q=1"),
        ("a.example:80", "https://a.example/p?q=1"),
        ("a.example:443", "https://a.example/p?q=1"),
        ("a.example:000080", "https://a.example/p?q=1"),
        ("a.example:8000", "https://a.example:8000/p?q=1"),
        ("[::1]:8000", "https://[::1]:8000/p?q=1"),
        ("a.example:65536", "https://testserver/p?q=1"),
        ("a.example@evil.org", "https://testserver/p?q=1"),
        ("[:::]", "https://testserver/p?q=1"),
    ],
)
def test_redirect_keeps_the_url_and_a_sound_host(
    test_client_factory: TestClientFactory, host: str, target: str
) -> None:
    response = test_client_factory(APP).get("/p?q=1", headers={"host": host}, follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (307, target)


def test_secure_request_passes(test_client_factory: TestClientFactory) -> None:
    assert test_client_factory(APP, base_url="https://testserver").get("/").text == "secure"


async def sent_for(**scope: Any) -> list[Message]:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        raise AssertionError

    base = {"type": "http", "method": "GET", "scheme": "http", "path": "/", "query_string": b"", "headers": []}
    await APP({**base, **scope}, receive, send)
    return sent


@pytest.mark.parametrize("server", [None, ("/run/app.sock", None)])
@pytest.mark.anyio
async def test_unknown_host_is_refused(server: Any) -> None:
    start, body = await sent_for(server=server)
    assert (start["status"], body["body"]) == (400, b"Invalid host header")


@pytest.mark.anyio
async def test_ipv6_address_of_the_server_is_bracketed() -> None:
    start, _ = await sent_for(server=("::1", 8000))
    assert dict(start["headers"])[b"location"] == b"https://[::1]:8000/"


@pytest.mark.parametrize(
    ("extensions", "first"),
    [
        ({"websocket.http.response": {}}, "websocket.http.response.start"),
        ({}, "websocket.close"),
        (None, "websocket.close"),
    ],
)
@pytest.mark.anyio
async def test_plain_websocket_is_redirected_or_closed(extensions: Any, first: str) -> None:
    sent = await sent_for(type="websocket", scheme="ws", server=("a.example", 80), extensions=extensions)
    assert sent[0]["type"] == first
    if extensions:
        assert dict(sent[0]["headers"])[b"location"] == b"wss://a.example/"
