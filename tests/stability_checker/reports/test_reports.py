"""Every report says what was found, in the form that its reader needs."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from msgspec import structs

from stability_checker.errors import CheckerError
from stability_checker.model.api import Location
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.reports import Comparison, Gate, Side, formats, render

BREAK = Finding(
    rule="parameter_removed",
    level=Bump.MAJOR,
    symbol="pkg.core.Client.__init__",
    member="timeout",
    message="The parameter `timeout` was removed: 100% of\ncalls with it fail.",
    old="timeout: typing.Callable[[], collections.abc.Sequence[str]] | None = None",
    location=Location("pkg/core.py", 7),
    deprecated_since="1.2",
    subclasses=("pkg.A", "pkg.B", "pkg.C", "pkg.D"),
    witness="import pkg\npkg.Client(timeout=1)",
)
ADDED = Finding(
    rule="function_added", level=Bump.MINOR, symbol="pkg.core.new", message="It is new.", new="def new() -> None"
)
ACCEPTED = replace(BREAK, symbol="pkg.old", member=None, accepted="nobody *used* it")
COMPARISON = Comparison(
    package="pkg",
    old=Side(source="1.3", version="1.3"),
    new=Side(source=".", version="1.4"),
    required=Bump.MAJOR,
    declared=Bump.MINOR,
    findings=(ADDED, BREAK, ACCEPTED),
    next_version="2.0",
    prefix="src/",
)


@pytest.mark.parametrize("name", formats())
def test_every_report_shows_what_breaks(name: str) -> None:
    text = render(name, [COMPARISON])
    assert "parameter_removed" in text
    assert "major" in text
    assert text.endswith("\n")


def test_an_unknown_format_is_refused_with_the_known_ones() -> None:
    with pytest.raises(CheckerError, match="choose one of console, github, "):
        render("pdf", [COMPARISON])


def test_json_is_the_contract() -> None:
    document = json.loads(render("json", [COMPARISON]))
    assert document["findings"][1] == {
        "rule": "parameter_removed",
        "level": "major",
        "symbol": "pkg.core.Client.__init__",
        "path": None,
        "aliases": [],
        "member": "timeout",
        "message": BREAK.message,
        "old": BREAK.old,
        "new": None,
        "location": {"file": "pkg/core.py", "line": 7},
        "deprecated_since": "1.2",
        "renamed_to": None,
        "confidence": None,
        "subclasses": ["pkg.A", "pkg.B", "pkg.C", "pkg.D"],
        "accepted": False,
        "accepted_reason": None,
        "witness": "import pkg\npkg.Client(timeout=1)",
        "verified": None,
        "repair": None,
        "unproven": None,
    }
    assert document["findings"][2]["accepted"] is True


def test_annotations_are_escaped_and_graded_by_the_promise() -> None:
    place = "file=src/pkg/core.py,line=7,title=major%3A parameter_removed"
    line = f"{place}::The parameter `timeout` was removed: 100%25 of%0Acalls"
    assert f"::error {line}" in render("github", [COMPARISON])
    assert f"::warning {line}" in render("github", [structs.replace(COMPARISON, declared=Bump.MAJOR)])
    assert "pkg.old" not in render("github", [COMPARISON])


def test_markdown_keeps_names_as_they_are() -> None:
    text = render("markdown", [COMPARISON])
    assert "- `pkg.core.Client.__init__(timeout)`: The parameter" in text
    assert "accepted: nobody \\*used\\* it" in text
    assert "```python\n  import pkg" in text
    assert "declared as **minor**: 2.0 or later. ❌" in text


def test_the_console_groups_wraps_and_is_plain_in_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    text = render("console", [COMPARISON])
    lines = text.splitlines()
    assert "\x1b" not in text
    assert all(len(line) <= 80 and line == line.rstrip() for line in lines)
    assert lines.index("MAJOR  1 finding: breaks callers") < lines.index("  pkg.core.Client")
    assert "      old  timeout: Callable[[], Sequence[str]] | None = None" in lines
    assert "      also on pkg.A, pkg.B, pkg.C and 1 more" in lines


def test_the_console_is_coloured_on_a_terminal_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    assert "\x1b[1;31m" in render("console", [COMPARISON])
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[1;31m" not in render("console", [COMPARISON])


GATES: dict[str, Callable[[str], bool]] = {
    "console": lambda text: (
        "fails: too small" in text and "This change alone (since git:abc): 1 finding, minor." in text
    ),
    "markdown": lambda text: "- too small" in text and "This change alone (since git:abc)" in text,
    "github": lambda text: "::error title=API promise of pkg::too small" in text,
    "json": lambda text: json.loads(text)["verdict"] == "fail" and json.loads(text)["reasons"] == ["too small"],
}


@pytest.mark.parametrize("name", GATES)
def test_the_gate_and_what_is_incomplete_are_shown(name: str) -> None:
    gate = Gate(reasons=("too small",), base="git:abc", change=(ADDED,))
    text = render(name, [structs.replace(COMPARISON, gate=gate, problems=("pkg/x.py:3: invalid syntax",))])
    assert GATES[name](text)
    assert "pkg/x.py:3: invalid syntax" in text.replace("\\_", "_")


def test_several_packages_make_one_document() -> None:
    document = json.loads(render("json", [COMPARISON, structs.replace(COMPARISON, package="other")]))
    assert [each["package"] for each in document["packages"]] == ["pkg", "other"]


NOTICES = {"function_removed": True, "parameter_removed": True, "extra_removed": False, "base_removed": False}


@pytest.mark.parametrize(("rule", "said"), NOTICES.items(), ids=NOTICES)
def test_a_removal_says_that_it_was_deprecated_only_where_that_is_known(rule: str, said: bool) -> None:
    text = render(
        "console", [structs.replace(COMPARISON, findings=(replace(BREAK, rule=rule, deprecated_since=None),))]
    )
    assert ("deprecated before" in text) is said


GROUPED = {
    "requires-python": ("package metadata", "requires-python"),
    "py.typed": ("package metadata", "py.typed"),
    "dependency:zope.interface": ("package metadata", "dependency:zope.interface"),
    "cli:python -m pkg.tool": ("command line", "cli:python -m pkg.tool"),
    "pkg.core.run": ("pkg.core", "run"),
    "pkg": ("pkg", "pkg"),
}


@pytest.mark.parametrize("symbol", GROUPED)
def test_a_finding_stands_under_the_heading_of_what_it_is_about(symbol: str) -> None:
    finding = replace(ADDED, symbol=symbol)
    lines = render("console", [structs.replace(COMPARISON, findings=(finding,))]).splitlines()
    heading, name = GROUPED[symbol]
    assert f"  {heading}" in lines
    assert f"    {name}  {finding.rule}" in lines
