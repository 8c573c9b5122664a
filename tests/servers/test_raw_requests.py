"""Bytes that no client library would send, through a socket: a 4xx or a closed connection, and the server lives on."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import suppress

import pytest

from tests.servers.lineup import SERVERS
from tests.servers.serving import Serving, serving

pytestmark = [pytest.mark.servers, pytest.mark.network, pytest.mark.slow]

SERVED = {server.name: server for server in SERVERS if server.name.startswith("uvicorn (h")}
CLOSED = 0  # the connection ended without an answer


@pytest.fixture(scope="module", params=SERVED)
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    with serving(SERVED[request.param], tmp_path_factory.mktemp("server") / "log") as running:
        yield running


def status_of(served: Serving, data: bytes) -> int:
    """The status of the first response to `data`, or CLOSED; a server that stays silent is a failure."""
    with socket.create_connection(("127.0.0.1", served.port), timeout=60) as connection:
        with suppress(OSError):  # it may refuse, and be gone, before it has read everything
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
        answer = b""
        with suppress(ConnectionError):
            while b"\r\n" not in answer and (chunk := connection.recv(65536)):
                answer += chunk
    return int(answer.split(b" ", 2)[1]) if answer else CLOSED


def get(target: bytes, *headers: bytes) -> bytes:
    lines = [b"GET " + target + b" HTTP/1.1", b"Host: localhost", b"Connection: close", *headers, b"", b""]
    return b"\r\n".join(lines)


def post(target: bytes, body: bytes, *headers: bytes) -> bytes:
    return get(target, b"Content-Length: %d" % len(body), *headers).replace(b"GET", b"POST", 1) + body


FORM = b"Content-Type: multipart/form-data; boundary=b"
REFUSED = {
    "no HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "a header without a colon": get(b"/", b"nonsense"),
    "a null byte in a header": get(b"/", b"X-Name: a\0b"),
    "a target that is no target": get(b"/a b"),
    "a target of a megabyte": get(b"/" + b"a" * 2**20),
    "a length that is no number": get(b"/", b"Content-Length: x"),
    "two lengths": get(b"/", b"Content-Length: 1", b"Content-Length: 2"),
    "a chunk size that is no number": get(b"/files/measure", b"Transfer-Encoding: chunked").replace(b"GET", b"POST")
    + b"zz\r\n\r\n",
    "the way out of the folder": get(b"/files/static/../app.py"),
    "the way out, encoded": get(b"/files/static/%2e%2e/app.py"),
    "the way out, slashes encoded": get(b"/files/static/..%2fapp.py"),
    "the way out, twice encoded": get(b"/files/static/%252e%252e/app.py"),
    "an absolute path": get(b"/files/static//etc/passwd"),
    "a null byte in a path": get(b"/files/static/style.css%00"),
    "no UTF-8 in a path": get(b"/files/static/%ff%fe"),
    "a percent sign alone": get(b"/files/static/%"),
    "a number of 5000 digits": get(b"/streaming/squares/" + b"9" * 5000 + b".csv"),
    "a range of nonsense": get(b"/files/static/style.css", b"Range: bytes=a-b"),
    "a form of nonsense": post(b"/files/uploads", b"\0\xff" * 100, FORM),
    "a form that is cut off": post(b"/files/uploads", b'--b\r\nContent-Disposition: form-data; name="file"', FORM),
    "JSON of nonsense": post(b"/notes/accounts", b"{", b"Content-Type: application/json"),
    "a body over the limit": post(b"/notes/accounts", b"x" * 20_000, b"Content-Type: application/json"),
    "a body announced over the limit": get(b"/notes/accounts", b"Content-Length: 99999999").replace(b"GET", b"POST"),
    "a handshake without a key": get(
        b"/chat/rooms/a?name=b", b"Upgrade: websocket", b"Sec-WebSocket-Version: 13"
    ).replace(b"Connection: close", b"Connection: Upgrade"),
}


@pytest.mark.parametrize("data", REFUSED.values(), ids=REFUSED)
def test_it_is_refused_and_the_server_lives_on(served: Serving, data: bytes) -> None:
    status = status_of(served, data)
    assert status == CLOSED or 400 <= status < 500
    assert status_of(served, get(b"/", b"Cookie: \xff=\xfe; a", b"X-Name: \x80")) == 200
