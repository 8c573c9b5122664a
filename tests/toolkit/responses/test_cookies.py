"""Cookies that responses set and delete."""

import time
from datetime import UTC, datetime
from http.cookies import CookieError, SimpleCookie
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit._http.cookies import parse
from toolkit.responses import Response

NOON = datetime(2037, 1, 22, 12, 0, 10, tzinfo=UTC)


def set_cookie(*args: Any, **kwargs: Any) -> str:
    response = Response()
    response.set_cookie(*args, **kwargs)
    return response.headers["set-cookie"]


@pytest.mark.parametrize(
    ("arguments", "header"),
    [
        ({}, "a=b; Path=/; SameSite=lax"),
        ({"path": None, "samesite": None}, "a=b"),
        ({"max_age": 0}, "a=b; Max-Age=0; Path=/; SameSite=lax"),
        ({"expires": NOON}, "a=b; expires=Thu, 22 Jan 2037 12:00:10 GMT; Path=/; SameSite=lax"),
        ({"expires": "Thu, 22 Jan 2037"}, "a=b; expires=Thu, 22 Jan 2037; Path=/; SameSite=lax"),
        ({"expires": 10}, "a=b; expires=Thu, 22 Jan 2037 12:00:10 GMT; Path=/; SameSite=lax"),
        (
            {"domain": "x.org", "secure": True, "httponly": True, "samesite": "none", "path": "/p"},
            "a=b; Domain=x.org; HttpOnly; Path=/p; SameSite=none; Secure",
        ),
    ],
)
def test_attributes(monkeypatch: pytest.MonkeyPatch, arguments: dict[str, Any], header: str) -> None:
    monkeypatch.setattr(time, "time", lambda: NOON.timestamp() - 10)
    assert set_cookie("a", "b", **arguments) == header


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"key": "a b"}, CookieError),
        ({"key": "a\r\nb"}, CookieError),
        ({"key": ""}, CookieError),
        ({"key": "Path"}, CookieError),
        ({"key": "a", "path": "/; Domain=evil"}, ValueError),
        ({"key": "a", "domain": "x\r\nset-cookie: y"}, ValueError),
        ({"key": "a", "expires": "x\n"}, ValueError),
        ({"key": "a", "samesite": "sometimes"}, AssertionError),
    ],
)
def test_what_no_cookie_can_have_is_refused(arguments: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        set_cookie(**arguments)


@given(st.text(st.characters(max_codepoint=255)))
def test_every_value_comes_back(value: str) -> None:
    header = set_cookie("a", value, path=None, samesite=None)
    assert "\r" not in header
    assert "\n" not in header
    assert SimpleCookie(header)["a"].value == value
    assert parse(header) == {"a": value}


def test_a_deleted_cookie_expires_now() -> None:
    response = Response()
    response.delete_cookie("a", path="/p", domain="x.org")
    morsel = SimpleCookie(response.headers["set-cookie"])["a"]
    assert (morsel.value, morsel["max-age"], morsel["path"], morsel["domain"]) == ("", "0", "/p", "x.org")
