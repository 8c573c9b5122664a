"""multipart/form-data bodies, read in pieces (RFC 2046 section 5.1, RFC 7578).

    start ──> delimiter ──> headers ──> content ──> delimiter ──> ... ──> epilogue

The parser holds back what may be the beginning of a delimiter, and a part's header until it is whole; both are bounded,
so every byte is looked at a bounded number of times however the body is cut into chunks.
"""

import re
from collections.abc import Callable
from typing import TypeAlias

MAX_BOUNDARY_SIZE = 256
MAX_HEADER_COUNT = 8
MAX_HEADER_SIZE = 8 * 1024
_MAX_HEADERS_SIZE = MAX_HEADER_COUNT * (MAX_HEADER_SIZE + 2)
_MAX_PADDING = 128
# From here on a piece of content is given as a view of its chunk: copying it would cost more than the view.
_VIEW_SIZE = 16 * 1024

# RFC 9110 section 5.6.2: token, ":", optional white space, a value without line breaks.
_FIELD = re.compile(rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*([^\r\n]*)")
# RFC 2046 section 5.1.1: a delimiter is followed by white space and a line break, the last one by two hyphens.
_PADDING = re.compile(rb"[ \t]*")

Fields: TypeAlias = list[tuple[bytes, bytes]]
Event: TypeAlias = Fields | bytes | memoryview | None


class MultipartError(ValueError):
    """The body is no multipart body with the boundary that its header names."""


class MultipartParser:
    """A push parser: `feed` it the body in any chunks, and it gives the events of the parts.

    The events of a part are its header fields (a list of pairs, as they are written), its content in pieces (bytes, or
    a view of the bytes where it is long), and None at its end. A part without its end was cut off.
    """

    def __init__(self, boundary: bytes) -> None:
        if not 0 < len(boundary) <= MAX_BOUNDARY_SIZE:
            raise MultipartError(f"A boundary has 1 to {MAX_BOUNDARY_SIZE} bytes.")
        self._delimiter = b"\r\n--" + boundary
        self._buffer = b""
        self._at = 0
        self._ahead: list[int] | None = None
        self._events: list[Event] = []
        # A function, not a bound method: that would keep this object and its buffer until the garbage is collected.
        self._step: Callable[[MultipartParser], bool] = MultipartParser._start

    def feed(self, chunk: bytes) -> list[Event]:
        """What the next chunk completes. Raises `MultipartError` for bytes that cannot stand where they do."""
        self._buffer = self._buffer[self._at :] + chunk
        self._at = 0
        self._ahead = None
        while self._step(self):
            pass
        events, self._events = self._events, []
        return events

    # Each step reads from the buffer, moves on, and says whether there may be more to do before the next chunk.

    def _start(self) -> bool:
        body = self._buffer.lstrip(b"\r\n")
        opening = self._delimiter[2:]
        if not body.startswith(opening):
            if not opening.startswith(body):
                raise MultipartError("The body does not begin with the boundary.")
            self._buffer = body
            return False
        self._at = len(self._buffer) - len(body) + len(opening)
        self._step = MultipartParser._first_delimiter
        return True

    def _first_delimiter(self) -> bool:
        decided = self._after_delimiter(self._at)
        if decided is False:
            raise MultipartError("The first boundary is not followed by a line break.")
        return decided is True

    def _after_delimiter(self, at: int) -> bool | None:
        """Moves on if a delimiter ends at `at`; None if that cannot be known yet."""
        buffer = self._buffer
        if buffer.startswith(b"\r\n", at):
            self._at, self._step = at, MultipartParser._headers
            return True
        if buffer.startswith(b"--", at):
            self._at, self._step = len(buffer), MultipartParser._epilogue
            return True
        padded = _PADDING.match(buffer, at, at + _MAX_PADDING).end()  # type: ignore[union-attr]
        rest = buffer[padded : padded + 2]
        if rest == b"\r\n":
            self._at, self._step = padded, MultipartParser._headers
            return True
        undecided = rest in (b"", b"\r") if padded > at else rest in (b"", b"\r", b"-")
        return None if undecided and padded < at + _MAX_PADDING else False

    def _headers(self) -> bool:
        # The line break before the first field is still there, so an empty header ends as any other.
        end = self._buffer.find(b"\r\n\r\n", self._at)
        if end < 0:
            self._check_unfinished_headers()
            return False
        self._events.append(_fields(self._buffer[self._at + 2 : end]))
        self._at = end + 4
        self._step = MultipartParser._content
        return True

    def _check_unfinished_headers(self) -> None:
        if len(self._buffer) - self._at > _MAX_HEADERS_SIZE:
            raise MultipartError("The header of a part is too large.")
        if self._buffer.count(b"\n", self._at) != self._buffer.count(b"\r\n", self._at):
            raise MultipartError("A line of a part's header ends without CR.")

    def _content(self) -> bool:
        start = end = self._at
        ahead = self._delimiters_ahead()
        decided: bool | None = False
        while ahead and decided is False:
            end = ahead.pop()
            decided = self._after_delimiter(end + len(self._delimiter))
        if decided is False:
            end = self._possible_delimiter()
        if end - start >= _VIEW_SIZE:
            self._events.append(memoryview(self._buffer)[start:end])
        elif end > start:
            self._events.append(self._buffer[start:end])
        if decided:
            self._events.append(None)
            return True
        self._at = end
        return False

    def _delimiters_ahead(self) -> list[int]:
        """Where delimiters stand from here on, the next one last; for each buffer they are looked for once."""
        ahead = self._ahead
        if ahead is None:
            ahead = self._ahead = _places(self._delimiter, self._buffer, self._at)
        while ahead and ahead[-1] < self._at:  # in the header that was read since
            ahead.pop()
        return ahead

    def _possible_delimiter(self) -> int:
        """Where the buffer's end may be the beginning of a delimiter: a delimiter has one CR, its first byte."""
        size = len(self._buffer)
        at = self._buffer.rfind(b"\r", max(self._at, size - len(self._delimiter) + 1))
        return at if at >= 0 and self._delimiter.startswith(self._buffer[at:]) else size

    def _epilogue(self) -> bool:
        self._at = len(self._buffer)
        return False


def _places(delimiter: bytes, buffer: bytes, start: int) -> list[int]:
    """Where the delimiter stands, from the last place to the first: CPython searches backwards twice as fast."""
    places = []
    place = buffer.rfind(delimiter, start)
    while place >= 0:
        places.append(place)
        place = buffer.rfind(delimiter, start, place)
    return places


def _fields(block: bytes) -> Fields:
    lines = block.split(b"\r\n") if block else []
    if len(lines) > MAX_HEADER_COUNT:
        raise MultipartError(f"A part has more than {MAX_HEADER_COUNT} header fields.")
    fields = []
    for line in lines:
        match = _FIELD.fullmatch(line)
        if match is None or len(line) > MAX_HEADER_SIZE:
            raise MultipartError("A header field of a part is malformed or too large.")
        fields.append((match[1], match[2].rstrip(b" \t")))
    return fields
