"""Finds the files that a run may concern, at little more than the cost of reading them."""

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from stability_checker.upgrade.ties import Ties
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

    `python` are all Python files, `speakers` those that import one of the libraries, `hits` those that hold one of
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
        """The hits that import a library, or that are tied to files which do by imports or by a conftest."""
        ties = Ties(self.python, self.speakers)
        return [path for path in self.hits if ties.bind(path)]


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
        named = b"|".join(re.escape(package.encode()) for package in packages)
        self._packages = [package.encode() for package in packages]
        self._imports = re.compile(
            rb"(?:^|[;:])[ \t]*(?:from[ \t]+(?:%b)\b|import[ \t][^\r\n;#]*\b(?:%b)\b)" % (named, named), re.MULTILINE
        )
        self._words = re.compile(b"|".join(map(_whole, words)) or b"(?!)")

    def verdict(self, raw: bytes) -> tuple[bool, bool]:
        """Whether the bytes import a package, and whether they hold a word."""
        speaks = any(package in raw for package in self._packages) and self._imports.search(raw) is not None
        return speaks, self._words.search(raw) is not None


def _whole(word: str) -> bytes:
    """A pattern for the word that does not match inside a longer one."""
    return re.escape(word.encode()) + (rb"\b" if word[-1:].isalnum() else b"")
