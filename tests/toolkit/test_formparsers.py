"""Form parsers: fields and files in order, limits, charsets, and files that are closed whatever happens."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing, asynccontextmanager
from tempfile import SpooledTemporaryFile
from typing import Any

import pytest

from toolkit.datastructures import FormData, Headers, UploadFile
from toolkit.exceptions import ToolkitDeprecationWarning
from toolkit.formparsers import FormMessage, FormParser, MultiPartException, MultiPartParser

pytestmark = pytest.mark.anyio

URLENCODED = Headers({"content-type": "application/x-www-form-urlencoded"})
MULTIPART = "multipart/form-data; boundary=b"


async def stream(*chunks: bytes) -> AsyncGenerator[bytes, None]:
    for chunk in chunks:
        yield chunk


def part(disposition: str, content: bytes = b"", *headers: str) -> bytes:
    lines = ["--b", f"Content-Disposition: form-data; {disposition}", *headers, "", ""]
    return "\r\n".join(lines).encode() + content + b"\r\n"


def parser(*chunks: bytes, content_type: str = MULTIPART, **limits: Any) -> MultiPartParser:
    return MultiPartParser(Headers({"content-type": content_type}), stream(*chunks), **limits)


async def refusal(parser: FormParser | MultiPartParser) -> str:
    """The message with which the parser refuses its stream, which is closed after it."""
    async with aclosing(parser.stream):
        with pytest.raises(MultiPartException) as caught:
            await parser.parse()
    return caught.value.message


@asynccontextmanager
async def aclosing_form(form: FormData) -> AsyncGenerator[FormData, None]:
    """The form, whose files are closed at the end."""
    try:
        yield form
    finally:
        await form.close()


async def contents(form: FormData) -> list[tuple[str, Any]]:
    return [
        (name, (value.filename, value.size, await value.read()) if isinstance(value, UploadFile) else value)
        for name, value in form.multi_items()
    ]


class Watching(MultiPartParser):
    """One with a method of its own for a header, so that the fields are handed to it one by one."""

    seen: list[bytes]

    def on_header_field(self, data: bytes, start: int, end: int) -> None:
        self.seen.append(data[start:end])
        super().on_header_field(data, start, end)


async def test_fields_that_are_watched_are_the_same() -> None:
    body = part('name="a"', b"1") + part('name="f"; filename="x"', b"2", "X-Y: y", "CONTENT-TYPE: text/x") + b"--b--"
    headers = Headers({"content-type": MULTIPART})
    watching = Watching(headers, stream(body))
    watching.seen = []
    async with aclosing_form(await parser(body).parse()) as plain, aclosing_form(await watching.parse()) as watched:
        assert watching.seen == [b"Content-Disposition", b"Content-Disposition", b"X-Y", b"CONTENT-TYPE"]
        assert await contents(plain) == await contents(watched)
        assert plain["f"].headers.raw == watched["f"].headers.raw  # type: ignore[union-attr]


@pytest.mark.parametrize("limit", [0, 1, 7, 8, 100])
@pytest.mark.parametrize("cut", range(0, 8, 3))
async def test_a_file_goes_to_disk_beyond_the_limit(limit: int, cut: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MultiPartParser, "spool_max_size", limit)
    body = part('name="f"; filename="x"', b"12345678") + part('name="g"; filename="y"', b"z") + b"--b--"
    start = body.index(b"12345678") + cut
    async with aclosing_form(await parser(body[:start], body[start : start + 2], body[start + 2 :]).parse()) as form:
        assert await contents(form) == [("f", ("x", 8, b"12345678")), ("g", ("y", 1, b"z"))]
        assert form["f"].file._rolled is (0 < limit < 8)  # type: ignore[union-attr]


class OwnFile(UploadFile):
    """A file that is kept somewhere else."""

    async def write(self, data: bytes) -> None:
        self.kept = getattr(self, "kept", b"") + data


class Elsewhere(MultiPartParser):
    def on_headers_finished(self) -> None:
        super().on_headers_finished()
        if made := self._current_part.file:
            self._current_part.file = OwnFile(made.file, filename=made.filename)


async def test_a_file_of_a_subclass_is_written_by_itself() -> None:
    body = part('name="f"; filename="x"', b"data") + b"--b--"
    async with aclosing_form(await Elsewhere(Headers({"content-type": MULTIPART}), stream(body)).parse()) as form:
        assert form["f"].kept == b"data"  # type: ignore[union-attr]


LONG = bytes(range(256)) * 100


class Counting(MultiPartParser):
    """One with a method of its own for content, which is given bytes."""

    counted = b""

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        self.counted += data[start:end]
        super().on_part_data(data, start, end)


@pytest.mark.parametrize("kind", [MultiPartParser, Counting, Elsewhere])
@pytest.mark.parametrize("spooled", [1000, 30_000, 60_000])
async def test_long_content_is_the_same_as_short(
    kind: type[MultiPartParser], spooled: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kind, "spool_max_size", spooled)
    body = part('name="t"', LONG) + part('name="f"; filename="x"', LONG * 2) + b"--b--"
    chunks = stream(body[: len(LONG) * 2], body[len(LONG) * 2 :])
    reader = kind(Headers({"content-type": f"{MULTIPART}; charset=latin-1"}), chunks)
    async with aclosing_form(await reader.parse()) as form:
        assert form["t"] == LONG.decode("latin-1")
        file = form["f"]
        assert (file.kept if isinstance(file, OwnFile) else await file.read()) == LONG * 2  # type: ignore[union-attr]
        if not isinstance(file, OwnFile):
            assert (file.size, file.file._rolled) == (len(LONG) * 2, spooled < len(LONG) * 2)  # type: ignore[union-attr]
        if isinstance(reader, Counting):
            assert reader.counted == LONG * 3


async def test_fields_and_files_come_in_order() -> None:
    body = (
        part('name="a"', b"1") + part('name="f"; filename="x.txt"', b"data", "X: y") + part('name="a"', b"2") + b"--b--"
    )
    form = await parser(body[:70], body[70:]).parse()
    assert await contents(form) == [("a", "1"), ("f", ("x.txt", 4, b"data")), ("a", "2")]
    file = form["f"]
    assert isinstance(file, UploadFile)
    assert file.headers.items() == [
        ("content-disposition", 'form-data; name="f"; filename="x.txt"'),
        ("x", "y"),
    ]
    await form.close()


async def test_a_part_that_is_cut_off_is_left_out() -> None:
    assert await contents(await parser(part('name="a"', b"1") + part('name="b"', b"2")).parse()) == [("a", "1")]


BROKEN = {
    "Missing boundary in multipart.": ("multipart/form-data", b""),
    "Invalid multipart data.": (MULTIPART, b"nothing of the kind"),
    'The Content-Disposition header field "name" must be provided.': (MULTIPART, part('filename="x"')),
}


@pytest.mark.parametrize(("message", "case"), BROKEN.items())
async def test_a_broken_body_is_named(message: str, case: tuple[str, bytes]) -> None:
    assert await refusal(parser(case[1], content_type=case[0])) == message


@pytest.mark.parametrize("boundary", ["", '""', "x" * 257])
async def test_a_boundary_that_cannot_be_is_refused(boundary: str) -> None:
    refused = parser(b"", content_type=f"multipart/form-data; boundary={boundary}")
    assert await refusal(refused) == "Invalid multipart data."


LIMITS = {
    "Too many fields. Maximum number of fields is 1.": ({"max_fields": 1}, part('name="a"') * 2),
    "Too many files. Maximum number of files is 0.": ({"max_files": 0}, part('name="a"; filename="x"')),
    "Part exceeded maximum size of 1KB.": ({"max_part_size": 1024}, part('name="a"', b"x" * 1025)),
}


@pytest.mark.parametrize(("message", "case"), LIMITS.items())
async def test_a_limit_of_a_multipart_form_holds(message: str, case: tuple[dict[str, int], bytes]) -> None:
    limits, body = case
    assert await refusal(parser(body, **limits)) == message
    form = await parser(body + b"--b--").parse()
    assert len(form.multi_items()) == body.count(b"--b")
    await form.close()


async def test_a_file_has_no_limit_of_a_part() -> None:
    form = await parser(part('name="a"; filename="x"', b"x" * 2000) + b"--b--", max_part_size=1).parse()
    assert await contents(form) == [("a", ("x", 2000, b"x" * 2000))]
    await form.close()


@pytest.mark.parametrize(
    ("charset", "data", "text"),
    [
        ("utf-8", "é".encode(), "é"),
        ("utf-8", b"\xe9", "é"),
        ("latin-1", b"\xe9", "é"),
        ("nonsense", b"\xe9", "é"),
        ("rot13", b"abc", "abc"),
        ("punycode", b"abc-", "abc-"),
        ("unicode_escape", rb"\u00e9", r"\u00e9"),
        ("utf-16-le", "é".encode("utf-16-le"), "é"),
    ],
)
async def test_text_is_decoded_and_never_fails(charset: str, data: bytes, text: str) -> None:
    content_type = f"{MULTIPART}; charset={charset}"
    body = b"--b\r\nContent-Disposition: form-data; name=abc\r\n\r\n" + data + b"\r\n--b--"
    form = await parser(body, content_type=content_type).parse()
    assert [value for _, value in form.multi_items()] == [text]


async def test_files_are_closed_when_the_stream_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[SpooledTemporaryFile[bytes]] = []

    def spooled(**options: Any) -> SpooledTemporaryFile[bytes]:
        made.append(SpooledTemporaryFile(**options))  # noqa: SIM115 - the parser closes it
        return made[-1]

    async def failing() -> AsyncGenerator[bytes, None]:
        yield part('name="a"; filename="x"', b"data")
        raise OSError("gone")

    monkeypatch.setattr("toolkit.formparsers.SpooledTemporaryFile", spooled)
    with pytest.raises(OSError, match="gone"):
        await MultiPartParser(Headers({"content-type": MULTIPART}), failing()).parse()
    assert [file.closed for file in made] == [True]


async def test_a_large_file_goes_to_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MultiPartParser, "spool_max_size", 10)
    body = part('name="a"; filename="x"', b"x" * 25) + b"--b--"
    form = await parser(*(body[place : place + 9] for place in range(0, len(body), 9))).parse()
    file = form["a"]
    assert isinstance(file, UploadFile)
    assert not file._in_memory
    assert await file.read() == b"x" * 25
    await form.close()


async def test_urlencoded_fields_come_in_any_chunks() -> None:
    form = await FormParser(URLENCODED, stream(b"a=1&b", b"b=%4", b"1&", b"", b"&c", b"&d=x+y&=")).parse()
    assert form.multi_items() == [("a", "1"), ("bb", "A"), ("c", ""), ("d", "x y"), ("", "")]


async def test_urlencoded_limits_hold() -> None:
    too_many = FormParser(URLENCODED, stream(b"a&b&c&d"), max_fields=2)
    assert await refusal(too_many) == "Too many fields. Maximum number of fields is 2."
    for chunks in ((b"a=" + b"x" * 1024,), (b"a=" + b"x" * 1000, b"x" * 24), (b"a=" + b"x" * 1024 + b"&b",)):
        too_large = FormParser(URLENCODED, stream(*chunks), max_part_size=1024)
        assert await refusal(too_large) == "Field exceeded maximum size of 1KB."
        assert await FormParser(URLENCODED, stream(*chunks), max_part_size=1025).parse()


def test_form_message_is_deprecated() -> None:
    with pytest.warns(ToolkitDeprecationWarning, match="`FormMessage` is deprecated"):
        FormMessage(1)
