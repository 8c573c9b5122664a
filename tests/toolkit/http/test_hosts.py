"""Host headers: well-formed ones in their parts, all others refused."""

import pytest

from toolkit._http.hosts import parse_host_header

WELL_FORMED = {
    "example.org": ("example.org", None, True),
    "EXAMPLE.org:80": ("EXAMPLE.org", "80", True),
    "127.0.0.1:8000": ("127.0.0.1", "8000", True),
    "[::1]": ("[::1]", None, True),
    "[2001:db8::1.2.3.4]:443": ("[2001:db8::1.2.3.4]", "443", True),
    "[v1.a:b]:9": ("[v1.a:b]", "9", True),
    "a:000080": ("a", "000080", True),
    "a:65535": ("a", "65535", True),
    "a:65536": ("a", "65536", False),
    "a:" + "9" * 5000: ("a", "9" * 5000, False),
}
MALFORMED = [
    *(None, "", "a:", "a:b", "a:1:2", ":80", "a b", " a", "a/b", "a?b", "a#b", "u@a", "a\\b", "é", "a:٣", "a\n", "a\0"),
    *("[", "[]", "[::1", "::1", "[:::]", "[::1]x", "[::1%25eth0]", "[::ffff:999.1.1.1]", "[V1.a]", "[v1]"),
]


@pytest.mark.parametrize(("header", "parts"), WELL_FORMED.items())
def test_a_well_formed_host_has_parts(header: str, parts: tuple[str, str | None, bool]) -> None:
    parsed = parse_host_header(header)
    assert parsed is not None
    assert (parsed.host, parsed.port, parsed.is_valid_port) == parts
    assert parsed.authority == header


@pytest.mark.parametrize("header", MALFORMED)
def test_a_malformed_host_is_none(header: str | None) -> None:
    assert parse_host_header(header) is None
