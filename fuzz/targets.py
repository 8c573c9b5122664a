"""What is fuzzed: each parser of text that comes from outside, and which exceptions are its answer to bad text."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import aclosing

from toolkit._http import accept, conditionals, cookies, media_type, ranges, signing, urlencoded
from toolkit._http.hosts import parse_host_header
from toolkit._http.multipart import MultipartError, MultipartParser
from toolkit.applications import Toolkit
from toolkit.datastructures import URL, Headers, QueryParams
from toolkit.formparsers import FormParser, MultiPartException, MultiPartParser
from toolkit.requests import Request
from toolkit.responses import PlainTextResponse, Response
from toolkit.routing import Mount, Route
from toolkit.staticfiles import StaticFiles
from toolkit.types import Message

Target = Callable[[bytes], object]
BOUNDARY = b"b"
SIGNER = signing.TimestampSigner(["key"])


def header(data: bytes) -> None:
    value = data.decode("latin-1")
    media_type.parse_parameters(data)
    media_type.form_data_names(data)
    accept.qualities(value)
    conditionals.parse_date(value)
    conditionals.any_tag_matches(value, '"tag"')
    assert Headers(raw=[(b"a", data)])["a"] == value


def cookie(data: bytes) -> None:
    cookies.parse(data.decode("latin-1"))
    try:
        SIGNER.unsign(data, max_age=60)
    except signing.BadSignature:
        return
    raise AssertionError("a signature was guessed")


def byte_range(data: bytes) -> None:
    for size in (0, 1, 1000):
        try:
            spans = ranges.parse_range(data.decode("latin-1"), size)
        except (ranges.MalformedRangeHeader, ranges.RangeNotSatisfiable):
            continue
        assert spans is None or all(0 <= start < end <= size for start, end in spans)


def host(data: bytes) -> None:
    parsed = parse_host_header(data.decode("latin-1"))
    url = URL(scope={"type": "http", "path": "/", "query_string": b"", "headers": [(b"host", data)]})
    if parsed is not None and parsed.is_valid_port:
        assert url.netloc == parsed.authority
    else:
        assert url == "/"


def form(data: bytes) -> None:
    whole = outcome(lambda: read(FormParser(Headers(), chunks(data, len(data)))))
    assert outcome(lambda: read(FormParser(Headers(), chunks(data, 3)))) == whole
    urlencoded.parse(data.decode("latin-1"))


def multipart(data: bytes) -> None:
    headers = Headers({"content-type": "multipart/form-data; boundary=b"})
    whole = outcome(lambda: read(MultiPartParser(headers, chunks(data, len(data)), max_part_size=500)))
    assert outcome(lambda: read(MultiPartParser(headers, chunks(data, 3), max_part_size=500))) == whole
    parser = MultipartParser(BOUNDARY)
    try:
        for byte in data:
            parser.feed(bytes([byte]))
    except MultipartError:
        assert whole is None


async def chunks(data: bytes, size: int) -> AsyncGenerator[bytes, None]:
    for start in range(0, len(data), max(size, 1)):
        yield data[start : start + size]


async def read(parser: FormParser | MultiPartParser) -> list[tuple[str, str]]:
    async with aclosing(parser.stream):
        form = await parser.parse()
    names = [(name, value if isinstance(value, str) else str(value.filename)) for name, value in form.multi_items()]
    await form.close()
    return names


def outcome(start: Callable[[], Awaitable[object]]) -> object:
    """What the coroutine gives, or None where the form is refused."""

    async def run() -> object:
        try:
            return await start()
        except MultiPartException:
            return None

    return asyncio.run(run())


async def endpoint(request: Request) -> Response:
    return PlainTextResponse(ascii([request.url, request.path_params]))


APP = Toolkit(
    routes=[
        Route("/int/{a:int}/{b}", endpoint),
        Route("/{a:float}", endpoint),
        Route("/{a:uuid}/x", endpoint),
        Mount("/static", StaticFiles(packages=[("toolkit", ".")])),
        Mount("/{tail:path}", routes=[Route("/", endpoint)]),
    ]
)


def path(data: bytes) -> None:
    text = "/" + data.decode("utf-8", "replace")
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    scope = {"type": "http", "method": "GET", "path": text, "query_string": b"", "headers": []}
    asyncio.run(APP(scope, receive, send))
    assert sent[0]["status"] in (200, 307, 404)


def query(data: bytes) -> None:
    params = QueryParams(data)
    assert QueryParams(str(params)).multi_items() == params.multi_items()
    URL(scope={"type": "http", "path": "/", "query_string": data, "headers": []}).include_query_params(a=1)


TARGETS: dict[str, Target] = {
    target.__name__: target for target in (header, cookie, byte_range, host, form, multipart, path, query)
}

SEEDS: dict[str, list[bytes]] = {
    "header": [
        b'form-data; name="a"; filename="b\\"c"',
        b"gzip;q=0.5, *;q=0",
        b"Thu, 01 Jan 1970 00:00:00 GMT",
        b'W/"a"',
    ],
    "cookie": [b'a=b; c="d\\073"; e', b"e30=.AAAA.AAAA"],
    "byte_range": [b"bytes=0-1,5-,-3"],
    "host": [b"example.org:80", b"[::1]:80", b"[v1.a]"],
    "form": [b"a=1&b=%41+%zz&&=c"],
    "multipart": [b'--b\r\nContent-Disposition: form-data; name="a"; filename="f"\r\n\r\n1\r\n--b--\r\n'],
    "path": [b"int/1/a", b"static/../x", b"static//etc/passwd", b"1.5", b"00000000-0000-0000-0000-000000000000/x"],
    "query": [b"a=1&b=%ff&c", b"%"],
}


def seeds(name: str) -> Iterator[bytes]:
    yield from SEEDS[name]
