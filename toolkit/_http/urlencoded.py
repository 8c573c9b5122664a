"""application/x-www-form-urlencoded, read from text (WHATWG URL standard, section 5)."""

import re
from urllib.parse import unquote as _unquote_mixed
from urllib.parse import unquote_to_bytes

Pairs = list[tuple[str, str]]

_ENCODED_SEPARATOR = re.compile("%(?:26|3[Dd])")


def parse(text: str) -> Pairs:
    """Names and values of a query string or form, blank values kept, "+" and percent-encoded UTF-8 decoded.

    What is no valid percent-encoding stays as it is written; bytes that are no UTF-8 become U+FFFD. Nothing is refused.
    """
    if "+" in text:
        text = text.replace("+", " ")
    if "%" not in text:
        return _pairs(text)
    if _ENCODED_SEPARATOR.search(text) is None:
        # Without an encoded "&" or "=" the whole text can be decoded in one go: these two are ASCII, so they end
        # whatever sequence stands before them, be it of a percent-encoding or of UTF-8.
        return _pairs(unquote(text))
    return [
        (unquote(name) if "%" in name else name, unquote(value) if "%" in value else value)
        for name, value in _pairs(text)
    ]


def _pairs(text: str) -> Pairs:
    return [(name, value) for field in text.split("&") if field for name, _, value in (field.partition("="),)]


def decode(text: str) -> str:
    """One name or value, decoded."""
    return unquote(text.replace("+", " "))


def unquote(text: str) -> str:
    """Text with its percent-encoded UTF-8 decoded."""
    if text.isascii():
        return unquote_to_bytes(text).decode("utf-8", "replace")
    # What is not ASCII came as raw bytes, read as Latin-1: it stays as it is between the decoded pieces.
    return _unquote_mixed(text)
