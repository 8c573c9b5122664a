"""Which file of a project a dotted name leads to, seen from another file: no file is opened for it."""

import os
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

Parts = tuple[str, ...]

_DOT = "\N{ONE DOT LEADER}"
"""Stands for the dot in the name of a folder (`library-1.0`), which is none between the parts of a dotted name."""


def parts_of(path: Path) -> Parts:
    """The parts of the dotted name that a file would have if the whole disk were one package."""
    folder, name = os.path.split(os.path.abspath(path))
    folders = tuple(part for part in folder.replace(".", _DOT).split(os.sep) if part)
    stem = os.path.splitext(name)[0]
    return folders if stem == "__init__" else (*folders, stem.replace(".", _DOT))


def package_of(path: Path, level: int) -> str:
    """The package that a relative import with `level` dots in the file `path` starts from, as `parts_of` spells it."""
    folder, _ = os.path.split(os.path.abspath(path))
    folders = [part for part in folder.replace(".", _DOT).split(os.sep) if part]
    return ".".join(folders[: len(folders) - level + 1])


class Files:
    """Finds modules by their dotted names, as Python would with one of the project's folders on its path.

    A folder is on the path where it is no package itself, or where the file that asks lies in it; one further above may
    be.
    """

    def __init__(self, paths: Iterable[Path]) -> None:
        self._paths = tuple(paths)
        self._found: dict[tuple[Parts, str, bool], Path | None] = {}

    @cached_property
    def _by_name(self) -> dict[str, list[tuple[Parts, Path]]]:
        """The files under the last part of their dotted name."""
        found: dict[str, list[tuple[Parts, Path]]] = defaultdict(list)
        for path in self._paths:
            parts = parts_of(path)
            if parts:
                found[parts[-1]].append((parts, path))
        return found

    @cached_property
    def _packages(self) -> frozenset[Parts]:
        return frozenset(parts_of(path) for path in self._paths if path.stem == "__init__")

    def find(self, parts: Parts, near: Path, above: bool = False) -> Path | None:
        """The file of the module `parts`: of several, the one that shares most folders with the file `near`.

        With `above`, it may also stand in a package above `near`, as where its programs are started from inside it.
        """
        asked = parts, os.path.dirname(near), above
        if asked not in self._found:
            known = parts and parts[-1] in self._by_name
            self._found[asked] = self._nearest(parts, near, above) if known else None
        return self._found[asked]

    def _nearest(self, parts: Parts, near: Path, above: bool) -> Path | None:
        here = parts_of(near.parent / "module")[:-1]
        fitting = [
            (whole, path)
            for whole, path in self._by_name[parts[-1]]
            if whole[-len(parts) :] == parts and self._is_root(whole[: -len(parts)], here, above)
        ]
        return max(fitting, key=lambda one: (_shared(one[0], here), -len(one[0])), default=(None, None))[1]

    def _is_root(self, folder: Parts, here: Parts, above: bool) -> bool:
        return folder == here or folder not in self._packages or (above and folder == here[: len(folder)])


def _shared(one: Parts, other: Parts) -> int:
    """How many folders two paths share from the top."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (mine, yours) in pairs if mine != yours), min(len(one), len(other)))
