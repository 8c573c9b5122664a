"""The `Set-Cookie` header field: a cookie and its attributes as one value (RFC 6265bis, section 4.1)."""

import re
import sys
import time
from datetime import datetime
from email.utils import format_datetime, formatdate

_TOKEN = re.compile(r"[\w!#$%&'*+.^`|~:-]+", re.ASCII)
_RESERVED = frozenset(
    ("comment", "domain", "expires", "httponly", "max-age", "partitioned", "path", "samesite", "secure", "version")
)
_SAMESITE = ("strict", "lax", "none")
# A control character or a semicolon would end the attribute: the rest would be read as attributes or headers.
_ENDS_ATTRIBUTE = re.compile(r"[\x00-\x1f\x7f;]")
# As http.cookies writes them, so that every reader of its cookies reads ours.
_ESCAPES = {code: f"\\{code:03o}" for code in (*range(32), *b",;", *range(127, 256))} | {34: '\\"', 92: "\\\\"}


def set_cookie_value(
    key: str,
    value: str,
    *,
    max_age: int | None,
    expires: datetime | str | int | None,
    path: str | None,
    domain: str | None,
    secure: bool,
    httponly: bool,
    samesite: str | None,
    partitioned: bool,
) -> str:
    """The field's value. Raises `CookieError` for a name and `ValueError` for an attribute that no cookie can have."""
    if samesite is not None and samesite.lower() not in _SAMESITE:
        raise AssertionError("samesite must be either 'strict', 'lax' or 'none'")
    if partitioned and sys.version_info < (3, 14):
        raise ValueError("Partitioned cookies are only supported in Python 3.14 and above.")
    attributes = (
        f"Domain={_checked(domain)}" if domain else "",
        f"expires={_expiry(expires)}" if expires is not None else "",
        "HttpOnly" if httponly else "",
        f"Max-Age={max_age:d}" if max_age is not None else "",
        "Partitioned" if partitioned else "",
        f"Path={_checked(path)}" if path else "",
        f"SameSite={samesite}" if samesite else "",
        "Secure" if secure else "",
    )
    return "; ".join((f"{_name(key)}={_quoted(value)}", *filter(None, attributes)))


def _name(key: str) -> str:
    if key.lower() in _RESERVED:
        raise _refusal(f"{key!r} is the name of an attribute; choose another name for the cookie.")
    if not _TOKEN.fullmatch(key):
        raise _refusal(f"Illegal key {key!r}: a cookie's name is made of letters, digits and !#$%&'*+-.^_`|~:")
    return key


def _refusal(message: str) -> Exception:
    # Loaded for those who catch it by this name; it costs more to import than all else here.
    from http.cookies import CookieError

    return CookieError(message)


def _quoted(value: str) -> str:
    return value if _TOKEN.fullmatch(value) else f'"{value.translate(_ESCAPES)}"'


def _expiry(expires: datetime | str | int) -> str:
    if isinstance(expires, datetime):
        return format_datetime(expires, usegmt=True)
    if isinstance(expires, str):
        return _checked(expires)
    return formatdate(time.time() + expires, usegmt=True)


def _checked(attribute: str) -> str:
    if _ENDS_ATTRIBUTE.search(attribute):
        raise ValueError(f"The cookie attribute {attribute!r} holds a semicolon or a control character; remove it.")
    return attribute
