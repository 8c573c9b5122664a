"""Cookie headers: what browsers send is read, whatever the specification says of it."""

import pytest

from toolkit._http.cookies import parse, parse_fields, unquote

HEADERS = {
    "a=1; b=2": {"a": "1", "b": "2"},
    "a=1;b=2": {"a": "1", "b": "2"},
    "": {},
    "; ;  ;": {},
    "a=b=c": {"a": "b=c"},
    "a=1; a=2": {"a": "2"},
    "alone": {"": "alone"},
    " a b = c d ": {"a b": "c d"},
    'a="b c"': {"a": "b c"},
    r'a="\"\054\\"': {"a": '",\\'},
    'a="open': {"a": '"open'},
    'a="': {"a": '"'},
    'a="x;y"': {"a": '"x', "": 'y"'},
    "a=%22": {"a": "%22"},
    "é=ü": {"é": "ü"},
}


@pytest.mark.parametrize(("header", "cookies"), HEADERS.items())
def test_a_cookie_header_is_read(header: str, cookies: dict[str, str]) -> None:
    assert parse(header) == cookies


def test_several_fields_are_one_header() -> None:
    assert parse_fields(["a=1", "b=2; a=3"]) == {"a": "3", "b": "2"}
    assert parse_fields([]) == {}


def test_an_octal_escape_beyond_a_byte_is_no_escape() -> None:
    assert unquote(r'"\777"') == "777"
