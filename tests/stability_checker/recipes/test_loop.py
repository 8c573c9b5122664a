"""The loop is closed: what a release of toolkit breaks is answered by a step of a recipe, or by a written note."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from packaging.version import Version

from stability_checker.intake import take
from stability_checker.judge import judge
from stability_checker.model.api import Package
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.notes import Fragment, entries_between, join, read_fragments
from stability_checker.sources import Folder, Source, Standpoint, find_source, recorded_versions
from stability_checker.upgrade.answers import find_repairs

ROOT = Path(__file__).resolve().parents[3]


def _releases() -> Iterator[Source]:
    """Recorded releases, oldest first, then the tree; before the first is recorded, the tag of 0.9 stands for it."""
    recorded = recorded_versions(ROOT / "api_snapshots", "toolkit")
    for version in recorded or {Version("0.9.0"): ROOT}:
        yield find_source(str(version), Standpoint(folder=ROOT, project=ROOT), "toolkit")
    yield Folder(".", ROOT)


def _written(old: Package, new: Package) -> list[Fragment]:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    return [
        *entries_between(changelog, old.metadata.version, new.metadata.version),
        *read_fragments(ROOT / "changelog.d"),
    ]


def _breaks(old: Package, new: Package) -> list[Finding]:
    return [finding for finding in judge(old, new).findings if finding.level == Bump.MAJOR]


@pytest.fixture(scope="module")
def neighbours() -> list[tuple[Package, Package]]:
    return list(pairwise(take(source, "toolkit").package for source in _releases()))


def test_every_break_between_neighbouring_releases_is_answered(neighbours: list[tuple[Package, Package]]) -> None:
    breaks = 0
    for old, new in neighbours:
        found = _breaks(old, new)
        answered = find_repairs("toolkit", old.metadata.version, new.metadata.version, found)
        open_ones = [finding for finding in found if finding not in answered]
        unwritten = join(_written(old, new), open_ones).forgotten
        assert [finding.subject for finding in unwritten if finding.rule != "removed_without_notice"] == []
        breaks += len(found)
    assert breaks > 15, "the releases are not the ones that broke something, so nothing was proven"


def test_a_break_that_nobody_answered_would_show(neighbours: list[tuple[Package, Package]]) -> None:
    old, new = neighbours[0]
    made_up = Finding(rule="function_removed", level=Bump.MAJOR, symbol="toolkit.nothing_such")
    assert find_repairs("toolkit", old.metadata.version, new.metadata.version, [made_up]) == {}
    assert join(_written(old, new), [made_up]).forgotten == (made_up,)
