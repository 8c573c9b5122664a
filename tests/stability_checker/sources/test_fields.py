"""The head of METADATA and PKG-INFO files reads as the standard library reads it."""

import sysconfig
from email.parser import HeaderParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stability_checker.sources.fields import Fields, parsed_fields

INSTALLED = sorted(Path(sysconfig.get_path("purelib")).glob("*.dist-info/METADATA"))
ODD = {
    "a folded value": "Name: x\nLicense: one\n  two\n\tthree\nVersion: 1\n\nName: body\n",
    "another case": "NAME: x\nname: y\n",
    "no value": "Name:\nVersion:   \nSummary: \n x\n",
    "a line that is no field": "Name: x\nno field at all\nVersion: 1\n",
    "a continuation of nothing": "  lost\nName: x\n",
    "a name with a space": "Name: x\nTwo Words: y\nVersion: 1\n",
    "nothing": "",
    "no end of line": "Name: x",
    "colons": "Project-URL: Home, https://x.org:80/\n",
}


def agrees(text: str) -> None:
    wanted = HeaderParser().parsestr(text, headersonly=True)
    found = Fields(text)
    for name in {*wanted.keys(), "Missing", "name", "Version", "License"}:
        assert found.get_all(name) == (wanted.get_all(name) or [])
        assert found.get(name) == wanted.get(name)
        assert (name in found) == (name in wanted)


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_odd_heads_read_as_the_standard_library_reads_them(text: str) -> None:
    agrees(text)


def test_the_heads_of_installed_distributions_read_as_the_standard_library_reads_them() -> None:
    assert INSTALLED
    for path in INSTALLED:
        agrees(path.read_text(encoding="utf-8", errors="replace"))


@given(st.lists(st.sampled_from(["Name: x", "A-b: ", " z", "\tz", "", "no", "a b: c", "N:: d"])))
def test_any_lines_read_as_the_standard_library_reads_them(lines: list[str]) -> None:
    agrees("\n".join(lines))


def test_a_missing_file_has_no_fields(tmp_path: Path) -> None:
    assert parsed_fields(tmp_path / "METADATA").get("Name") is None
