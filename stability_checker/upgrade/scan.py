"""Finds the files that a run may concern, at little more than the cost of reading them."""

import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from stability_checker.codemods.frame.locks import LOCKS
from stability_checker.upgrade.nicknames import Nicknames, nicknames
from stability_checker.upgrade.ties import Ties, imported_names
from stability_checker.upgrade.verdicts import Verdict, Verdicts

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
        inner[:] = sorted(name for name in inner if not _is_passed_over(name))
        inner[:] = [name for name in inner if not os.path.exists(os.path.join(folder, name, "pyvenv.cfg"))]
        for name in sorted(names):
            path = Path(folder, name)
            if name.endswith((".py", ".pyi", ".ipynb")) or is_manifest(path):
                yield path


def _is_passed_over(folder: str) -> bool:
    return folder in SKIPPED_FOLDERS or folder.startswith(".") or folder.endswith((".egg-info", ".dist-info"))


def is_manifest(path: Path) -> bool:
    """Whether a file names the packages that a project needs."""
    name = path.name.lower()
    named = name in ("pyproject.toml", "setup.cfg", "tox.ini", "pytest.ini", "pipfile") or path.name in LOCKS
    if named or name.startswith("dockerfile"):
        return True
    if name.startswith("environment") and name.endswith((".yml", ".yaml")):
        return True
    listed = name.endswith((".txt", ".in")) and ("require" in name or "constraint" in name)
    return listed or (name.endswith((".txt", ".in")) and path.parent.name.startswith("requirement"))


@dataclass
class Scan:
    """What a walk over the paths found.

    `imports` are all Python files with the dotted names that they import, `speakers` those that import one of the
    libraries, `hits` the speakers that hold one of the words that a step looks for, `manifests` the files that name
    requirements, `notebooks` those that nothing is known of yet, `links` hits that lie elsewhere.
    """

    sieve: "Sieve"
    imports: dict[Path, tuple[str, ...]] = field(default_factory=dict)
    speakers: list[Path] = field(default_factory=list)
    hits: list[Path] = field(default_factory=list)
    manifests: list[Path] = field(default_factory=list)
    notebooks: list[Path] = field(default_factory=list)
    too_large: list[Path] = field(default_factory=list)
    unreadable: list[tuple[Path, str]] = field(default_factory=list)
    links: list[Path] = field(default_factory=list)

    def pass_over_links(self, named: Sequence[Path]) -> None:
        """Leave links alone that nobody `named`; those to a file that no other path here leads to are `links`."""
        links = [path for path in self.hits if path.is_symlink() and path not in named]
        self.hits = [path for path in self.hits if path not in links]
        reached = {path.resolve() for path in self.hits} if links else set()
        self.links = [path for path in links if path.resolve() not in reached]

    @property
    def python(self) -> list[Path]:
        return list(self.imports)

    @cached_property
    def candidates(self) -> list[Path]:
        """The hits, the files with a word that are tied to speakers by imports or by a conftest, and those with one
        of the names that these give to a word."""
        found = set(self._with_words)
        return [path for path in self.imports if path in found or self._holds_nickname(path)]

    @cached_property
    def nicknames(self) -> Nicknames:
        return nicknames(self._with_words, self.sieve.words)

    @cached_property
    def _ties(self) -> Ties:
        return Ties(self.imports, self.speakers)

    @cached_property
    def _with_words(self) -> list[Path]:
        hits = set(self.hits)
        passed_over = {*self.speakers, *self.too_large} - hits
        return [
            path
            for path in self.imports
            if path not in passed_over and (path in hits or self._is_tied(path, self.sieve.holds_word))
        ]

    @cached_property
    def _holds_any_nickname(self) -> Callable[[bytes], object]:
        return pattern_of(self.nicknames.all()).search

    def _holds_nickname(self, path: Path) -> bool:
        reached = self.nicknames.may_reach(self.imports[path]) and path not in self.too_large
        return reached and self._is_tied(path, self._holds_any_nickname)

    def _is_tied(self, path: Path, holds: Callable[[bytes], object]) -> bool:
        try:
            return self._ties.bind(path) and path.stat().st_size <= LARGEST and bool(holds(path.read_bytes()))
        except OSError:
            return False


def scan(roots: Iterable[Path], packages: Iterable[str], words: Iterable[str], verdicts: Verdicts) -> Scan:
    """Walk `roots` and sort the files; each is read once, and not at all where `verdicts` knows it."""
    found, named = Scan(Sieve(sorted(packages), sorted(words))), list(roots)
    for path in dict.fromkeys(path for root in named for path in walk(root)):
        if is_manifest(path):
            found.manifests.append(path)
        elif path.suffix == ".ipynb":
            found.notebooks.append(path)
        else:
            _sort(found, path, verdicts)
    found.pass_over_links(named)
    return found


def _sort(found: Scan, path: Path, verdicts: Verdicts) -> None:
    try:
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode):
            found.unreadable.append((path, "is no regular file"))
            return
        found.imports[path] = ()
        verdict = verdicts.get(path, status)
        if verdict is None:
            verdict = verdicts.put(path, status, found.sieve.verdict(path.read_bytes(), path))
    except OSError as error:
        found.imports[path] = ()
        found.unreadable.append((path, error.strerror or str(error)))
        return
    found.imports[path] = verdict.imports
    if verdict.speaks:
        found.speakers.append(path)
    if verdict.hit:
        (found.too_large if status.st_size > LARGEST else found.hits).append(path)


class Sieve:
    """Tells from a file's bytes alone whether it may concern a run; `words` are those that the steps look for."""

    def __init__(self, packages: Sequence[str], words: Sequence[str]) -> None:
        self.words = words
        named = b"|".join(re.escape(package.encode()) for package in packages)
        self._packages = [package.encode() for package in packages]
        start = rb"(?:^(?:\xef\xbb\xbf)?|[;:\r])[ \t]*"
        statement = start + rb"(?:from[ \t]+(?:%b)\b|import[ \t][^\r\n;#]*\b(?:%b)\b)" % (named, named)
        call = rb"\b(?:import_module|importorskip|find_spec|__import__)\(\s*[\"'](?:%b)\b" % named
        self._imports = re.compile(rb"%b|%b" % (statement, call), re.MULTILINE)
        self._words = pattern_of(words)

    def verdict(self, raw: bytes, path: Path) -> Verdict:
        """What is known of a file from its bytes; words are only looked for in a file that imports a package."""
        speaks = any(package in raw for package in self._packages) and self._imports.search(raw) is not None
        return Verdict(speaks, speaks and self.holds_word(raw), tuple(dict.fromkeys(imported_names(raw, path))))

    def holds_word(self, raw: bytes) -> bool:
        return self._words.search(raw) is not None


def pattern_of(words: Iterable[str]) -> re.Pattern[bytes]:
    """Finds one of the words; nothing where there are none."""
    return re.compile(b"|".join(map(_whole, words)) or b"(?!)")


def _whole(word: str) -> bytes:
    """A pattern for the word that does not match inside a longer one."""
    return re.escape(word.encode()) + (rb"\b" if word[-1:].isalnum() else b"")
