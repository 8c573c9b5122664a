"""The Cookie header field, read the way browsers write it (RFC 6265 section 4.2, and leniently beyond it)."""

import re
from collections.abc import Iterable

# http.cookies quotes an octet as a backslash and three octal digits, and a quote or backslash with a backslash.
_ESCAPE = re.compile(r"\\(?:([0-3][0-7][0-7])|(.))")


def parse(cookie_string: str) -> dict[str, str]:
    """Names and values of a Cookie header; the last value of a name counts.

    A chunk without "=" is a value without a name, as browsers have it. Values in double quotes are unquoted.
    Nothing is refused.
    """
    cookies: dict[str, str] = {}
    for chunk in cookie_string.split(";"):
        name, equals, value = chunk.partition("=")
        if not equals:
            name, value = "", chunk
        name = name.strip()
        value = value.strip()
        if name or value:
            cookies[name] = unquote(value) if '"' in value else value
    return cookies


def parse_fields(headers: Iterable[str]) -> dict[str, str]:
    """The same over several Cookie fields, which HTTP/2 allows (RFC 9113 section 8.2.3)."""
    return parse("; ".join(headers))


def unquote(value: str) -> str:
    """The text that `http.cookies` wrote in double quotes; any other value as it is."""
    if len(value) < 2 or value[0] != '"' or value[-1] != '"':
        return value
    inner = value[1:-1]
    return _ESCAPE.sub(_unescape, inner) if "\\" in inner else inner


def _unescape(match: re.Match[str]) -> str:
    octal: str | None = match[1]
    escaped: str = match[2]
    return chr(int(octal, 8)) if octal else escaped
