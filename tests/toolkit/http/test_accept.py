"""Tests of Accept-Encoding: quality values, wildcards, aliases and malformed members."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit._http.accept import prefers_coding, qualities


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("gzip", {"gzip": 1.0}),
        ("gzip;q=0.5, br ; Q = 0.25 ,*;q=0", {"gzip": 0.5, "br": 0.25, "*": 0.0}),
        ("GZip;q=1.000,,", {"gzip": 1.0}),
        ("x-gzip;q=0.1, x-compress", {"gzip": 0.1, "compress": 1.0}),
        ("gzip;q=2, br;q=0.1234, deflate;level=9", {"gzip": 0.0, "br": 0.0, "deflate": 0.0}),
        ("", {}),
    ],
)
def test_qualities(header: str, expected: dict[str, float]) -> None:
    assert qualities(header) == expected


@pytest.mark.parametrize(
    ("fields", "coding", "preferred"),
    [
        ([], "gzip", False),
        (["gzip"], "gzip", True),
        (["br", "gzip;q=0.1"], "gzip", True),
        (["*"], "gzip", True),
        (["*;q=0.5, gzip;q=0"], "gzip", False),
        (["identity;q=0.5, *;q=0"], "gzip", False),
        (["identity, gzip"], "gzip", True),
        (["identity, gzip;q=0.9"], "gzip", False),
        (["br"], "gzip", False),
    ],
)
def test_preference(fields: list[str], coding: str, preferred: bool) -> None:
    assert prefers_coding(fields, coding) is preferred


@given(st.text())
def test_any_text_gives_qualities_from_0_to_1(header: str) -> None:
    assert all(0 <= quality <= 1 for quality in qualities(header).values())
