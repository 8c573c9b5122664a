"""Multipart bodies: what is accepted, what is refused, and that no body costs more than its length."""

import gc
import time
import weakref

import pytest

from toolkit._http.multipart import MAX_HEADER_COUNT, MAX_HEADER_SIZE, Event, MultipartError, MultipartParser

NAMED = b'Content-Disposition: form-data; name="x"'
FIELDS = [(b"Content-Disposition", b'form-data; name="x"')]
HEAD = b"--b\r\n" + NAMED + b"\r\n\r\n"


def read(*chunks: bytes, boundary: bytes = b"b") -> list[Event]:
    parser = MultipartParser(boundary)
    return [event for chunk in chunks for event in parser.feed(chunk)]


ACCEPTED: dict[str, tuple[bytes, list[Event]]] = {
    "one part": (HEAD + b"v\r\n--b--\r\n", [FIELDS, b"v", None]),
    "no line break at the end": (HEAD + b"v\r\n--b--", [FIELDS, b"v", None]),
    "a boundary in a header": (
        HEAD + b"v\r\n--b\r\nA: b\r\n--b: c\r\n\r\nw\r\n--b--",
        [FIELDS, b"v", None, [(b"A", b"b"), (b"--b", b"c")], b"w", None],
    ),
    "an epilogue": (HEAD + b"v\r\n--b--\r\nanything --b\r\n", [FIELDS, b"v", None]),
    "line breaks before the first boundary": (b"\r\n\n\r\n" + HEAD + b"v\r\n--b--", [FIELDS, b"v", None]),
    "white space after a boundary": (
        HEAD + b"v\r\n--b \t\r\nA: b\r\n\r\n\r\n--b--",
        [FIELDS, b"v", None, [(b"A", b"b")], None],
    ),
    "no part": (b"--b--\r\n", []),
    "no body": (b"", []),
    "an empty part": (HEAD + b"\r\n--b--", [FIELDS, None]),
    "a part without header": (b"--b\r\n\r\nv\r\n--b--", [[], b"v", None]),
    "a longer boundary in the content": (HEAD + b"v\r\n--bx\r\n--b--", [FIELDS, b"v\r\n--bx", None]),
    "half an end in the content": (HEAD + b"v\r\n--b-x\r\n--b--", [FIELDS, b"v\r\n--b-x", None]),
    "line breaks in the content": (HEAD + b"\r\n\r\r\n-\r\n--\r\n--b--", [FIELDS, b"\r\n\r\r\n-\r\n--", None]),
    "a part that is cut off": (HEAD + b"value", [FIELDS, b"value"]),
    "a delimiter that is cut off": (HEAD + b"value\r\n--b", [FIELDS, b"value"]),
    "white space around a header's value": (b"--b\r\nA: \t x \t\r\n\r\n\r\n--b--", [[(b"A", b"x")], None]),
}
REFUSED = {
    "a preamble": b"preamble\r\n" + HEAD,
    "white space before the boundary": b" " + HEAD,
    "another boundary": b"--c\r\n\r\n",
    "a longer first boundary": b"--bb\r\n\r\n",
    "a bare LF after the boundary": b"--b\n\r\n",
    "a bare LF after a header": b"--b\r\nA: b\nC: d\r\n\r\n",
    "a bare LF at the header's end": b"--b\r\nA: b\r\n\nv\r\n--b--",
    "a bare CR in a header": b"--b\r\nA: b\rc\r\n\r\n",
    "a folded header": b"--b\r\nA: b\r\n c\r\n\r\n",
    "a header without a colon": b"--b\r\nheader\r\n\r\n",
    "a header without a name": b"--b\r\n: x\r\n\r\n",
    "a space before the colon": b"--b\r\nA : x\r\n\r\n",
    "a header's name that is no token": b"--b\r\n\xe9: x\r\n\r\n",
    "too many headers": b"--b\r\n" + b"A: b\r\n" * (MAX_HEADER_COUNT + 1) + b"\r\n",
    "too large a header": b"--b\r\nA: " + b"x" * MAX_HEADER_SIZE + b"\r\n\r\n",
    "a header without end": b"--b\r\nA: " + b"x" * 10 * MAX_HEADER_SIZE,
}


@pytest.mark.parametrize(("body", "events"), ACCEPTED.values(), ids=ACCEPTED)
def test_a_body_is_read(body: bytes, events: list[Event]) -> None:
    assert read(body) == events


@pytest.mark.parametrize("body", REFUSED.values(), ids=REFUSED)
def test_a_malformed_body_is_refused_whole_and_in_pieces(body: bytes) -> None:
    with pytest.raises(MultipartError):
        read(body)
    with pytest.raises(MultipartError):
        read(*(body[place : place + 100] for place in range(0, len(body), 100)))


@pytest.mark.parametrize("boundary", [b"", b"x" * 257])
def test_a_boundary_has_1_to_256_bytes(boundary: bytes) -> None:
    with pytest.raises(MultipartError):
        MultipartParser(boundary)


def test_the_content_is_given_before_the_part_ends() -> None:
    parser = MultipartParser(b"b")
    assert parser.feed(HEAD + b"first") == [FIELDS, b"first"]
    assert parser.feed(b" second\r") == [b" second"]
    assert parser.feed(b"\n--") == []
    assert parser.feed(b"x") == [b"\r\n--x"]


@pytest.mark.parametrize(
    "unit",
    [b"\r\n--b" + b" " * 120 + b"x", b"\r\n--", b"\r", HEAD, b"\r\n" + HEAD + b"v"],
    ids=["padding", "near delimiters", "CR", "heads as content", "parts"],
)
def test_small_chunks_take_linear_time(unit: bytes) -> None:
    def cost(size: int) -> float:
        body = HEAD + (unit * (size // len(unit) + 1))[:size]
        started = time.process_time()
        read(*(body[place : place + 7] for place in range(0, len(body), 7)))
        return time.process_time() - started

    cost(1000)
    # Eight times the body would take 64 times as long if the cost were quadratic.
    assert min(cost(160_000) for _ in range(3)) < 30 * min(cost(20_000) for _ in range(3))


def test_a_parser_goes_with_its_last_reference() -> None:
    parser = MultipartParser(b"b")
    parser.feed(HEAD + b"a buffer that should not wait for the garbage collector")
    reference = weakref.ref(parser)
    gc.disable()
    try:
        del parser
        assert reference() is None
    finally:
        gc.enable()
