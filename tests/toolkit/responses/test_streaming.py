"""Streams: every kind of iterable, and what happens when the client goes away."""

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import anyio
import pytest

from tests.toolkit.conftest import TestClientFactory
from toolkit.background import BackgroundTask
from toolkit.requests import ClientDisconnect
from toolkit.responses import StreamingResponse
from toolkit.types import Message

pytestmark = pytest.mark.anyio


async def asynchronous() -> AsyncIterator[str | bytes]:
    yield "é"
    yield b"b"


def synchronous() -> Iterator[str | bytes]:
    yield "é"
    yield b"b"


class Iterable:
    def __aiter__(self) -> AsyncIterator[str | bytes]:
        return asynchronous()


@pytest.mark.parametrize("content", [asynchronous, synchronous, Iterable, lambda: ["é", b"b"]])
def test_every_kind_of_iterable(test_client_factory: TestClientFactory, content: Callable[[], Any]) -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await StreamingResponse(content(), media_type="text/plain")(scope, receive, send)

    response = test_client_factory(app).get("/")
    assert response.content == "éb".encode()
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert "content-length" not in response.headers


async def endless() -> AsyncIterator[bytes]:
    while True:
        yield b"chunk"
        await anyio.sleep(0)


async def test_an_old_server_is_asked_whether_the_client_is_there(anyio_backend: str) -> None:
    sent: list[Message] = []
    gone = anyio.Event()
    background: list[str] = []

    async def receive() -> Message:
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)
        if len(sent) == 4:
            gone.set()

    response = StreamingResponse(endless(), background=BackgroundTask(background.append, "ran"))
    with anyio.fail_after(60):
        await response({"type": "http", "asgi": {"spec_version": "2.3"}}, receive, send)
    assert len(sent) >= 4
    assert background == ["ran"]


async def test_a_new_server_raises_from_send(anyio_backend: str) -> None:
    async def receive() -> Message:
        raise NotImplementedError

    async def send(message: Message) -> None:
        if message["type"] == "http.response.body":
            raise OSError

    stream = endless()
    with pytest.raises(ClientDisconnect):
        await StreamingResponse(stream)({"type": "http", "asgi": {"spec_version": "2.4"}}, receive, send)
    await stream.aclose()  # type: ignore[attr-defined]


@pytest.mark.parametrize("spec_version", ["2.0", "2.3", "2.4", "2.10"])
async def test_errors_of_the_stream_come_out_as_they_are(anyio_backend: str, spec_version: str) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield b"chunk"
        raise LookupError("broken")

    async def receive() -> Message:
        await anyio.sleep_forever()
        raise NotImplementedError

    async def send(message: Message) -> None:
        pass

    with pytest.raises(LookupError, match="broken"):
        await StreamingResponse(broken())({"type": "http", "asgi": {"spec_version": spec_version}}, receive, send)
