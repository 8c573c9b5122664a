"""File responses: headers, ranges, servers that send by path, and files that change."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anyio
import pytest

from tests.toolkit.conftest import TestClientFactory
from toolkit.background import BackgroundTask
from toolkit.responses import FileResponse
from toolkit.types import Message

CONTENT = bytes(range(256)) * 2


class ChunkedFileResponse(FileResponse):
    """Small chunks, so that the file is read from disk while it is sent."""

    chunk_size = 10


@pytest.fixture(params=[FileResponse, ChunkedFileResponse])
def respond(request: pytest.FixtureRequest, path: Path) -> Callable[..., FileResponse]:
    cls: type[FileResponse] = request.param
    return lambda **arguments: cls(path, **arguments)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "file.bin"
    file.write_bytes(CONTENT)
    return file


def test_whole_file(test_client_factory: TestClientFactory, respond: Callable[..., FileResponse]) -> None:
    response = test_client_factory(respond()).get("/")
    assert response.content == CONTENT
    assert response.headers["content-length"] == str(len(CONTENT))
    assert response.headers["accept-ranges"] == "bytes"
    assert {"etag", "last-modified"} <= set(response.headers)


@pytest.mark.parametrize(
    ("wanted", "status", "content_range", "body"),
    [
        ("bytes=0-9", 206, "bytes 0-9/512", CONTENT[:10]),
        ("bytes=500-", 206, "bytes 500-511/512", CONTENT[500:]),
        ("bytes=-3", 206, "bytes 509-511/512", CONTENT[-3:]),
        ("bytes=-9999", 206, "bytes 0-511/512", CONTENT),
        ("bytes=5-3", 400, None, b"Range header: start must be less than end"),
        ("lines=1-2", 400, None, b"Only support bytes range"),
        ("nonsense", 400, None, b"Malformed range header."),
        ("bytes=512-", 416, "bytes */512", b""),
        ("bytes=" + "0-0," * 101, 200, None, CONTENT),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_ranges(
    test_client_factory: TestClientFactory,
    respond: Callable[..., FileResponse],
    method: str,
    wanted: str,
    status: int,
    content_range: str | None,
    body: bytes,
) -> None:
    response = test_client_factory(respond()).request(method, "/", headers={"range": wanted})
    assert (response.status_code, response.headers.get("content-range")) == (status, content_range)
    assert response.headers["content-length"] == str(len(body))
    assert response.content == (body if method == "GET" else b"")


def test_several_ranges_are_a_multipart_body(
    test_client_factory: TestClientFactory, respond: Callable[..., FileResponse]
) -> None:
    response = test_client_factory(respond()).get("/", headers={"range": "bytes=300-302,0-4,2-9"})
    kind, boundary = response.headers["content-type"].split("; boundary=")
    assert kind == "multipart/byteranges"
    assert response.headers["content-length"] == str(len(response.content))
    part = "--{}\r\nContent-Type: application/octet-stream\r\nContent-Range: bytes {}/512\r\n\r\n"
    assert response.content == b"".join(
        [
            part.format(boundary, "0-9").encode() + CONTENT[:10] + b"\r\n",
            part.format(boundary, "300-302").encode() + CONTENT[300:303] + b"\r\n",
            f"--{boundary}--".encode(),
        ]
    )


def test_if_range_decides_between_the_part_and_the_whole(test_client_factory: TestClientFactory, path: Path) -> None:
    client = test_client_factory(FileResponse(path))
    headers = client.head("/").headers
    for validator, status in [
        (headers["etag"], 206),
        (headers["last-modified"], 206),
        ("W/" + headers["etag"], 200),
        ('"other"', 200),
    ]:
        assert client.get("/", headers={"range": "bytes=0-0", "if-range": validator}).status_code == status


@pytest.mark.parametrize(("method", "status_code"), [("POST", 200), ("GET", 404)])
def test_ranges_are_for_successful_reading_only(
    test_client_factory: TestClientFactory, path: Path, method: str, status_code: int
) -> None:
    client = test_client_factory(FileResponse(path, status_code=status_code))
    response = client.request(method, "/", headers={"range": "bytes=0-0"})
    assert (response.status_code, response.content) == (status_code, CONTENT)


@pytest.mark.parametrize(
    ("filename", "disposition"),
    [
        ("a.txt", 'attachment; filename="a.txt"'),
        ("你.txt", "attachment; filename*=utf-8''%E4%BD%A0.txt"),
        ('a"\r\nb', "attachment; filename*=utf-8''a%22%0D%0Ab"),
    ],
)
def test_content_disposition(path: Path, filename: str, disposition: str) -> None:
    assert FileResponse(path, filename=filename).headers["content-disposition"] == disposition


def test_a_file_that_grows_is_told_anew(test_client_factory: TestClientFactory, path: Path) -> None:
    client = test_client_factory(FileResponse(path))
    before = client.get("/").headers
    path.write_bytes(CONTENT * 2)
    after = client.get("/")
    assert after.content == CONTENT * 2
    assert after.headers["content-length"] == "1024"
    assert after.headers["etag"] != before["etag"]


def test_a_file_that_shrinks_is_an_error(
    test_client_factory: TestClientFactory, path: Path, respond: Callable[..., FileResponse]
) -> None:
    response = respond(stat_result=path.stat())
    path.write_bytes(b"short")
    with pytest.raises(RuntimeError, match="shorter than expected"):
        test_client_factory(response).get("/")


@pytest.mark.parametrize(("name", "message"), [("missing", "does not exist"), (".", "is not a file")])
def test_what_is_no_file_is_an_error(
    test_client_factory: TestClientFactory, tmp_path: Path, name: str, message: str
) -> None:
    with pytest.raises(RuntimeError, match=message):
        test_client_factory(FileResponse(tmp_path / name)).get("/")


def scope_of(**more: Any) -> dict[str, Any]:
    return {"type": "http", "method": "GET", "headers": [], **more}


@pytest.mark.anyio
async def test_a_server_that_can_gets_the_path(anyio_backend: str, path: Path) -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        raise NotImplementedError

    await FileResponse(path)(scope_of(extensions={"http.response.pathsend": {}}), receive, send)
    assert sent[1] == {"type": "http.response.pathsend", "path": str(path)}
    assert dict(sent[0]["headers"])[b"content-length"] == b"512"


@pytest.mark.anyio
async def test_a_disconnect_stops_the_file_and_closes_it(
    anyio_backend: str, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Any] = []
    gone = anyio.Event()
    open_file = anyio.open_file

    async def open_and_remember(*args: Any, **kwargs: Any) -> Any:
        opened.append(await open_file(*args, **kwargs))
        return opened[0]

    async def receive() -> Message:
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.body":
            gone.set()
            await anyio.sleep_forever()

    closed: list[bool] = []
    background = BackgroundTask(lambda: closed.append(opened[0].closed))
    monkeypatch.setattr(anyio, "open_file", open_and_remember)
    with anyio.fail_after(60):
        await ChunkedFileResponse(path, background=background)(scope_of(), receive, send)
    assert closed == [True]


def test_a_content_read_beforehand_spares_the_file(test_client_factory: TestClientFactory, path: Path) -> None:
    response = FileResponse(path, stat_result=path.stat())
    response.preloaded = path.read_bytes()
    os.remove(path)
    assert test_client_factory(response).get("/").content == CONTENT
