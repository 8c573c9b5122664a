"""Finds the files that a run may concern, at little more than the cost of reading them."""

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from stability_checker.upgrade.verdicts import Verdicts

SKIPPED_FOLDERS = frozenset(
    {
        "__pycache__",
        "node_modules",
        "site-packages",
        "venv",
        "env",
        "build",
        "dist",
        "_build",
        "buck-out",
        "__pypackages__",
    }
)
LARGEST = 2_000_000
"""Bytes above which a file is taken for generated, and reported instead of rewritten."""

_IMPORTED = re.compile(
    rb"^[ \t]*(?:from[ \t]+([\w.]+)[ \t]+import[ \t]+([\w, \t(]*)|import[ \t]+([\w., \t]+))", re.MULTILINE
)


def walk(root: Path) -> Iterator[Path]:
    """The files under `root`, sorted within a folder; links to folders and files are not followed.

    Hidden folders, virtual environments and what build tools leave are passed over.
    """
    if not root.is_dir():
        yield root
        return
    for folder, inner, names in os.walk(root):
        inner[:] = sorted(name for name in inner if name not in SKIPPED_FOLDERS and not name.startswith("."))
        inner[:] = [name for name in inner if not os.path.exists(os.path.join(folder, name, "pyvenv.cfg"))]
        for name in sorted(names):
            path = Path(folder, name)
            if name.endswith((".py", ".pyi")) or is_manifest(path):
                yield path


def is_manifest(path: Path) -> bool:
    """Whether a file names the packages that a project needs."""
    name = path.name.lower()
    if name in ("pyproject.toml", "setup.cfg", "tox.ini", "pytest.ini", "pipfile") or name.startswith("dockerfile"):
        return True
    listed = name.endswith((".txt", ".in")) and ("require" in name or "constraint" in name)
    return listed or (name.endswith((".txt", ".in")) and path.parent.name.startswith("requirement"))


@dataclass
class Scan:
    """What a walk over the paths found.

    `python` are all Python files, `speakers` those that mention one of the libraries, `hits` those that hold one of
    the words that a step looks for, `manifests` the files that name requirements.
    """

    python: list[Path] = field(default_factory=list)
    speakers: list[Path] = field(default_factory=list)
    hits: list[Path] = field(default_factory=list)
    manifests: list[Path] = field(default_factory=list)
    too_large: list[Path] = field(default_factory=list)
    unreadable: list[tuple[Path, str]] = field(default_factory=list)

    @cached_property
    def candidates(self) -> list[Path]:
        """The hits that mention a library, or that are tied to files which do by imports or by a conftest."""
        ties = _Ties(self)
        speakers = set(self.speakers)
        return [path for path in self.hits if path in speakers or ties.bind(path)]


def scan(roots: Iterable[Path], packages: Iterable[str], words: Iterable[str], verdicts: Verdicts) -> Scan:
    """Walk `roots` and sort the files; each is read once, and not at all where `verdicts` knows it."""
    found = Scan()
    sieve = _Sieve(sorted(packages), sorted(words))
    for path in dict.fromkeys(path for root in roots for path in walk(root)):
        if is_manifest(path):
            found.manifests.append(path)
        else:
            _sort(found, path, sieve, verdicts)
    return found


def _sort(found: Scan, path: Path, sieve: "_Sieve", verdicts: Verdicts) -> None:
    found.python.append(path)
    try:
        status = os.stat(path)
        verdict = verdicts.get(path, status)
        if verdict is None:
            verdict = verdicts.put(path, status, sieve.verdict(Path(path).read_bytes()))
    except OSError as error:
        found.unreadable.append((path, error.strerror or str(error)))
        return
    speaks, hit = verdict
    if speaks:
        found.speakers.append(path)
    if hit:
        (found.too_large if status.st_size > LARGEST and speaks else found.hits).append(path)


class _Sieve:
    def __init__(self, packages: Sequence[str], words: Sequence[str]) -> None:
        self._packages = [package.encode() for package in packages]
        self._words = re.compile(b"|".join(re.escape(word.encode()) for word in words) or b"(?!)")

    def verdict(self, raw: bytes) -> tuple[bool, bool]:
        """Whether the bytes mention a package, and whether they hold a word."""
        return any(package in raw for package in self._packages), self._words.search(raw) is not None


class _Ties:
    """Which files that do not mention a library may still hold its objects."""

    def __init__(self, found: Scan) -> None:
        self._found = found
        self._speaking = {_stem(path) for path in found.speakers}
        self._imported: dict[Path, frozenset[str]] = {}

    @cached_property
    def _asked_for(self) -> frozenset[str]:
        """The modules that speakers import: they may be handed an application."""
        return frozenset().union(*(self._imports(path) for path in self._found.speakers))

    @cached_property
    def _by_stem(self) -> dict[str, list[Path]]:
        files: dict[str, list[Path]] = {}
        for path in self._found.python:
            files.setdefault(_stem(path), []).append(path)
        return files

    @cached_property
    def _conftests(self) -> frozenset[Path]:
        return frozenset(
            path.parent for path in self._found.python if path.name == "conftest.py" and self._reaches(path)
        )

    def bind(self, path: Path) -> bool:
        if not self._found.speakers:
            return False
        tested = _is_test(path) and any(folder in self._conftests for folder in path.parents)
        return tested or _stem(path) in self._asked_for or self._reaches(path)

    def _reaches(self, path: Path) -> bool:
        """Whether imports lead from the file to one that mentions a library."""
        waiting, seen = [path], {path}
        while waiting:
            names = self._imports(waiting.pop())
            if names & self._speaking:
                return True
            further = [one for name in names for one in self._by_stem.get(name, ()) if one not in seen]
            seen.update(further)
            waiting += further
        return False

    def _imports(self, path: Path) -> frozenset[str]:
        if path not in self._imported:
            try:
                raw = path.read_bytes()
            except OSError:
                raw = b""
            found = {name for match in _IMPORTED.finditer(raw) for group in match.groups(b"") for name in _names(group)}
            self._imported[path] = frozenset(name.decode() for name in found)
        return self._imported[path]


def _names(group: bytes) -> list[bytes]:
    """The last part of each dotted name: the file that it may be."""
    return [word.rpartition(b".")[2] for word in re.findall(rb"[\w.]+", group)]


def _stem(path: Path) -> str:
    return path.parent.name if path.stem == "__init__" else path.stem


def _is_test(path: Path) -> bool:
    return path.name.startswith("test") or path.name.endswith("_test.py") or path.name == "conftest.py"
