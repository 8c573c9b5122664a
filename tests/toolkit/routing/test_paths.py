"""Tests of path patterns: what they match, what they build, and what they refuse."""

from __future__ import annotations

from typing import Any

import pytest

from toolkit.routing import compile_path, replace_params


@pytest.mark.parametrize(
    ("pattern", "text", "values"),
    [
        ("/", "/", {}),
        ("/users/{id:int}", "/users/42", {"id": "42"}),
        ("/users/{id:int}", "/users/x", None),
        ("/users/{id:int}", "/users/42\n", None),
        ("/users/{id}", "/users/", None),
        ("/users/{id}", "/users/a/b", None),
        ("/{rest:path}", "/a/b", {"rest": "a/b"}),
        ("/{rest:path}", "/", {"rest": ""}),
        ("/v({x:float})+", "/v(1.5)+", {"x": "1.5"}),
        ("/{a}:{b:int}", "/x:7", {"a": "x", "b": "7"}),
        ("/{not a parameter}", "/{not a parameter}", {}),
        ("example.org:8000", "EXAMPLE.org", {}),
        ("{sub}.example.org", "a.example.org", {"sub": "a"}),
        ("[::1]", "[::1]", {}),
    ],
)
def test_pattern_matches(pattern: str, text: str, values: dict[str, str] | None) -> None:
    expression, _, _ = compile_path(pattern)
    found = expression.match(text)
    assert (None if found is None else found.groupdict()) == values


@pytest.mark.parametrize(
    ("pattern", "format_"), [("/a/{b:int}/{c}", "/a/{b}/{c}"), ("example.org:8000", "example.org:8000"), ("", "")]
)
def test_format_names_the_parameters(pattern: str, format_: str) -> None:
    assert compile_path(pattern)[1] == format_


@pytest.mark.parametrize(
    ("pattern", "values", "path", "unused"),
    [
        ("/{a}/{b:int}", {"a": "x", "b": 5}, "/x/5", {}),
        ("/{a}/{b}", {"a": "{b}", "b": "y"}, "/{b}/y", {}),
        ("/{a}", {"a": "x", "other": 1}, "/x", {"other": 1}),
        ("/{a}/{b}", {"b": "y"}, "/{a}/y", {}),
    ],
)
def test_values_are_filled_in(pattern: str, values: dict[str, Any], path: str, unused: dict[str, Any]) -> None:
    _, format_, convertors = compile_path(pattern)
    assert replace_params(format_, convertors, values) == (path, unused)


@pytest.mark.parametrize(
    ("pattern", "error", "message"),
    [
        ("/{a:nothing}", AssertionError, "Unknown path convertor 'nothing'"),
        ("/{a}/{a}", ValueError, "Duplicated param name a at path /{a}/{a}"),
        ("/{b}/{a}/{b}/{a}", ValueError, "Duplicated param names a, b at path /{b}/{a}/{b}/{a}"),
    ],
)
def test_pattern_is_refused(pattern: str, error: type[Exception], message: str) -> None:
    with pytest.raises(error) as caught:
        compile_path(pattern)
    assert str(caught.value) == message
