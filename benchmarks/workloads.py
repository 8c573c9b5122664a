"""The work that is measured, in one table: the request that is sent, and what the answer must be."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, field

CHUNKS = 20
ECHOES = 20
ROUTES_FEW = 10
ROUTES_MANY = 300

PAYLOAD = {"id": 7, "name": "benchmark", "tags": ["a", "b", "c"], "nested": {"ratio": 0.5, "valid": True, "none": None}}
DOCUMENT = {"rows": [{"id": number, "name": f"row {number}", "value": number / 4} for number in range(10)]}
DOCUMENT_BYTES = json.dumps(DOCUMENT).encode()
FORM_FIELDS = 10
FORM = "&".join(f"field{number}=value+{number}%21" for number in range(FORM_FIELDS)).encode()
BOUNDARY = "0123456789abcdef"
FILE_SIZE = 64 * 1024
MULTIPART = (
    (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="title"\r\n\r\nbenchmark\r\n'
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    ).encode()
    # Bytes such as a compressed file has: one byte over and over is a special case for every search.
    + random.Random(0).randbytes(FILE_SIZE)
    + f"\r\n--{BOUNDARY}--\r\n".encode()
)
STATIC_FILE = b"s" * 4096
CHUNK = b"c" * 100

Headers = list[tuple[bytes, bytes]]

# What a browser sends; every request carries it.
BROWSER: Headers = [
    (b"host", b"example.org"),
    (b"user-agent", b"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"),
    (b"accept", b"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
    (b"accept-language", b"en-US,en;q=0.5"),
    (b"cookie", b"session=abc; theme=dark"),
]


@dataclass(frozen=True)
class Workload:
    """One row of the table. `paths` are requested in turn; `application` names the one that answers them."""

    key: str
    title: str
    application: str
    paths: Sequence[str]
    method: str = "GET"
    headers: Headers = field(default_factory=list)
    query: bytes = b""
    body: bytes = b""
    status: int = 200
    answer: bytes | None = None
    """The bytes of the body, where every framework must send the same."""
    kind: str = "http"
    """http, websocket or client: what drives it."""


WORKLOADS = [
    Workload("plain", "plain text", "plain", ["/plain"], answer=b"Hello, World!"),
    Workload("json", "JSON response", "json", ["/json"]),
    Workload(
        "params",
        f"path parameters, {ROUTES_FEW} routes",
        "params",
        [f"/r{n}/42/x" for n in range(ROUTES_FEW)],
        answer=b"42",
    ),
    Workload(
        "routes",
        f"{ROUTES_MANY} routes, any of them",
        "routes",
        [f"/r{n}/42/x" for n in range(ROUTES_MANY)],
        answer=b"42",
    ),
    Workload(
        "echo",
        "JSON body in and out",
        "echo",
        ["/echo"],
        "POST",
        [(b"content-type", b"application/json")],
        body=DOCUMENT_BYTES,
    ),
    Workload("missing", "404", "plain", ["/missing"], status=404),
    Workload("access", "headers, query, cookies, URL read", "access", ["/access"], query=b"a=1&b=2", answer=b"ok"),
    Workload(
        "form",
        f"urlencoded form, {FORM_FIELDS} fields",
        "form",
        ["/form"],
        "POST",
        [(b"content-type", b"application/x-www-form-urlencoded")],
        body=FORM,
        answer=b"10",
    ),
    Workload(
        "multipart",
        "multipart form, 64 KiB",
        "multipart",
        ["/form"],
        "POST",
        [(b"content-type", f"multipart/form-data; boundary={BOUNDARY}".encode())],
        body=MULTIPART,
        answer=b"2",
    ),
    Workload("stream", f"{CHUNKS}-chunk stream", "stream", ["/stream"], answer=CHUNK * CHUNKS),
    Workload("static", "static file, 4 KiB", "static", ["/static/file.txt"], answer=STATIC_FILE),
    Workload("pure5", "five pure middlewares", "pure5", ["/plain"], answer=b"Hello, World!"),
    Workload("base1", "one BaseHTTPMiddleware", "base1", ["/plain"], answer=b"Hello, World!"),
    Workload(
        "corsgzip",
        "CORS and GZip, small response",
        "corsgzip",
        ["/plain"],
        headers=[(b"origin", b"https://a.example"), (b"accept-encoding", b"gzip, deflate")],
        answer=b"Hello, World!",
    ),
    Workload("websocket", f"{ECHOES} WebSocket echoes", "websocket", ["/ws"], kind="websocket"),
    Workload("mount3", "a mount three deep", "mount3", ["/a/b/c/plain"], answer=b"Hello, World!"),
    Workload("sync", "a sync endpoint", "sync", ["/plain"], answer=b"Hello, World!"),
    Workload("background", "one background task", "background", ["/plain"], answer=b"Hello, World!"),
    Workload("client", "test client round trip", "plain", ["/plain"], kind="client"),
]
