"""Tests of compression: what is compressed for whom, and what the headers say of it."""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Sequence
from typing import Any

import anyio
import pytest

from tests.toolkit.conftest import TestClientFactory
from toolkit.middleware.gzip import GZipMiddleware, GZipResponder, IdentityResponder
from toolkit.responses import FileResponse, PlainTextResponse
from toolkit.types import ASGIApp, Message, Receive, Scope, Send

LARGE = b"x" * 4000
START: Message = {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]}


def sends(*messages: Message) -> ASGIApp:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        for message in messages:
            await send(message)

    return app


async def sent_by(app: ASGIApp, accept: str = "gzip", **scope: Any) -> list[Message]:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        raise AssertionError("nothing is to be received")

    await app({"type": "http", "headers": [(b"accept-encoding", accept.encode())], **scope}, receive, send)
    return sent


@pytest.mark.parametrize(
    ("accept", "is_compressed"),
    [
        ("gzip", True),
        ("x-gzip", True),
        ("deflate, GZIP;q=0.5", True),
        ("*", True),
        ("gzip;q=0", False),
        ("gzip;q=0.000, *", False),
        ("*;q=0", False),
        ("identity", False),
        ("gzip;q=0.5, identity;q=0.8", False),
        ("gzipped", False),
        ("gzip;q=nonsense", False),
        ("", False),
    ],
)
def test_client_decides(test_client_factory: TestClientFactory, accept: str, is_compressed: bool) -> None:
    client = test_client_factory(GZipMiddleware(PlainTextResponse(LARGE)))
    response = client.get("/", headers={"accept-encoding": accept})
    assert response.content == LARGE
    assert response.headers.get("content-encoding") == ("gzip" if is_compressed else None)
    assert (int(response.headers["content-length"]) < len(LARGE)) is is_compressed
    assert response.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize(("size", "is_compressed"), [(99, False), (100, True)])
def test_small_bodies_are_left_alone(test_client_factory: TestClientFactory, size: int, is_compressed: bool) -> None:
    client = test_client_factory(GZipMiddleware(PlainTextResponse("x" * size), minimum_size=100))
    response = client.get("/", headers={"accept-encoding": "gzip"})
    assert ("content-encoding" in response.headers) is is_compressed
    assert ("vary" in response.headers) is is_compressed


@pytest.mark.parametrize(
    ("content_type", "is_compressed"),
    [
        ("text/html; charset=utf-8", True),
        ("image/svg+xml", True),
        ("image/png", False),
        ("Video/MP4", False),
        ("text/event-stream; charset=utf-8", False),
        ("application/grpc+proto", False),
    ],
)
def test_compressed_content_types_are_left_alone(
    test_client_factory: TestClientFactory, content_type: str, is_compressed: bool
) -> None:
    client = test_client_factory(GZipMiddleware(PlainTextResponse(LARGE, media_type=content_type)))
    response = client.get("/", headers={"accept-encoding": "gzip"})
    assert ("content-encoding" in response.headers) is is_compressed


@pytest.mark.parametrize(
    "start",
    [
        pytest.param({"headers": [(b"content-encoding", b"br")]}, id="coded already"),
        pytest.param({"status": 206, "headers": []}, id="a range"),
        pytest.param({"headers": [(b"content-type", b"image/png")]}, id="excluded type"),
    ],
)
@pytest.mark.anyio
async def test_what_is_left_alone_starts_at_once_and_keeps_its_bytes(start: dict[str, Any]) -> None:
    begun = {**START, **start}
    body = {"type": "http.response.body", "body": LARGE}
    seen_at_first_body: list[int] = []
    sent: list[Message] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send(begun)
        seen_at_first_body.append(len(sent))
        await send(body)

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        raise AssertionError

    await GZipMiddleware(app)({"type": "http", "headers": [(b"accept-encoding", b"gzip")]}, receive, send)
    assert sent == [begun, body]
    assert seen_at_first_body == [1]


