"""The version that a project folder declares, read from its files without running them."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from stability_checker.places import package_place
from stability_checker.sources.builders import Build
from stability_checker.sources.fields import parsed_fields
from stability_checker.sources.layout import Holding

_LIKELY = ("__init__.py", "_version.py", "version.py", "__about__.py", "__version__.py", "about.py", "_about.py")
_NAMES = ("__version__", "VERSION", "version", "__version_info__")
_VERSION = re.compile(r"[vV]?\d+(\.\d+)*\S*")


def declared_version(project: Path, build: Build, holding: Holding | None) -> str | None:
    """The version of `project`: from PKG-INFO, the build settings, the file these name, or `__version__`."""
    return (
        parsed_fields(project / "PKG-INFO").get("Version")
        or build.version
        or _from_source(project, build, holding)
        or (_from_package(holding) if holding else None)
    )


def version_files(project: Path, build: Build, holding: Holding) -> list[Path]:
    """The files in which `project` may declare its version, without repetition."""
    roots = [project, *(project / root for root in build.roots), holding.root]
    named = [path for root in roots for path in _candidates([root], build.version_source or "")]
    own = [project / name for name in ("pyproject.toml", "setup.cfg", "setup.py", "VERSION")]
    found = [path.resolve() for path in (*own, *named, *_likely_files(holding)) if path.is_file()]
    return list(dict.fromkeys(found))


def _from_source(project: Path, build: Build, holding: Holding | None) -> str | None:
    if not build.version_source:
        return None
    roots = [project, *(project / root for root in build.roots), *((holding.root,) if holding else ())]
    for path in _candidates(roots, build.version_source):
        if version := _version_in(path):
            return version
    return None


def _candidates(roots: list[Path], source: str) -> Iterator[Path]:
    """The files that `source` may mean: a path, or the module of a dotted attribute."""
    module = source.rpartition(".")[0].replace(".", "/")
    for root in roots:
        yield root / source
        yield root / f"{module}.py"
        yield root / module / "__init__.py"


def _from_package(holding: Holding) -> str | None:
    return next((version for path in _likely_files(holding) if (version := _version_in(path))), None)


def _likely_files(holding: Holding) -> list[Path]:
    place = package_place(holding.root, holding.name)
    return [place / name for name in _LIKELY] if place.is_dir() else [place.with_name(place.name + ".py")]


def _version_in(path: Path) -> str | None:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeError):
        return None
    if path.suffix != ".py":
        first = text.strip().partition("\n")[0].strip()
        return first if _VERSION.fullmatch(first) else None
    return _assigned_version(text)


def _assigned_version(text: str) -> str | None:
    try:
        body = ast.parse(text).body
    except (SyntaxError, ValueError):
        return None
    found: dict[str, str] = {}
    for node in body:
        for name, value in _assignments(node):
            if name in _NAMES and (version := _as_version(value)):
                found.setdefault(name, version)
    return next((found[name] for name in _NAMES if name in found), None)


def _assignments(node: ast.stmt) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(node, ast.Assign):
        yield from ((target.id, node.value) for target in node.targets if isinstance(target, ast.Name))
    elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
        yield node.target.id, node.value


def _as_version(node: ast.expr) -> str | None:
    try:
        value = ast.literal_eval(node)
    except (ValueError, TypeError):
        return None
    if isinstance(value, tuple) and len(value) >= 2:
        return _joined(value)
    return value if isinstance(value, str) and _VERSION.fullmatch(value) else None


def _joined(parts: tuple[object, ...]) -> str | None:
    """A version tuple as text: `(4, 2, 16, "final", 0)` is 4.2.16, `(5, 0, 0, "rc", 1)` is 5.0rc1, as Django has it."""
    numbers = [str(part) for part in parts[:3] if isinstance(part, int)]
    if len(numbers) < 2:
        return None
    if len(parts) >= 5 and len(numbers) == 3:
        numbers = numbers[:2] if parts[2] == 0 else numbers
        stages = {"alpha": "a", "beta": "b", "rc": "rc", "a": "a", "b": "b"}
        return ".".join(numbers) + (f"{stages[str(parts[3])]}{parts[4]}" if str(parts[3]) in stages else "")
    return ".".join(numbers)
