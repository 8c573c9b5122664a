"""Where the helpers are written for a file, and how the file imports them: as it imports its own neighbours."""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from stability_checker.codemods.names.module import Module

_DEEPEST = 8
"""Folders that are looked at above a file."""

_ROOT_FILES = ("pyproject.toml", ".git")
_BUILDS = re.compile(r"^\s*(from|import) (setuptools|distutils)\b", re.MULTILINE)
_RELATIVE = re.compile(r"^[ \t]*from[ \t]*\.", re.MULTILINE)
_TEST = re.compile(r"test_.*|.*_test|conftest")


@dataclass(frozen=True, slots=True)
class Location:
    """The folder of the helpers, and the package that they are imported from: `app`, `..` or nothing."""

    folder: Path
    package: str

    def dotted(self, stem: str) -> str:
        """The name of the module `stem` in this place."""
        joint = "" if not self.package or self.package.endswith(".") else "."
        return f"{self.package}{joint}{stem}"


def located(module: Module) -> Location:
    """The outermost package that the file is surely imported from, or the file's own folder.

    A file with relative imports, or whose neighbours have them, gets a relative one, which holds whatever the folders
    above are called. Any other tells by its own absolute imports, or by those that other files have of it, which folder
    is on Python's path.
    """
    path = module.source.path
    is_relative = any(node.level for node in module.source.nodes(ast.ImportFrom))
    names = _own_package(module) if not is_relative else None
    if names is None:
        is_relative = is_relative or any(_RELATIVE.search(text) for text in _neighbours(path))
        known = _spelled_elsewhere(module)
        inner = _own_package(module, within=True) if known is None and not is_relative else None
        names = next(one for one in (known, inner, _package(module)) if one is not None)
        is_relative = is_relative or (bool(names) and module.world.knowledge.covers(names[0]))
    depth = _depth(path, names)
    if is_relative:
        return Location(path.parents[max(depth, 1) - 1], "." * max(depth, 1))
    return Location(path.parents[max(depth, 1) - 1], ".".join(names[: len(names) - depth + 1] if depth else ()))


def _depth(path: Path, names: tuple[str, ...]) -> int:
    """How many folders up the outermost package of `names` lies; of folders without `__init__.py`, the outermost."""
    packages = [number for number in range(1, len(names) + 1) if (path.parents[number - 1] / "__init__.py").is_file()]
    return max(packages, default=len(names))


def _package(module: Module) -> tuple[str, ...]:
    """The folders from the outermost one with an `__init__.py` on, short of the one that holds the whole project."""
    path = module.source.path
    package = module.world.importable(path)
    names = tuple(package.split(".")) if package else ()
    while names and _holds_project(path.parents[len(names) - 1]):
        names = names[1:]
    return names


def _holds_project(folder: Path) -> bool:
    """Whether a folder is the root of a distribution; a `setup.py` that builds nothing is a module like any other."""
    script = folder / "setup.py"
    is_built = script.is_file() and bool(_BUILDS.search(script.read_text("utf-8", errors="replace")))
    return is_built or any((folder / name).exists() for name in _ROOT_FILES)


def _own_package(module: Module, *, within: bool = False) -> tuple[str, ...] | None:
    """The file's package, seen from the outermost folder that its absolute imports start at.

    A folder that is a package itself (`within`) is a weaker sign: what lies there may only share its name with a
    library.
    """
    path = module.source.path
    started = [(name, root) for name in _absolute(module) if (root := _starts_at(path, name)) is not None]
    tops = {name.partition(".")[0] for name, _ in started}
    roots = {root for _, root in started if (root / "__init__.py").is_file() == within}
    if not roots:
        return None
    names = path.parent.relative_to(min(roots, key=lambda root: len(root.parts))).parts
    is_sure = not names or names[0] in tops or (path.parent / "__init__.py").is_file()
    return names if is_sure or not _is_run(module) else ()


def _is_run(module: Module) -> bool:
    """Whether the file is a script or a test, whose own folder is on the path."""
    return bool(_TEST.fullmatch(module.source.path.stem)) or "__main__" in module.source.text


def _absolute(module: Module) -> Iterator[str]:
    """The modules that the file imports by their whole names, but for those of libraries that are known.

    A folder of the project may be called as a library is: `adapters/fastapi` is no place to import `fastapi` from.
    """
    covers = module.world.knowledge.covers
    for node in module.source.nodes(ast.ImportFrom):
        if not node.level and node.module and not covers(node.module):
            yield node.module
    for one in module.source.nodes(ast.Import):
        yield from (alias.name for alias in one.names if not covers(alias.name))


def _starts_at(path: Path, dotted: str) -> Path | None:
    """The folder above the file `path` from which `dotted` leads to a file or a folder of the project."""
    parts = dotted.split(".")
    if parts[0] in sys.stdlib_module_names:
        return None
    for folder in list(path.parents)[:_DEEPEST]:
        target = folder.joinpath(*parts)
        if target.with_name(f"{target.name}.py").is_file() or any(target.glob("*.py")):
            return folder
        if _holds_project(folder):
            break
    return None


def _neighbours(path: Path) -> Iterator[str]:
    for other in sorted(path.parent.glob("*.py")):
        yield other.read_text("utf-8", errors="replace")


def _spelled_elsewhere(module: Module) -> tuple[str, ...] | None:
    """The package under which another file imports this one by its whole name."""
    for there in module.world.users(module.source.path.stem, module):
        for node in there.source.nodes(ast.ImportFrom):
            is_own = not node.level and not there.world.knowledge.covers(node.module or "")
            found = there.world.locate(node.module or "", there.source.path) if is_own else None
            if found is not None and found[0] is module and not found[1]:
                return tuple((node.module or "").split(".")[:-1])
    return None
