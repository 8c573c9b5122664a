"""What a server must do with the examples, tried with real clients: `python -m tests.servers.checks URL [--http2]`.

Runs in the servers' environment and prints one JSON object: each check with null, or with what went wrong.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable
from typing import Any

import httpx2 as httpx
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect

BODY = bytes(range(256)) * 4096  # 1 MiB
STYLE = "/files/static/style.css"
PATIENCE = 60  # seconds for one answer
ACCOUNT = {"name": "ada", "password": "lovelace"}

Client = httpx.Client


def get(client: Client) -> None:
    response = client.get("/")
    assert (response.status_code, response.headers["content-type"]) == (200, "text/html; charset=utf-8"), response
    assert int(response.headers["content-length"]) == len(response.content)


def head(client: Client) -> None:
    with_body, without = client.get(STYLE), client.head(STYLE)
    assert (without.status_code, without.content) == (200, b""), without
    assert without.headers["content-length"] == str(len(with_body.content)), without.headers


def post_1_mib(client: Client) -> None:
    assert client.post("/files/measure", content=BODY).json() == {
        "size": len(BODY),
        "sha256": hashlib.sha256(BODY).hexdigest(),
    }
    pieces = (BODY[start : start + 10_000] for start in range(0, len(BODY), 10_000))
    assert client.post("/files/measure", content=pieces).json()["size"] == len(BODY)


def upload(client: Client) -> None:
    (stored,) = client.post("/files/uploads", files={"file": ("a.bin", BODY)}).json()
    assert client.get(stored["url"]).content == BODY


def body_limit(client: Client) -> None:
    # Small enough to be sent at once: httpx gives up on an HTTP/2 stream that is answered while it still sends.
    refused = client.post("/notes/accounts", content=b"x" * 20_000)
    assert refused.status_code == 413, refused


def stream(client: Client) -> None:
    with client.stream("GET", "/streaming/countdown") as response:
        pieces = list(response.iter_raw())
    assert b"".join(pieces) == b"10\n9\n8\n7\n6\n5\n4\n3\n2\n1\nLift-off\n", pieces
    assert len(pieces) > 5, "the stream was held back"


def leave_a_stream(client: Client) -> None:
    with client.stream("GET", "/streaming/squares/1000000.csv") as response:
        assert next(response.iter_raw())


def file(client: Client) -> None:
    response = client.get(STYLE)
    assert response.headers["content-type"].startswith("text/css"), response.headers
    cached = client.get(STYLE, headers={"if-none-match": response.headers["etag"]})
    assert (cached.status_code, cached.content) == (304, b""), cached


def byte_range(client: Client) -> None:
    content = client.get(STYLE).content
    part = client.get(STYLE, headers={"range": "bytes=2-5"})
    assert (part.status_code, part.content) == (206, content[2:6]), part
    assert part.headers["content-range"] == f"bytes 2-5/{len(content)}"
    assert client.get(STYLE, headers={"range": "bytes=100000-"}).status_code == 416


def not_found(client: Client) -> None:
    assert client.get("/nowhere").status_code == 404


def method_not_allowed(client: Client) -> None:
    response = client.delete(STYLE)
    assert (response.status_code, response.headers["allow"]) == (405, "GET, HEAD"), response


def server_error(client: Client) -> None:
    response = client.get("/broken")
    assert (response.status_code, response.text) == (500, "Internal Server Error"), response


def session(client: Client) -> None:
    assert client.post("/notes/accounts", json=ACCOUNT).status_code == 201
    assert client.get("/notes/me").json() == {"name": "ada"}


def lifespan_state(client: Client) -> None:
    first, second = (client.get("/visits/") for _ in range(2))
    assert first.status_code == 200, first
    assert second.json()["visits"] == first.json()["visits"] + 1


def room(client: Client, query: str) -> ClientConnection:
    address = str(client.base_url).replace("http", "ws", 1).rstrip("/")
    return connect(f"{address}/chat/rooms/lobby{query}", proxy=None, open_timeout=PATIENCE)


def websocket_echo(client: Client) -> None:
    with room(client, "?name=ada") as ada, room(client, "?name=bob") as bob:
        for text in ("hello", "ä" * 2000):
            ada.send(text)
            assert [json.loads(member.recv(PATIENCE)) for member in (ada, bob)] == [{"from": "ada", "text": text}] * 2


def websocket_denial(client: Client) -> None:
    assert 400 <= refusal(client).status_code < 500


def denial_response(client: Client) -> None:
    response = refusal(client)
    assert (response.status_code, response.body) == (400, b"Give a name of 1 to 40 characters."), response


def refusal(client: Client) -> Any:
    try:
        with room(client, ""):
            raise AssertionError("the handshake was accepted")
    except InvalidStatus as error:
        return error.response


CHECKS: dict[str, Callable[[Client], None]] = {
    "GET": get,
    "HEAD": head,
    "POST 1 MiB": post_1_mib,
    "upload": upload,
    "stream": stream,
    "client leaves": leave_a_stream,
    "file": file,
    "range": byte_range,
    "404": not_found,
    "405": method_not_allowed,
    "500": server_error,
    "session": session,
    "lifespan state": lifespan_state,
    "WebSocket": websocket_echo,
    "WebSocket refused": websocket_denial,
    "refused with a response": denial_response,
    "413": body_limit,
}


def outcome(check: Callable[[Client], None], url: str, http2: bool) -> str | None:
    """What went wrong, or None. Each check has connections of its own: a server may close one after an error."""
    try:
        with Client(base_url=url, http1=not http2, http2=http2, timeout=PATIENCE, trust_env=False) as client:
            check(client)
    except Exception as error:  # whatever it is, it is this check's outcome
        return f"{type(error).__name__}: {error}"[:300]
    return None


def main(url: str, http2: bool) -> None:
    print(json.dumps({name: outcome(check, url, http2) for name, check in CHECKS.items()}))


if __name__ == "__main__":
    main(sys.argv[1], "--http2" in sys.argv)
