"""Folders as sources hold them: a project with build settings, or a bare import package."""

from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from stability_checker.errors import CheckerError
from stability_checker.model.api import Metadata
from stability_checker.sources.builders import Build, read_build
from stability_checker.sources.layout import Holding, choose, discover, find_named, holds
from stability_checker.sources.metadata import completed, project_metadata
from stability_checker.sources.source import Contents
from stability_checker.sources.versions import declared_version
from stability_checker.sources.versions import version_files as _version_files

_MARKS = ("pyproject.toml", "setup.cfg", "setup.py", "PKG-INFO")
_USUAL_ROOTS = ("src", ".", "lib", "python", "Lib")


def read_project(folder: Path, package: str | None, where: str, paths: Sequence[str] = ()) -> Contents:
    """As `read_folder`, of a folder that is no unpacked wheel."""
    if any((folder / mark).is_file() for mark in _MARKS):
        return _read_settled(folder, package, where, paths)
    return _read_bare(folder, package, where, paths)


def _read_settled(folder: Path, package: str | None, where: str, paths: Sequence[str]) -> Contents:
    build = read_build(folder)
    metadata = project_metadata(folder, build)
    roots = _roots(folder, build, paths)
    declared = _unique([Holding(folder / place, name) for place, name in build.places if holds(folder / place, name)])
    offered = declared or _first_found(roots, metadata.name)
    holding = find_named(roots, package, where) if package else choose(offered, metadata.name, where)
    metadata = replace(metadata, version=declared_version(folder, build, holding))
    return Contents(
        root=holding.root,
        package=holding.name,
        metadata=completed(metadata, holding, [each.name for each in offered]),
        prefix=_prefix(holding.root, folder),
    )


def offered_packages(folder: Path, paths: Sequence[str] = ()) -> tuple[str | None, tuple[str, ...]]:
    """The package that is meant in `folder` where that can be told, and all import packages that it holds."""
    build = read_build(folder)
    roots = _roots(folder, build, paths)
    declared = [Holding(folder / place, name) for place, name in build.places if holds(folder / place, name)]
    distribution = project_metadata(folder, build).name
    offered = _unique(declared) or _first_found(roots, distribution)
    try:
        meant = choose(offered, distribution, str(folder)).name
    except CheckerError:
        meant = None
    return meant, tuple(sorted(holding.name for holding in offered))


def version_files(folder: Path, package: str, paths: Sequence[str] = ()) -> list[Path]:
    """The files in which the project in `folder` may declare its version; raises CheckerError without `package`."""
    build = read_build(folder)
    return _version_files(folder, build, find_named(_roots(folder, build, paths), package, str(folder)))


def _roots(folder: Path, build: Build, paths: Sequence[str]) -> list[Path]:
    """Where code may lie, without repetition: as the settings say, then in the usual places."""
    places = (*paths, *build.roots, *(place for place, _ in build.places), *_USUAL_ROOTS)
    return list(dict.fromkeys((folder / place).resolve() for place in places if (folder / place).is_dir()))


def _unique(holdings: list[Holding]) -> list[Holding]:
    return list({holding.name: holding for holding in reversed(holdings)}.values())[::-1]


def _first_found(roots: Sequence[Path], distribution: str | None = None) -> list[Holding]:
    """The packages of the first root that has any: `src/` before the project's own folder, packages before modules."""
    found = (discover(root, modules=False, distribution=distribution) for root in roots)
    return next((each for each in found if each), [])


def _prefix(root: Path, folder: Path) -> str:
    if not root.resolve().is_relative_to(folder.resolve()):
        return ""
    relative = root.resolve().relative_to(folder.resolve()).as_posix()
    return "" if relative == "." else f"{relative}/"


def _read_bare(folder: Path, package: str | None, where: str, paths: Sequence[str]) -> Contents:
    if not folder.is_dir():
        raise CheckerError(f"{where} is not a folder; name the folder that holds the package.")
    name = folder.name.removesuffix("-stubs")
    if package is None and name.isidentifier() and _is_package_itself(folder):
        holding = Holding(folder.parent, name)
    else:
        roots = [folder / path for path in (*paths, ".", "src") if (folder / path).is_dir()]
        holding = find_named(roots, package, where) if package else choose(_first_found(roots), folder.name, where)
    metadata = Metadata(version=declared_version(folder, Build(), holding))
    names = [each.name for each in discover(holding.root, modules=False)] if holding.root != folder.parent else []
    return Contents(
        root=holding.root,
        package=holding.name,
        metadata=completed(metadata, holding, names),
        prefix=_prefix(holding.root, folder),
    )


def _is_package_itself(folder: Path) -> bool:
    return any((folder / name).is_file() for name in ("__init__.py", "__init__.pyi"))
