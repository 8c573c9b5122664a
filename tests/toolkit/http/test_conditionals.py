"""Conditional requests: when 304 is the answer."""

import pytest

from toolkit._http.conditionals import any_tag_matches, is_not_modified, is_same_strongly, parse_date

EARLIER = "Sat, 21 Nov 2026 10:00:00 GMT"
LATER = "Sun, 22 Nov 2026 10:00:00 GMT"

# (etag, last modified, if-none-match, if-modified-since): is it not modified?
REQUESTS = {
    ('"a"', EARLIER, None, None): False,
    ('"a"', EARLIER, '"a"', None): True,
    ('"a"', EARLIER, '"b"', None): False,
    ('"a"', EARLIER, '"b", W/"a"', None): True,
    ('W/"a"', EARLIER, '"a"', None): True,
    ('"a"', EARLIER, "*", None): True,
    (None, EARLIER, "*", None): False,
    ('"a"', EARLIER, '"b"', LATER): False,  # the tag counts alone
    ('"a"', LATER, '"a"', EARLIER): True,
    (None, EARLIER, None, EARLIER): True,
    (None, EARLIER, None, LATER): True,
    (None, LATER, None, EARLIER): False,
    (None, None, None, LATER): False,
    (None, EARLIER, None, "yesterday"): False,
}


@pytest.mark.parametrize(("request_", "expected"), REQUESTS.items())
def test_a_copy_is_good_or_not(request_: tuple[str | None, ...], expected: bool) -> None:
    etag, last_modified, if_none_match, if_modified_since = request_
    assert expected is is_not_modified(
        etag=etag, last_modified=last_modified, if_none_match=if_none_match, if_modified_since=if_modified_since
    )


def test_a_comma_within_quotes_divides_no_tags() -> None:
    assert any_tag_matches('"x", "a,b"', '"a,b"')
    assert not any_tag_matches('"a,b"', '"a"')


@pytest.mark.parametrize(
    ("header", "etag", "same"),
    [('"a"', '"a"', True), ('W/"a"', 'W/"a"', False), ('"a"', 'W/"a"', False), ('"b"', '"a"', False)],
)
def test_a_weak_tag_is_never_strongly_the_same(header: str, etag: str, same: bool) -> None:
    assert is_same_strongly(header, etag) is same


@pytest.mark.parametrize("date", [LATER, "Sunday, 22-Nov-26 10:00:00 GMT", "Sun Nov 22 10:00:00 2026"])
def test_every_format_of_a_date_is_read(date: str) -> None:
    assert parse_date(date) == parse_date(LATER) is not None


@pytest.mark.parametrize("date", [None, "", "x", "Sun, 99 Nov 2026 10:00:00 GMT", "Sun, 22 Nov 2026 10:00:00 +9999999"])
def test_no_other_text_is_a_date(date: str | None) -> None:
    assert parse_date(date) is None
