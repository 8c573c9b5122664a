"""Which files that do not import a library may still hold its objects: imports lead to one that does, or from it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path

from stability_checker.codemods.names.files import Files, package_of

_IMPORT = re.compile(
    rb"[ \t]*(?:from[ \t]+(\.*)([\w.]*)[ \t]+import[ \t]*(\([^)]*\)|[^\r\n;]*)|import[ \t]+([^\r\n;#]+))"
)
_NAME = re.compile(rb"([\w.]+)(?:[ \t]+as[ \t]+\w+)?")
_COMMENT = re.compile(rb"#[^\r\n]*")


class Ties:
    """The imports among the files of a project; `imports` are the dotted names that each of them asks for."""

    def __init__(self, imports: Mapping[Path, tuple[str, ...]], speakers: Iterable[Path]) -> None:
        self._paths = tuple(imports)
        self._names = imports
        self._speakers = frozenset(speakers)
        self._files = Files(self._paths)
        self._imported: dict[Path, frozenset[Path]] = {}
        self._lost: set[Path] = set()

    def bind(self, path: Path) -> bool:
        """Whether the file imports a library, or may get an object of one from a file that does."""
        if not self._speakers:
            return False
        tested = is_test(path) and any(folder in self._conftests for folder in path.parents)
        return path in self._speakers or tested or path in self._handed or self._reaches(path)

    @cached_property
    def _handed(self) -> frozenset[Path]:
        """The modules that speakers import: their functions may be called with an application."""
        return frozenset().union(*(self.asked(path) for path in self._speakers))

    @cached_property
    def _conftests(self) -> frozenset[Path]:
        return frozenset(path.parent for path in self._paths if path.name == "conftest.py" and self._reaches(path))

    def _reaches(self, path: Path) -> bool:
        """Whether imports lead from the file to one that imports a library."""
        waiting, seen = [path], {path}
        while waiting:
            one = waiting.pop()
            if one in self._speakers:
                return True
            further = self.asked(one) - seen - self._lost
            seen |= further
            waiting += further
        self._lost |= seen
        return False

    def asked(self, path: Path) -> frozenset[Path]:
        """The project's files that a file imports."""
        if path not in self._imported:
            found = (self._files.find(tuple(name.split(".")), path) for name in self._names.get(path, ()))
            self._imported[path] = frozenset(one for one in found if one is not None)
        return self._imported[path]


def imported_names(raw: bytes, path: Path) -> Iterator[str]:
    """The dotted names that a file may import as modules: of `from a import b`, both `a` and `a.b`."""
    at = raw.find(b"import")
    while at >= 0:
        match = _IMPORT.match(raw, raw.rfind(b"\n", 0, at) + 1)
        if match is not None:
            yield from _imported_by(match, path)
        at = raw.find(b"import", max(at + 6, match.end() if match else 0))


def _imported_by(match: re.Match[bytes], path: Path) -> Iterator[str]:
    dots, module, names, plain = match.groups(b"")
    if plain:
        yield from _names(plain)
        return
    package = package_of(path, len(dots)) if dots else ""
    base = ".".join(filter(None, [package, module.decode(errors="replace")]))
    yield base
    yield from (f"{base}.{name}" for name in _names(names))


def _names(listed: bytes) -> Iterator[str]:
    return (match[1].decode(errors="replace") for match in _NAME.finditer(_COMMENT.sub(b"", listed)))


def is_test(path: Path) -> bool:
    return path.name.startswith("test") or path.name.endswith("_test.py") or path.name == "conftest.py"
