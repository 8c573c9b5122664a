"""Laws of the multipart parser: any chunks give the same, what was written is read back."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from toolkit._http.multipart import Event, MultipartError, MultipartParser

BOUNDARY = b"b0undary"

# Bytes out of which delimiters, and things that nearly are, come together often.
pieces = st.sampled_from([b"\r", b"\n", b"\r\n", b"-", b"--", BOUNDARY, b"\r\n--" + BOUNDARY, b" ", b"x", b":", b"\0"])
broken_bodies = st.lists(pieces | st.binary(max_size=8), max_size=40).map(b"".join)
contents = broken_bodies.filter(lambda content: b"\r\n--" + BOUNDARY not in b"\r\n" + content + b"\r\n")
names = st.from_regex(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,12}", fullmatch=True)
values = st.from_regex(rb"([\x21-\xff]([\x20-\xff]{0,20}[\x21-\xff])?)?", fullmatch=True)
parts = st.lists(st.tuples(st.lists(st.tuples(names, values), max_size=8), contents), max_size=5)


def encode(parts: Sequence[tuple[list[tuple[bytes, bytes]], bytes]]) -> bytes:
    lines = []
    for fields, content in parts:
        lines += [b"--" + BOUNDARY, *(name + b": " + value for name, value in fields), b"", content]
    return b"\r\n".join([*lines, b"--" + BOUNDARY + b"--", b""])


def cut(body: bytes, cuts: Sequence[int]) -> list[bytes]:
    places = sorted({place % (len(body) + 1) for place in cuts})
    return [body[start:end] for start, end in zip([0, *places], [*places, len(body)], strict=True)]


def joined(events: Sequence[Event]) -> list[Event]:
    """The events with neighbouring pieces of content as one."""
    result: list[Event] = []
    for event in events:
        if isinstance(event, bytes) and result and isinstance(result[-1], bytes):
            result[-1] += event
        else:
            result.append(event)
    return result


def read(chunks: Sequence[bytes]) -> list[Event] | str:
    parser = MultipartParser(BOUNDARY)
    try:
        return joined([event for chunk in chunks for event in parser.feed(chunk)])
    except MultipartError:
        return "refused"


@given(parts, st.lists(st.integers(0, 10_000), max_size=20))
def test_what_was_written_is_read_back_in_any_chunks(
    parts: list[tuple[list[tuple[bytes, bytes]], bytes]], cuts: list[int]
) -> None:
    expected: list[Event] = []
    for fields, content in parts:
        expected += [fields, content, None] if content else [fields, None]
    assert read(cut(encode(parts), cuts)) == expected


@given(broken_bodies, st.lists(st.integers(0, 10_000), max_size=20))
def test_any_chunking_of_any_body_gives_the_same(body: bytes, cuts: list[int]) -> None:
    opened = b"--" + BOUNDARY + b"\r\nA: b\r\n\r\n" + body
    assert read(cut(opened, cuts)) == read([opened])
    assert read(cut(body, cuts)) == read([body])


@given(broken_bodies)
def test_byte_by_byte_is_as_good_as_whole(body: bytes) -> None:
    assert read([body[place : place + 1] for place in range(len(body))]) == read([body])
