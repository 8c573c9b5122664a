"""Which import packages a folder holds, and which of them is meant."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from stability_checker.errors import CheckerError
from stability_checker.places import package_place
from stability_checker.sources.source import NotHeld, NothingToImport

# Folders and modules beside the code that no user imports.
_ASIDE = {
    "tests", "test", "testing", "docs", "doc", "examples", "example", "samples", "benchmarks", "benchmark", "bench",
    "build", "dist", "tools", "scripts", "script", "node_modules", "site", "venv", "env", "changelog", "changes",
    "fuzz", "ci", "tasks", "setup", "conftest", "noxfile", "fabfile", "manage", "versioneer", "hatch_build",
    "htmlcov", "api_snapshots",
}  # fmt: skip
_DEEPEST_NAMESPACE = 3


class Holding(Struct, frozen=True):
    """An import package (dotted for a part of a namespace package) and the folder that has to be on the path for it."""

    root: Path
    name: str


def normalised(name: str) -> str:
    """A distribution's or package's name for comparison, as PEP 503 has it but with underscores."""
    return re.sub(r"[-_.]+", "_", name).lower()


def holds(root: Path, name: str) -> bool:
    """Whether `import name` would find code under `root`."""
    place = package_place(root, name)
    return any(place.with_name(place.name + suffix).is_file() for suffix in (".py", ".pyi")) or _has_code(place)


def _has_code(folder: Path) -> bool:
    return folder.is_dir() and (_is_package(folder) or any(folder.rglob("*.py")) or any(folder.rglob("*.pyi")))


def _is_package(folder: Path) -> bool:
    return (folder / "__init__.py").is_file() or (folder / "__init__.pyi").is_file()


def discover(root: Path, *, modules: bool = True, distribution: str | None = None) -> list[Holding]:
    """The import packages directly under `root`; single modules too with `modules` or without any package.

    What bears the name of the `distribution` is meant, whatever it is called: `build` offers the package `build`.
    """
    if not root.is_dir():
        return []
    packages = [Holding(root, name) for name in _packages(root, 0)]
    # Beside code they describe what the project uses, unless the distribution is made for them.
    packages += [Holding(root, name) for name in _described(root) if not packages or _is_for_stubs(distribution, name)]
    if modules or not packages:
        packages += [Holding(root, name) for name in _modules(root)]
    meant = normalised(distribution or "")
    named = [each for each in packages if normalised(each.name) == meant or not _is_aside(each)]
    public = [holding for holding in named if not holding.name.startswith("_")]
    return public or named


def _is_aside(holding: Holding) -> bool:
    return holding.name.partition(".")[0].lower() in _ASIDE


def _packages(folder: Path, depth: int) -> Iterator[str]:
    for child in sorted(folder.iterdir()):
        if child.name.isidentifier() and child.is_dir():
            yield from _packages_at(child, child.name, depth)


def _packages_at(place: Path, name: str, depth: int) -> Iterator[str]:
    if _is_package(place):
        yield name
    elif depth < _DEEPEST_NAMESPACE and name.lower() not in _ASIDE:
        yield from (f"{name}.{inner}" for inner in _packages(place, depth + 1))


def _described(root: Path) -> Iterator[str]:
    """The packages that stubs alone describe, each in a folder `pkg-stubs` (PEP 561)."""
    for child in sorted(root.glob("*-stubs")):
        name = child.name.removesuffix("-stubs")
        if name.isidentifier() and child == package_place(root, name):
            yield from _packages_at(child, name, 0)


def _modules(folder: Path) -> Iterator[str]:
    for child in sorted(folder.iterdir()):
        if child.suffix in (".py", ".pyi") and child.stem.isidentifier() and not child.stem.startswith("__"):
            yield child.stem


def choose(holdings: Sequence[Holding], distribution: str | None, where: str) -> Holding:
    """The package that is meant: the only one, else the one named like the distribution.

    Raises NothingToImport where there is none, CheckerError naming the choices where it cannot be told.
    """
    if not holdings:
        raise NothingToImport(
            f"{where} holds no import package; name the folder that holds it, or choose it with --package."
        )
    if len({holding.name for holding in holdings}) == 1:
        return holdings[0]
    alike = [holding for holding in holdings if distribution and normalised(holding.name) == normalised(distribution)]
    alike = alike or [holding for holding in holdings if _is_for_stubs(distribution, holding.name)]
    if alike:
        return alike[0]
    choices = ", ".join(sorted({holding.name for holding in holdings})[:12])
    raise CheckerError(f"{where} holds several import packages ({choices}); choose one with --package.")


def _is_for_stubs(distribution: str | None, package: str) -> bool:
    """Whether a distribution is named as those are that hold nothing but the stubs of a package."""
    name = normalised(package)
    return normalised(distribution or "") in (f"types_{name}", f"{name}_stubs")


def find_named(roots: Sequence[Path], name: str, where: str) -> Holding:
    """The package `name` under the first of `roots` that holds it; raises NotHeld naming what is there instead."""
    for root in roots:
        if holds(root, name):
            return Holding(root, name)
    others = sorted({holding.name for root in roots for holding in discover(root)})
    if not others:
        raise NothingToImport(f"{where} does not hold the package {name!r}, nor any other.")
    raise NotHeld(f"{where} does not hold the package {name!r}; it holds {', '.join(others[:12])}.")
