"""Folders as sources hold them: a project with build settings, an unpacked wheel, or a bare import package."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from stability_checker.errors import CheckerError
from stability_checker.sources.builders import Build, read_build
from stability_checker.sources.layout import Holding, choose, discover, find_named, holds
from stability_checker.sources.source import Contents
from stability_checker.sources.versions import declared_version, headers

_MARKS = ("pyproject.toml", "setup.cfg", "setup.py", "PKG-INFO")
_USUAL_ROOTS = ("src", ".", "lib", "python", "Lib")


def read_folder(folder: Path, package: str | None, where: str, paths: Sequence[str] = ()) -> Contents:
    """What `folder` holds; `where` names it in errors, `paths` are folders under it to look in first.

    Raises CheckerError where it holds no import package, or several of which none is meant.
    """
    installed = sorted(folder.glob("*.dist-info"))
    if len(installed) == 1:
        return _read_wheel(folder, installed[0], package, where)
    if any((folder / mark).is_file() for mark in _MARKS):
        return _read_project(folder, package, where, paths)
    return _read_bare(folder, package, where, paths)


def _read_wheel(folder: Path, metadata: Path, package: str | None, where: str) -> Contents:
    facts = headers(metadata / "METADATA")
    # PEP 427: what stands in NAME-VERSION.data/purelib is installed beside the rest.
    roots = [folder, *folder.glob("*.data/purelib"), *folder.glob("*.data/platlib")]
    holding = _pick(roots, package, facts.get("Name"), where)
    return Contents(root=holding.root, package=holding.name, version=facts.get("Version"), metadata=metadata)


def _pick(roots: Sequence[Path], package: str | None, distribution: str | None, where: str) -> Holding:
    if package:
        return find_named(roots, package, where)
    return choose([holding for root in roots for holding in discover(root)], distribution, where)


def _read_project(folder: Path, package: str | None, where: str, paths: Sequence[str]) -> Contents:
    build = read_build(folder)
    distribution = build.name or headers(folder / "PKG-INFO").get("Name")
    holding = _project_package(folder, build, package, distribution, where, paths)
    version = declared_version(folder, build, holding)
    return Contents(
        root=holding.root, package=holding.name, version=version, metadata=folder, prefix=_prefix(holding.root, folder)
    )


def _project_package(
    folder: Path, build: Build, package: str | None, distribution: str | None, where: str, paths: Sequence[str]
) -> Holding:
    roots = _distinct(
        folder / root for root in (*paths, *build.roots, *(place for place, _ in build.places), *_USUAL_ROOTS)
    )
    if package:
        return find_named(roots, package, where)
    declared = [Holding(folder / place, name) for place, name in build.places if holds(folder / place, name)]
    if declared:
        return choose(_unique(declared), distribution, where)
    return choose(_first_found(roots), distribution, where)


def _distinct(roots: Iterable[Path]) -> list[Path]:
    return list(dict.fromkeys(root.resolve() for root in roots if root.is_dir()))


def _unique(holdings: list[Holding]) -> list[Holding]:
    return list({holding.name: holding for holding in reversed(holdings)}.values())[::-1]


def _first_found(roots: Sequence[Path]) -> list[Holding]:
    """The packages of the first root that has any: `src/` before the project's own folder, packages before modules."""
    return next((found for root in roots if (found := discover(root, modules=False))), [])


def _prefix(root: Path, folder: Path) -> str:
    if not root.resolve().is_relative_to(folder.resolve()):
        return ""
    relative = root.resolve().relative_to(folder.resolve()).as_posix()
    return "" if relative == "." else f"{relative}/"


def _read_bare(folder: Path, package: str | None, where: str, paths: Sequence[str]) -> Contents:
    if not folder.is_dir():
        raise CheckerError(f"{where} is not a folder; name the folder that holds the package.")
    if package is None and folder.name.isidentifier() and _is_package_itself(folder):
        holding = Holding(folder.parent, folder.name)
    else:
        roots = [folder / path for path in (*paths, ".", "src") if (folder / path).is_dir()]
        holding = find_named(roots, package, where) if package else choose(_first_found(roots), folder.name, where)
    version = declared_version(folder, Build(), holding)
    return Contents(root=holding.root, package=holding.name, version=version, prefix=_prefix(holding.root, folder))


def _is_package_itself(folder: Path) -> bool:
    return any((folder / name).is_file() for name in ("__init__.py", "__init__.pyi"))
