"""Bad input, as one table: whatever bytes a client sends, the answer is the right one, and never a traceback.

The requests go in as ASGI scopes, because no client library would send most of them. tests/servers sends the like
through sockets.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import anyio
import pytest

from tests.toolkit.asgi_lint import AsgiLint
from toolkit.applications import Toolkit
from toolkit.exceptions import HTTPException
from toolkit.middleware import Middleware
from toolkit.middleware.sessions import SessionMiddleware
from toolkit.middleware.trustedhost import TrustedHostMiddleware
from toolkit.requests import Request
from toolkit.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from toolkit.routing import Mount, Route
from toolkit.staticfiles import StaticFiles
from toolkit.types import ASGIApp, Message, Scope

pytestmark = pytest.mark.anyio

Headers = dict[bytes, bytes] | Sequence[tuple[bytes, bytes]]


async def read_all(request: Request) -> Response:
    """Reads every part of a request that is parsed."""
    parts = (
        [request.url, request.base_url, request.url.hostname, request.url.query],
        request.headers.items(),
        request.cookies,
        request.query_params.multi_items(),
        request.path_params,
        request.session,
    )
    return PlainTextResponse(ascii(parts))


async def read_json(request: Request) -> Response:
    try:
        await request.json()
    except ValueError as error:
        raise HTTPException(400, "That is not JSON.") from error
    return Response()


async def read_form(request: Request) -> Response:
    async with request.form(max_fields=3, max_files=2, max_part_size=1024) as form:
        return JSONResponse(len(form.multi_items()))


@pytest.fixture
def app(tmp_path: Path) -> ASGIApp:
    site = tmp_path / "site"
    (site / "folder").mkdir(parents=True)
    (site / "page.html").write_bytes(b"0123456789")
    (tmp_path / "secret.txt").write_text("secret")
    (site / "link.txt").symlink_to("../secret.txt")
    (site / "out").symlink_to("..")
    (site / "loop").symlink_to("loop")

    async def file(request: Request) -> Response:
        return FileResponse(site / "page.html")

    return Toolkit(
        routes=[
            Route("/", read_all),
            Route("/json", read_json, methods=["POST"]),
            Route("/form", read_form, methods=["POST"]),
            Route("/file", file),
            Route("/int/{value:int}", read_all),
            Route("/float/{value:float}", read_all),
            Route("/uuid/{value:uuid}", read_all),
            Route("/text/{value}", read_all),
            Mount("/static", StaticFiles(directory=site)),
        ],
        middleware=[
            Middleware(TrustedHostMiddleware, allowed_hosts=["good.example", "[::1]"]),
            Middleware(SessionMiddleware, secret_key="key"),
        ],
        max_body_size=10_000,
    )


class Case(NamedTuple):
    """A request and the status that answers it; `pieces` are the body as it arrives."""

    status: int
    path: str = "/"
    headers: Headers = ()
    pieces: tuple[bytes, ...] = ()
    query: bytes = b""
    method: str = ""
    has_host: bool = True


def multipart(body: bytes, status: int = 400, content_type: bytes = b"multipart/form-data; boundary=b") -> Case:
    return Case(status, "/form", {b"content-type": content_type}, (body,))


def urlencoded(status: int, *pieces: bytes) -> Case:
    return Case(status, "/form", {b"content-type": b"application/x-www-form-urlencoded"}, pieces)


def ranged(status: int, value: bytes) -> Case:
    return Case(status, "/file", {b"range": value})


def hosted(status: int, *hosts: bytes) -> Case:
    return Case(status, headers=[(b"host", host) for host in hosts], has_host=False)


def cookie(value: bytes) -> Case:
    return Case(200, headers={b"cookie": value})


FIELD = b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
FILE = b'--b\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n1\r\n'

HOSTS = {
    "no host": hosted(400),
    "empty host": hosted(400, b""),
    "host of somebody else": hosted(400, b"evil.example"),
    "host with user": hosted(400, b"good.example@evil.example"),
    "host with path": hosted(400, b"evil.example/good.example"),
    "host with a backslash": hosted(400, b"evil.example\\good.example"),
    "host with a fragment": hosted(400, b"good.example#"),
    "host with a space": hosted(400, b"good.example evil.example"),
    "host outside of ASCII": hosted(400, "göod.example".encode()),
    "host with a broken bracket": hosted(400, b"[::1"),
    "host that is no address": hosted(400, b"[1::2::3]"),
    "host with a port that is no number": hosted(400, b"good.example:port"),
    "host of a megabyte": hosted(400, b"a" * 2**20),
    "suffix of a good host": hosted(400, b"notgood.example"),
    "good host with a port": hosted(200, b"good.example:8000"),
    "good address": hosted(200, b"[::1]:80"),
}

HEADERS = {
    "header outside of ASCII": Case(200, headers={b"x-name": b"\xff\xfe\x80"}),
    "ten thousand headers": Case(200, headers=[(b"x-%d" % number, b"") for number in range(10_000)]),
    "content type of semicolons": Case(200, "/form", {b"content-type": b";" * 5000}),
    "content length that is no number": Case(200, "/form", {b"content-length": b"-1"}),
    "content length with 5000 digits": Case(413, "/form", {b"content-length": b"9" * 5000}),
    "conditions that are no dates": Case(200, "/static/page.html", {b"if-modified-since": b"Thu, 99 Foo 99999 -1"}),
    "a date before all dates": Case(
        200, "/static/page.html", {b"if-modified-since": b"Thu, 01 Jan 0000 00:00:00 -9999"}
    ),
    "a tag without an end": Case(200, "/static/page.html", {b"if-none-match": b'W/"' + b'"' * 4999}),
}

COOKIES = {
    f"cookie {value[:20]!r}": cookie(value)
    for value in (
        b"",
        b";;;===",
        b"a",
        b"=a",
        b"a=b=c",
        b'a="\\',
        b'a="\\777"',
        b'a="' + b"\\1" * 5000 + b'"',
        b"\xff=\xff",
        b"session=",
        b"session=...",
        b"session=e30=.AAAA.AAAA",
        b"session=\xff.\xff.\xff",
        b"session=" + b"a." * 5000,
        b"a=b; " * 5000,
    )
}

QUERIES = {
    f"query {query[:20]!r}": Case(200, query=query)
    for query in (
        b"%",
        b"%zz=%f",
        b"%ff%fe",
        b"\xff\xfe",
        b"&&==&",
        b"a=%00",
        b"a" * 50_000,
        b"&" * 50_000,
        b"%" * 9999,
    )
}

PATHS = {
    "text after a number": Case(404, "/int/1x"),
    "a sign": Case(404, "/int/-1"),
    "digits of another script": Case(404, "/int/\u0661\u0662"),
    "more digits than int() takes": Case(404, "/int/" + "9" * 5000),
    "no float": Case(404, "/float/1e5"),
    "no uuid": Case(404, "/uuid/00000000-0000-0000-0000-00000000000g"),
    "a line break": Case(404, "/int/1\n"),
    "a lone surrogate": Case(200, "/text/\udcff"),
    "a null byte": Case(200, "/text/\0"),
    "an empty path": Case(307, ""),
    "a path that looks like a host": Case(404, "//evil.example/"),
    "a path that looks like a host, redirected": Case(404, "//evil.example/text/x/"),
    "no method of HTTP": Case(405, "/", method="BREW"),
}

STATIC = {
    f"static {path[:24]!r}": Case(404, f"/static{path}")
    for path in (
        "/../secret.txt",
        "/folder/../../secret.txt",
        "//etc/passwd",
        "/./../secret.txt",
        "/%2e%2e/secret.txt",
        "/..\\secret.txt",
        "/C:/Windows/win.ini",
        "/\\\\server\\share",
        "/page.html\0",
        "/\0",
        "/link.txt",
        "/out/secret.txt",
        "/loop",
        "/folder",
        "/page.html/more",
        "/" + "a" * 300,
        "/" + "a/" * 5000,
        "/\udcff",
    )
} | {"static, other method": Case(405, "/static/page.html", method="POST")}

RANGES = {
    "another unit": ranged(400, b"pages=1-2"),
    "no unit": ranged(400, b"1-2"),
    "nothing": ranged(400, b"bytes="),
    "no numbers": ranged(400, b"bytes=a-b"),
    "a hyphen": ranged(400, b"bytes=-"),
    "backwards": ranged(400, b"bytes=5-2"),
    "beyond the end": ranged(416, b"bytes=10-20"),
    "5000 digits": ranged(400, b"bytes=" + b"9" * 5000 + b"-"),
    "digits of another script": ranged(400, "bytes=\u0661-".encode()),
    "too many": ranged(200, b"bytes=" + b"0-0," * 5000 + b"0-0"),
    "overlapping": ranged(206, b"bytes=0-5,2-7,0-9"),
    "a good one": ranged(206, b"bytes=2-3"),
}

JSON = {
    name: Case(400, "/json", pieces=pieces)
    for name, pieces in {
        "no JSON": (b"{",),
        "no body": (),
        "no UTF-8": (b'"\xff"',),
        "a lone continuation over two chunks": (b'"\xc3', b'"'),
        "half of UTF-16": (b'\xff\xfe"',),
        "two documents": (b"{}", b"{}"),
        "a number of 5000 digits": (b"9" * 5000,),
        "5000 lists": (b"[" * 5000,),
    }.items()
}

FORMS = {
    "urlencoded, no text": urlencoded(200, b"%", b"%zz=%ff&\xff=\0"),
    "urlencoded, too many fields": urlencoded(400, b"a=1&b=2&", b"c=3&d=4"),
    "urlencoded, only separators": urlencoded(200, b"&" * 9000),
    "urlencoded, too large a field": urlencoded(400, b"a=", b"x" * 1024),
    "urlencoded, too large a body": urlencoded(413, b"&" * 9000, b"&" * 2000),
    "multipart, no boundary": multipart(FIELD + b"--b--", content_type=b"multipart/form-data"),
    "multipart, empty boundary": multipart(FIELD, content_type=b'multipart/form-data; boundary=""'),
    "multipart, boundary of 5000 bytes": multipart(b"", content_type=b"multipart/form-data; boundary=" + b"b" * 5000),
    "multipart, another boundary": multipart(FIELD + b"--b--", content_type=b"multipart/form-data; boundary=c"),
    "multipart, nothing of the kind": multipart(b"\0\xff" * 100),
    "multipart, no line break after the boundary": multipart(b"--bb\r\n" + FIELD),
    "multipart, line feeds alone": multipart(FIELD.replace(b"\r\n", b"\n")),
    "multipart, no header": multipart(b"--b\r\n\r\n1\r\n--b--"),
    "multipart, no disposition": multipart(b"--b\r\nContent-Type: text/plain\r\n\r\n1\r\n--b--"),
    "multipart, no name": multipart(b'--b\r\nContent-Disposition: form-data; filename="a"\r\n\r\n1\r\n--b--'),
    "multipart, header without a colon": multipart(b"--b\r\nContent-Disposition\r\n\r\n1\r\n--b--"),
    "multipart, header with a space in its name": multipart(b"--b\r\nContent Disposition: form-data\r\n\r\n1\r\n--b--"),
    "multipart, header with a null byte in its name": multipart(b"--b\r\nA\0: b\r\n\r\n1\r\n--b--"),
    "multipart, too many headers": multipart(b"--b\r\n" + b"a: b\r\n" * 9 + b"\r\n1\r\n--b--"),
    "multipart, too large a header": multipart(b"--b\r\na: " + b"b" * 9000 + b"\r\n\r\n1\r\n--b--"),
    "multipart, too many fields": multipart(FIELD * 4 + b"--b--"),
    "multipart, too many files": multipart(FILE * 3 + b"--b--"),
    "multipart, too large a field": multipart(FIELD.replace(b"1", b"1" * 1025) + b"--b--"),
    "multipart, too large a body": multipart(FILE.replace(b"1", b"1" * 10_000) + b"--b--", status=413),
    "multipart, no end": multipart(FIELD, status=200),
    "multipart, nothing": multipart(b"", status=200),
    "multipart, something after its end": multipart(FIELD + b"--b--" + b"\0" * 1000, status=200),
    "multipart, a charset that is none": multipart(
        FIELD + b"--b--", status=200, content_type=b"multipart/form-data; boundary=b; charset=\xff"
    ),
    "multipart, a name that is no text": multipart(FIELD.replace(b'"a"', b'"\xff\0"') + b"--b--", status=200),
    "multipart, a quote without an end": multipart(FIELD.replace(b'"a"', b'"a'), status=200),
}

TABLE = {
    f"{kind}: {name}": case
    for kind, cases in {
        "host": HOSTS,
        "header": HEADERS,
        "cookie": COOKIES,
        "query": QUERIES,
        "path": PATHS,
        "static": STATIC,
        "range": RANGES,
        "JSON": JSON,
        "form": FORMS,
    }.items()
    for name, case in cases.items()
}


def scope_of(case: Case) -> Scope:
    headers = list(case.headers.items()) if isinstance(case.headers, dict) else list(case.headers)
    if case.has_host:
        headers.append((b"host", b"good.example"))
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": case.method or ("POST" if case.path in ("/json", "/form") else "GET"),
        "scheme": "http",
        "path": case.path,
        "raw_path": case.path.encode("utf-8", "surrogateescape"),
        "query_string": case.query,
        "root_path": "",
        "headers": headers,
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }


def messages(pieces: tuple[bytes, ...]) -> Iterator[Message]:
    for piece in pieces:
        yield {"type": "http.request", "body": piece, "more_body": True}
    yield {"type": "http.request", "body": b"", "more_body": False}


async def answer(app: ASGIApp, case: Case) -> tuple[int, bytes]:
    """Status and body; an exception of the application is the test's."""
    incoming, sent = messages(case.pieces), list[Message]()

    async def receive() -> Message:
        message = next(incoming, None)
        if message is None:
            await anyio.sleep_forever()
            raise AssertionError
        return message

    async def send(message: Message) -> None:
        sent.append(message)

    with anyio.fail_after(60):
        await AsgiLint(app)(scope_of(case), receive, send)
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:])


@pytest.mark.parametrize("case", TABLE.values(), ids=TABLE)
async def test_bad_input_has_the_right_answer(app: ASGIApp, case: Case) -> None:
    status, body = await answer(app, case)
    assert (status, b"secret" in body) == (case.status, False)


@pytest.mark.parametrize("name", ["JSON: no JSON", "form: multipart, too many fields", "form: urlencoded, no text"])
async def test_the_cut_into_chunks_makes_no_difference(app: ASGIApp, name: str) -> None:
    case = TABLE[name]
    body = b"".join(case.pieces)
    assert (await answer(app, case._replace(pieces=tuple(bytes([byte]) for byte in body))))[0] == case.status
