"""Fragments are read strictly, and what they name in backticks is matched with what the comparison found."""

from pathlib import Path

import pytest

from stability_checker.errors import CheckerError
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.notes import Fragment, entries_between, insert_release, join, read_fragments
from tests.stability_checker.trees import write

GET_REMOVED = Finding(
    rule="method_removed", level=Bump.MAJOR, symbol="pkg.core.Client.get", aliases=("pkg.Client.get",)
)
TIMEOUT = Finding(
    rule="parameter_removed", level=Bump.MAJOR, symbol="pkg.core.Client.__init__", member="timeout", old="timeout: int"
)
OPTIONS = Finding(rule="kwargs_removed", level=Bump.MAJOR, symbol="pkg.core.render", member="options")
OLD_WAY = Finding(rule="object_deprecated", level=Bump.MINOR, symbol="pkg.old_way")
FRESH = Finding(rule="class_added", level=Bump.MINOR, symbol="pkg.Fresh")
UNSEEN = Finding(rule="parameter_default_changed", level=Bump.PATCH, symbol="pkg.f", member="x")
ALL = (GET_REMOVED, TIMEOUT, OPTIONS, OLD_WAY, FRESH, UNSEEN)

# Each row: a fragment's kind and text, and the findings that it speaks of.
SPOKEN = [
    ("removed", "`Client.get` is gone.", {GET_REMOVED}),
    ("removed", "`pkg.Client.get()` is gone.", {GET_REMOVED}),
    ("breaking", "`@client.get` is gone.", {GET_REMOVED}),
    ("removed", "`Client(timeout=None)` is refused.", {TIMEOUT}),
    ("changed", "`timeout` must be an argument of the call.", {TIMEOUT}),
    ("removed", "`render(**options)` takes no options.", {OPTIONS}),
    ("removed", "`render(size)`: it went through the options.", {OPTIONS}),
    ("deprecated", "`old_way`: use the new one.", {OLD_WAY}),
    ("added", "`Fresh`, and `Fresh.air`.", {FRESH}),
    ("added", "`Client.get` takes more.", set()),
    ("fixed", "`Fresh` no longer hangs.", set()),
    ("removed", "Client.get without backticks names nothing.", set()),
    ("removed", "`Client` is not what was removed.", set()),
    ("removed", "`forget` only ends alike.", set()),
]


@pytest.mark.parametrize(("kind", "text", "expected"), SPOKEN)
def test_a_fragment_speaks_of_what_it_names(kind: str, text: str, expected: set[Finding]) -> None:
    joined = join([Fragment(kind, text, "1.md")], ALL)
    assert set(joined.said[0].findings) == expected
    assert set(joined.forgotten) == {*ALL} - expected - {UNSEEN}


def test_the_most_precise_fragment_gets_the_finding() -> None:
    vague, precise = Fragment("changed", "`get` is gone", "1.md"), Fragment("removed", "`Client.get` is gone", "2.md")
    first, second = join([vague, precise], [GET_REMOVED]).said
    assert (first.findings, second.findings) == ((), (GET_REMOVED,))


def test_what_every_package_of_a_distribution_has_is_told_once() -> None:
    extra = Finding(rule="extra_added", level=Bump.MINOR, symbol="extra:proof", member="extra:proof", new="('mypy',)")
    other = Finding(rule="extra_added", level=Bump.MINOR, symbol="extra:full", member="extra:full", new="('mypy',)")
    assert join([], [extra, FRESH, other, extra]).forgotten == (extra, FRESH, other)


# Each row: a fragment, and whether it claims what nothing bears out.
CLAIMS = [
    ("removed", "`nothing_such` is gone", True),
    ("added", "`nothing_such` is here", True),
    ("deprecated", "`Client.get` will go", True),
    ("removed", "`Client.get` is gone", False),
    ("added", "Python 3.14 works", False),
    ("fixed", "`nothing_such` is mended", False),
    ("changed", "`nothing_such` waits longer", False),
]


@pytest.mark.parametrize(("kind", "text", "groundless"), CLAIMS)
def test_a_claim_needs_a_finding(kind: str, text: str, groundless: bool) -> None:
    assert bool(join([Fragment(kind, text, "1.md")], ALL).groundless) is groundless


def test_what_breaks_is_a_removal_where_all_of_it_is() -> None:
    removal, change = Fragment("breaking", "`Client.get` is gone", "1"), Fragment("breaking", "order matters", "2")
    assert [each.section for each in join([removal, change], ALL).said] == ["Removed", "Changed"]


def test_a_folder_of_fragments_is_read_in_order(tmp_path: Path) -> None:
    write(tmp_path, {"12.added.md": "\nTwelve.\n", "1.fixed.md": "One.\n", "README.md": "how to", ".gitkeep": ""})
    assert [(each.kind, each.text) for each in read_fragments(tmp_path)] == [("fixed", "One."), ("added", "Twelve.")]
    assert read_fragments(tmp_path / "absent") == []


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("1.feature.md", "x", "kind among breaking, removed"),
        ("added.md", "x", "is no fragment"),
        ("1.added.txt", "x", "is no fragment"),
        ("1.added.md", " \n", "is empty"),
    ],
)
def test_what_is_no_fragment_is_refused(name: str, text: str, message: str, tmp_path: Path) -> None:
    write(tmp_path, {name: text})
    with pytest.raises(CheckerError, match=message):
        read_fragments(tmp_path)


CHANGELOG = """# Changes

About this file.

## [2.0.0rc1] - 2026-01-02

### Removed

- `Client.get`: use
  the other.
- Second.

### Thanks

- Nobody

## 1.9.0 (2025-12-01)

#### Added

* `Fresh`
"""


def test_a_changelog_tells_of_the_releases_between() -> None:
    both = entries_between(CHANGELOG, "1.8", "2.0.0")
    assert [(each.kind, each.text) for each in both] == [
        ("removed", "`Client.get`: use\nthe other."),
        ("removed", "Second."),
        ("added", "`Fresh`"),
    ]
    assert entries_between(CHANGELOG, "1.9", "2.0")[-1].text == "Second."
    assert entries_between(CHANGELOG, "1.8", "1.9") == [Fragment("added", "`Fresh`", "changelog, 1.9.0")]


def test_a_release_is_written_above_the_others_and_once() -> None:
    text = insert_release(CHANGELOG, "## [2.0.0] - 2026-02-01\n\n### Fixed\n\n- It.\n", "2.0.0")
    assert text.startswith(
        "# Changes\n\nAbout this file.\n\n## [2.0.0] - 2026-02-01\n\n### Fixed\n\n- It.\n\n## [2.0.0rc1]"
    )
    assert text.endswith(CHANGELOG[CHANGELOG.index("## [2.0.0rc1]") :])
    with pytest.raises(CheckerError, match="has a section for 2"):
        insert_release(text, "## [2.0]", "2.0")
    assert insert_release("", "## [1.0]\n", "1.0") == "# Changelog\n\n## [1.0]\n"
    assert insert_release("# Log\n\nText.\n", "## [1.0]", "1.0") == "# Log\n\nText.\n\n## [1.0]\n"
