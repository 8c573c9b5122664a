"""The `Set-Cookie` header: a cookie and its attributes as one header value (RFC 6265bis, section 4.1)."""

import re
import sys
from datetime import datetime
from email.utils import format_datetime
from http.cookies import Morsel, SimpleCookie

_SAMESITE = ("strict", "lax", "none")
# A control character or a semicolon would end the attribute: the rest would be read as attributes or headers.
_ENDS_ATTRIBUTE = re.compile(r"[\x00-\x1f\x7f;]")


def cookie_header(
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
) -> bytes:
    """The header's value. Raises `ValueError` or `CookieError` where a name or an attribute is not allowed."""
    if samesite is not None and samesite.lower() not in _SAMESITE:
        raise AssertionError("samesite must be either 'strict', 'lax' or 'none'")
    if partitioned and sys.version_info < (3, 14):
        raise ValueError("Partitioned cookies are only supported in Python 3.14 and above.")
    attributes = {
        "max-age": max_age,
        "expires": format_datetime(expires, usegmt=True) if isinstance(expires, datetime) else expires,
        "path": path,
        "domain": domain,
        "secure": secure or None,
        "httponly": httponly or None,
        "samesite": samesite,
        "partitioned": partitioned or None,
    }
    return _morsel(key, value, attributes).OutputString().encode("latin-1")


def _morsel(key: str, value: str, attributes: dict[str, str | int | None]) -> Morsel[str]:
    cookie: SimpleCookie = SimpleCookie()
    cookie[key] = value
    morsel = cookie[key]
    for name, setting in attributes.items():
        if setting is not None:
            morsel[name] = _checked(name, setting)  # type: ignore[assignment]
    return morsel


def _checked(name: str, setting: str | int) -> str | int:
    if isinstance(setting, str) and _ENDS_ATTRIBUTE.search(setting):
        raise ValueError(f"The cookie's {name} holds a semicolon or a control character; remove it.")
    return setting
