"""Urlencoded text: pairs, with every way of writing a character."""

import pytest

from toolkit._http.urlencoded import decode, parse

QUERIES = {
    "": [],
    "a=1&b=2": [("a", "1"), ("b", "2")],
    "a=1&a=2": [("a", "1"), ("a", "2")],
    "&&a&": [("a", "")],
    "=": [("", "")],
    "a==b": [("a", "=b")],
    "a=1;b=2": [("a", "1;b=2")],
    "a+b=c+d": [("a b", "c d")],
    "%61=%2B%26%3D": [("a", "+&=")],
    "a=%C3%A9": [("a", "é")],
    "a=%e9": [("a", "\ufffd")],
    "a=%zz%4": [("a", "%zz%4")],
    "é=%C3%A9é": [("é", "éé")],
}


@pytest.mark.parametrize(("query", "pairs"), QUERIES.items())
def test_a_query_is_read(query: str, pairs: list[tuple[str, str]]) -> None:
    assert parse(query) == pairs


@pytest.mark.parametrize(("text", "decoded"), [("a+b", "a b"), ("%2b", "+"), ("plain", "plain"), ("Ã%A9", "Ã\ufffd")])
def test_a_text_is_decoded(text: str, decoded: str) -> None:
    assert decode(text) == decoded
