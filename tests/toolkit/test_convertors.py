"""Convertors of path parameters: what they match they read, and what they write they match again."""

import re
from typing import Any
from uuid import UUID

import pytest

from toolkit import convertors
from toolkit.convertors import CONVERTOR_TYPES, Convertor, StringConvertor, register_url_convertor

ID = "12345678-1234-5678-1234-567812345678"

READ = [
    ("str", "a b", "a b"),
    ("path", "a/b", "a/b"),
    ("path", "", ""),
    ("int", "007", 7),
    ("float", "1.50", 1.5),
    ("float", "2", 2.0),
    ("uuid", ID, UUID(ID)),
    ("uuid", ID.replace("-", "").upper(), UUID(ID)),
]
UNMATCHED = [
    ("str", "a/b"),
    ("str", ""),
    ("int", "-1"),
    ("int", "1.0"),
    ("float", "1e5"),
    ("float", ".5"),
    ("uuid", "x"),
]
WRITTEN = [
    ("str", "a", "a"),
    ("str", 5, "5"),
    ("path", "a/b", "a/b"),
    ("int", 7, "7"),
    ("float", 1.5, "1.5"),
    ("float", 2, "2"),
    ("float", 1e-9, "0.000000001"),
    ("float", 1e22, "10000000000000000000000"),
    ("uuid", UUID(ID), ID),
]
REFUSED = [
    ("str", "a/b", "May not contain path separators"),
    ("str", "", "Must not be empty"),
    ("int", -1, "Negative integers are not supported"),
    ("float", -0.5, "Negative floats are not supported"),
    ("float", float("nan"), "NaN values are not supported"),
    ("float", float("inf"), "Infinite values are not supported"),
]


@pytest.mark.parametrize(("key", "text", "value"), READ)
def test_a_text_is_read(key: str, text: str, value: Any) -> None:
    assert re.fullmatch(CONVERTOR_TYPES[key].regex, text)
    assert CONVERTOR_TYPES[key].convert(text) == value


@pytest.mark.parametrize(("key", "text"), UNMATCHED)
def test_another_text_is_not_matched(key: str, text: str) -> None:
    assert not re.fullmatch(CONVERTOR_TYPES[key].regex, text)


@pytest.mark.parametrize(("key", "value", "text"), WRITTEN)
def test_a_value_is_written_so_that_it_is_matched(key: str, value: Any, text: str) -> None:
    assert CONVERTOR_TYPES[key].to_string(value) == text
    assert re.fullmatch(CONVERTOR_TYPES[key].regex, text)


@pytest.mark.parametrize(("key", "value", "message"), REFUSED)
def test_a_value_that_would_not_be_matched_is_refused(key: str, value: Any, message: str) -> None:
    with pytest.raises(AssertionError, match=message):
        CONVERTOR_TYPES[key].to_string(value)


def test_a_convertor_is_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(convertors, "CONVERTOR_TYPES", dict(CONVERTOR_TYPES))
    mine = StringConvertor()
    register_url_convertor("mine", mine)
    assert convertors.CONVERTOR_TYPES["mine"] is mine


def test_the_base_class_converts_nothing() -> None:
    with pytest.raises(NotImplementedError):
        Convertor[str]().convert("a")
    with pytest.raises(NotImplementedError):
        Convertor[str]().to_string("a")
