"""Range requests (RFC 9110, section 14): which bytes a `Range` header asks for, and the parts of a multipart answer."""

import re
from collections.abc import Iterable

Span = tuple[int, int]
"""Half-open: the first byte and the one after the last."""

# More digits than any file has bytes; int() refuses texts of more than 4300.
_RANGE = re.compile(r"[ \t]*(\d{0,4000})[ \t]*-[ \t]*(\d{0,4000})[ \t]*", re.ASCII)


class MalformedRangeHeader(Exception):
    """The header cannot be read; answer 400 with `content`."""

    def __init__(self, content: str = "Malformed range header.") -> None:
        self.content = content


class RangeNotSatisfiable(Exception):
    """A range starts behind the end; answer 416 with `Content-Range: bytes */max_size`."""

    def __init__(self, max_size: int) -> None:
        self.max_size = max_size


def parse_range(header: str, size: int) -> list[Span]:
    """The spans of a body of `size` bytes that a `Range` header's value names, sorted, overlapping ones joined.

    Elements that are no byte range are skipped. Raises `MalformedRangeHeader` and `RangeNotSatisfiable`.
    """
    unit, equals, elements = header.partition("=")
    if not equals:
        raise MalformedRangeHeader
    if unit.strip().lower() != "bytes":
        raise MalformedRangeHeader("Only support bytes range")
    spans = [span for element in elements.split(",") if (span := _parse_element(element, size)) is not None]
    if not spans:
        raise MalformedRangeHeader("Range header: range must be requested")
    if any(start >= size for start, _ in spans):
        raise RangeNotSatisfiable(size)
    if any(start >= end for start, end in spans):
        raise MalformedRangeHeader("Range header: start must be less than end")
    return _joined(spans)


def _parse_element(element: str, size: int) -> Span | None:
    match = _RANGE.fullmatch(element)
    if match is None:
        return None
    first, last = match.groups()
    if first:
        return int(first), min(int(last) + 1, size) if last else size
    if last:  # a suffix range: the last so many bytes
        return max(size - int(last), 0), size
    return None


def _joined(spans: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def content_range(span: Span, size: int) -> str:
    """The `Content-Range` value of one span."""
    return f"bytes {span[0]}-{span[1] - 1}/{size}"


def part_header(span: Span, size: int, boundary: str, content_type: str) -> bytes:
    """What stands before one span in a `multipart/byteranges` body (RFC 9110, section 14.6)."""
    lines = (f"--{boundary}", f"Content-Type: {content_type}", f"Content-Range: {content_range(span, size)}", "", "")
    return "\r\n".join(lines).encode("latin-1")
