"""application/x-www-form-urlencoded, read from text or in pieces from a stream of bytes (WHATWG URL, section 5)."""

from collections.abc import Iterator
from urllib.parse import unquote_plus, unquote_to_bytes

Pairs = list[tuple[str, str]]


def parse(text: str) -> Pairs:
    """Names and values of a query string, blank values kept, "+" and percent-encoded UTF-8 decoded.

    What is no valid percent-encoding stays as it is written; bytes that are no UTF-8 become U+FFFD. Nothing is refused.
    """
    fields = [field.partition("=") for field in text.split("&") if field]
    if "%" not in text and "+" not in text:
        return [(name, value) for name, _, value in fields]
    return [(decode(name), decode(value)) for name, _, value in fields]


def decode(text: str) -> str:
    """One name or value, decoded."""
    if "%" not in text:
        return text.replace("+", " ") if "+" in text else text
    if not text.isascii():
        return unquote_plus(text)
    return unquote_to_bytes(text.replace("+", " ")).decode("utf-8", "replace")


class Tokenizer:
    """Cuts the chunks of a body into the pieces of its fields; keeps nothing, so its memory is flat."""

    def __init__(self) -> None:
        self._in_value = False

    def feed(self, chunk: bytes) -> Iterator[tuple[bytes, bytes, bytes, bool]]:
        """(piece of the name, the "=" if it came, piece of the value, whether the field ends here), one a field."""
        *ended, unfinished = chunk.split(b"&")
        for field in ended:
            yield *self._cut(field), True
            self._in_value = False
        yield *self._cut(unfinished), False

    def _cut(self, piece: bytes) -> tuple[bytes, bytes, bytes]:
        if self._in_value:
            return b"", b"", piece
        name, equals, value = piece.partition(b"=")
        self._in_value = bool(equals)
        return name, equals, value
