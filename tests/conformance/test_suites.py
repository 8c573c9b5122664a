"""Tests of the suites' runner on small suites of its own: outcomes by id, comparison, interpreters, groups."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.conformance.environments import MissingInterpreter, dependency_group, interpreter, version_of
from tests.conformance.starlette_suite import rewritten
from tests.conformance.suites import Run, report

SUITE = """
import pytest

def test_good(): pass
def test_bad(): assert False
@pytest.mark.skip
def test_skipped(): pass
@pytest.mark.xfail
def test_known(): assert False
@pytest.fixture
def breaking():
    yield
    raise ValueError
def test_broken_afterwards(breaking): pass
@pytest.mark.parametrize("n", [1, 2])
def test_each(n): assert n == 1
"""


def test_outcomes_are_recorded_by_id(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(SUITE)
    outcomes = Run(Path(sys.executable), tmp_path).outcomes(quiet=True)
    assert {test.partition("::")[2]: outcome for test, outcome in outcomes.items()} == {
        "test_good": "passed",
        "test_bad": "failed",
        "test_skipped": "skipped",
        "test_known": "xfailed",
        "test_broken_afterwards": "failed",
        "test_each[1]": "passed",
        "test_each[2]": "failed",
    }


def test_suite_that_cannot_be_collected_has_no_outcomes(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text("raise ValueError")
    (tmp_path / "test_it.py").write_text(SUITE)
    assert Run(Path(sys.executable), tmp_path).outcomes(quiet=True) == {}


@pytest.mark.parametrize(
    ("ours", "selected", "line", "complete"),
    [
        ({"a": "passed", "b": "passed", "c": "failed"}, False, "suite: 2 of 2", True),
        ({"a": "passed", "b": "failed"}, False, "suite: 1 of 2\n  failed: b", False),
        ({"a": "passed"}, False, "suite: 1 of 2\n  missing: b", False),
        ({"a": "passed"}, True, "suite: 1 of 1", True),
        ({"a": "passed", "b": "skipped"}, False, "suite: 1 of 2\n  skipped: b", False),
        ({}, True, "suite: 0 of 0", False),
    ],
)
def test_what_passes_on_stock_must_pass(
    capsys: pytest.CaptureFixture[str], ours: dict[str, str], selected: bool, line: str, complete: bool
) -> None:
    stock = {"a": "passed", "b": "passed", "c": "xfailed"}
    assert report("suite", stock, ours, selected=selected) is complete
    assert capsys.readouterr().out == line + "\n"


def test_names_are_rewritten_everywhere() -> None:
    text = "from starlette.applications import Starlette  # StarletteDeprecationWarning, test_starlette_x, STARLETTE_X"
    assert rewritten(text) == (
        "from toolkit.applications import Toolkit  # ToolkitDeprecationWarning, test_toolkit_x, STARLETTE_X"
    )


def test_interpreters_are_found_by_version() -> None:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert version_of(interpreter(version)) == version
    with pytest.raises(MissingInterpreter, match=r"no Python 2\.0 on PATH, under pyenv or uv: install one"):
        interpreter("2.0")


def test_dependency_groups_include_each_other(tmp_path: Path) -> None:
    pyproject = tmp_path / "pyproject.toml"
    pyproject.write_text('[dependency-groups]\na = ["x[y]>=1", {include-group = "b"}, "tool"]\nb = ["z"]\n')
    assert dependency_group(pyproject, "a", without=frozenset({"tool"})) == ["x[y]>=1", "z"]
