"""The Range header: the spans it names, its errors, and the laws of any header."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit._http.ranges import MalformedRangeHeader, RangeNotSatisfiable, parse_range


@pytest.mark.parametrize(
    ("header", "spans"),
    [
        ("bytes=0-4", [(0, 5)]),
        ("BYTES = 1 - 5 ", [(1, 6)]),
        ("bytes=99-", [(99, 100)]),
        ("bytes=-5,0-4,2-8", [(0, 9), (95, 100)]),
        ("bytes=0-10,11-20", [(0, 21)]),
        ("bytes=0-10,12-20", [(0, 11), (12, 21)]),
        ("bytes=0-4,,abc, -", [(0, 5)]),
        ("bytes=0-" + "9" * 100, [(0, 100)]),
    ],
)
def test_spans(header: str, spans: list[tuple[int, int]]) -> None:
    assert parse_range(header, 100) == spans


@pytest.mark.parametrize(
    "header",
    [
        *("", "bytes", "bytes=", "bytes=,", "bytes=-", "items=0-1", "bytes=5-4", "bytes=+1-5", "bytes=1_0-20"),
        "bytes=\u0663-\u0665",  # digits, but not the header's
        "bytes=" + "9" * 5000 + "-",
    ],
)
def test_malformed(header: str) -> None:
    with pytest.raises(MalformedRangeHeader):
        parse_range(header, 100)


@pytest.mark.parametrize(("header", "size"), [("bytes=100-", 100), ("bytes=-0", 100), ("bytes=0-0,100-", 100)])
def test_not_satisfiable(header: str, size: int) -> None:
    with pytest.raises(RangeNotSatisfiable) as error:
        parse_range(header, size)
    assert error.value.max_size == size


@given(st.text("bytes=0123456789-, \t") | st.from_regex(r"bytes=(\d*-\d*)(,\d*-\d*)*", fullmatch=True), st.integers(0))
def test_any_header_names_spans_inside_the_file_or_is_refused(header: str, size: int) -> None:
    try:
        spans = parse_range(header, size)
    except (MalformedRangeHeader, RangeNotSatisfiable):
        return
    assert spans
    assert all(0 <= start < end <= size for start, end in spans)
    assert all(before[1] < after[0] for before, after in pairwise(spans))
