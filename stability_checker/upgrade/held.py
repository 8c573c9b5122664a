"""Which files stay where they are on the way to another library: what they use is built on the one that they leave."""

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from stability_checker.model.recipe import Bound, Safety
from stability_checker.upgrade.results import FileResult, Status
from stability_checker.upgrade.rewrite import Left
from stability_checker.upgrade.scan import Scan
from stability_checker.upgrade.ties import Ties, is_test

_MARKS = frozenset({"pyproject.toml", "setup.py", "setup.cfg"})
"""Files that mark the folder of a project."""

_BESIDE = frozenset(
    {"tests", "test", "testing", "examples", "example", "samples", "demo", "demos", "docs", "docs_src", "benchmarks"}
)
"""Folders beside the code of a project, whose files nothing else needs."""


@dataclass
class Held:
    """The files to leave alone, and what the report says of them."""

    files: set[Path] = field(default_factory=set)
    results: list[FileResult] = field(default_factory=list)


def held_back(found: Scan, roots: Sequence[Path], bounds: Iterable[Bound]) -> Held:
    """The whole of a project whose code imports a package that binds it; else those of its tests and examples that do.

    With these stay the tests and examples that import them, and what they alone import.
    """
    held, homes = Held(), _homes(found, roots)
    for bound in bounds:
        for home, users in _users(found, homes, bound).items():
            inner = [path for path in users if not _is_beside(path, home)]
            held.files |= _all_of(home, found, homes) if inner else _with_their_own(users, found, home)
            held.results += [_result(path, bound, once=bool(inner)) for path in inner[:1] or users]
    return held


def _users(found: Scan, homes: Container[Path], bound: Bound) -> dict[Path, list[Path]]:
    """The files that import a package of `bound`, by the folder of their project."""
    projects: dict[Path, list[Path]] = {}
    for path, imports in found.imports.items():
        if any(name.partition(".")[0] in bound.packages for name in imports):
            projects.setdefault(_home(path, homes), []).append(path)
    return projects


def _homes(found: Scan, roots: Sequence[Path]) -> frozenset[Path]:
    """The folders that a project starts at, and those that the run was given."""
    marked = (path.parent for path in (*found.manifests, *found.python) if path.name in _MARKS)
    return frozenset((*roots, *marked))


def _home(path: Path, homes: Container[Path]) -> Path:
    """The nearest of `homes` above a file; the folder of a file that was named by itself."""
    return next((folder for folder in path.parents if folder in homes), path.parent)


def _all_of(home: Path, found: Scan, homes: Container[Path]) -> set[Path]:
    return {path for path in (*found.python, *found.manifests) if _home(path, homes) == home}


def _is_beside(path: Path, home: Path) -> bool:
    return is_test(path) or not _BESIDE.isdisjoint(path.relative_to(home).parts[:-1])


def _with_their_own(users: Sequence[Path], found: Scan, home: Path) -> set[Path]:
    """The files, those beside the code that import them, and those that no file but these imports."""
    ties = Ties(found.imports, found.speakers)
    beside = [path for path in found.python if home in path.parents and _is_beside(path, home)]
    held, before = set(users), 0
    while len(held) > before:
        before = len(held)
        held |= {path for path in beside if not held.isdisjoint(ties.asked(path))}
        asked = set().union(*(ties.asked(path) for path in held)).intersection(beside) - held
        held |= {one for one in asked if all(path in held for path in found.python if one in ties.asked(path))}
    return held


def _result(path: Path, bound: Bound, once: bool) -> FileResult:
    left = Left("manual_notice", _line(path, bound), Safety.MANUAL, bound.message, once)
    return FileResult(str(path), Status.UNCHANGED, left=[left])


def _line(path: Path, bound: Bound) -> int:
    """The line of the first import of a package of `bound`."""
    named = b"|".join(package.encode() for package in bound.packages)
    text = path.read_bytes()
    match = re.search(rb"^[ \t]*(?:from|import)[ \t]+[^\r\n]*?\b(?:%b)\b" % named, text, re.MULTILINE)
    return text.count(b"\n", 0, match.start()) + 1 if match else 1
