"""Bytes to text and back without loss: BOM, encoding cookie and line endings stay as they are."""

import codecs
import io
import re
import tokenize
from dataclasses import dataclass

_LINE_END = re.compile(r"\r\n|\r|\n")


class UnreadableSource(Exception):
    """The bytes are not text in the encoding that they declare."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a file spells text: the codec, and whether a byte order mark opens it."""

    codec: str
    bom: bool = False

    def encode(self, text: str) -> bytes:
        return (codecs.BOM_UTF8 if self.bom else b"") + text.encode(self.codec)


def decode(raw: bytes) -> tuple[str, Encoding]:
    """Read `raw` as Python does (PEP 263) and say how to write it back."""
    try:
        codec, _ = tokenize.detect_encoding(io.BytesIO(raw).readline)
        encoding = Encoding("utf-8" if codec == "utf-8-sig" else codec, raw.startswith(codecs.BOM_UTF8))
        text = raw.removeprefix(codecs.BOM_UTF8).decode(encoding.codec)
    except (SyntaxError, UnicodeDecodeError, LookupError) as error:
        raise UnreadableSource(f"cannot be decoded: {error}") from None
    if encoding.encode(text) != raw:
        raise UnreadableSource(f"does not survive a round trip through {encoding.codec}")
    return text, encoding


def line_starts(text: str) -> list[int]:
    """The offsets at which lines start; lines end where Python's tokenizer ends them."""
    return [0, *(match.end() for match in _LINE_END.finditer(text))]


def line_ending(text: str, near: int = 0) -> str:
    """The line ending in use around offset `near`: that of its own line, else of the first line, else a newline."""
    match = _LINE_END.search(text, near) or _LINE_END.search(text)
    return match[0] if match else "\n"
