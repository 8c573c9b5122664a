"""Form parsers: fields and files in order, limits, charsets, and files that are closed whatever happens."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
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


async def contents(form: FormData) -> list[tuple[str, Any]]:
    return [
        (name, (value.filename, value.size, await value.read()) if isinstance(value, UploadFile) else value)
        for name, value in form.multi_items()
    ]


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