@pytest.mark.anyio
@pytest.mark.parametrize("thread_minimum_size", [1, 10**9], ids=["thread", "loop"])
async def test_each_chunk_of_a_stream_can_be_read_when_it_is_sent(thread_minimum_size: int) -> None:
    chunks = [b"first " * 100, b"", b"second", b""]
    messages: list[Message] = [{"type": "http.response.body", "body": chunk, "more_body": True} for chunk in chunks]
    messages[-1]["more_body"] = False
    start, *bodies = await sent_by(
        GZipMiddleware(
            sends({**START, "headers": [(b"content-length", b"606")]}, *messages),
            thread_minimum_size=thread_minimum_size,
        )
    )
    assert dict(start["headers"]) == {b"content-encoding": b"gzip", b"vary": b"Accept-Encoding"}
    decoder = zlib.decompressobj(16 + zlib.MAX_WBITS)
    assert [decoder.decompress(message["body"]) for message in bodies] == chunks
    assert decoder.eof


@pytest.mark.anyio
async def test_trailers_follow_and_the_length_is_not_told() -> None:
    trailers: Message = {"type": "http.response.trailers", "headers": [(b"x-sum", b"1")]}
    body: Message = {"type": "http.response.body", "body": LARGE}
    sent = await sent_by(GZipMiddleware(sends({**START, "trailers": True}, body, trailers)))
    assert b"content-length" not in dict(sent[0]["headers"])
    assert gzip.decompress(sent[1]["body"]) == LARGE
    assert sent[2] == trailers


@pytest.mark.anyio
async def test_other_messages_pass_and_pathsend_releases_the_start() -> None:
    hint: Message = {"type": "http.response.early_hint", "links": [b"</a>"]}
    path: Message = {"type": "http.response.pathsend", "path": "/srv/a"}
    assert await sent_by(GZipMiddleware(sends(hint, START, path))) == [hint, START, path]


@pytest.mark.anyio
async def test_application_that_stops_halfway_sends_nothing_more() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send(START)
        raise LookupError

    with pytest.raises(LookupError):
        await sent_by(GZipMiddleware(app))


@pytest.mark.anyio
async def test_missing_headers_are_none() -> None:
    start: Message = {"type": "http.response.start", "status": 200}
    sent = await sent_by(GZipMiddleware(sends(start, {"type": "http.response.body", "body": LARGE})))
    assert dict(sent[0]["headers"])[b"content-encoding"] == b"gzip"


@pytest.mark.parametrize("kind", ["websocket", "lifespan"])
@pytest.mark.anyio
async def test_other_scopes_pass(kind: str) -> None:
    message: Message = {"type": "anything"}
    assert await sent_by(GZipMiddleware(sends(message)), type=kind) == [message]


def test_head_of_a_file_keeps_its_length(test_client_factory: TestClientFactory, tmp_path: Any) -> None:
    (tmp_path / "file.txt").write_bytes(LARGE)
    client = test_client_factory(GZipMiddleware(FileResponse(tmp_path / "file.txt")))
    response = client.head("/", headers={"accept-encoding": "gzip"})
    assert response.headers["content-length"] == str(len(LARGE))


@pytest.mark.anyio
async def test_own_coding_is_a_subclass() -> None:
    class Reversed(IdentityResponder):
        content_encoding = "reversed"

        async def apply_compression(self, body: bytes, *, more_body: bool) -> bytes:
            return body[::-1]

    sent = await sent_by(Reversed(sends(START, {"type": "http.response.body", "body": b"abc"}), 0))
    assert sent[1]["body"] == b"cba"
    assert dict(sent[0]["headers"])[b"content-encoding"] == b"reversed"


@pytest.mark.anyio
async def test_compression_in_threads_does_not_hold_up_the_loop() -> None:
    ticks: list[float] = []
    bodies: Sequence[bytes] = [os.urandom(2_000_000) for _ in range(4)]
    app = GZipResponder(
        sends(START, *({"type": "http.response.body", "body": body, "more_body": True} for body in bodies)), 0
    )

    async def tick() -> None:
        while True:
            ticks.append(anyio.current_time())
            await anyio.sleep(0.001)

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(tick)
        await sent_by(app)
        tasks.cancel_scope.cancel()
    assert len(ticks) > 5
