"""Which version of a library a project comes from: its manifests and lock files say."""

import ast
import configparser
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from stability_checker.codemods.frame.locks import LOCKS, locked
from stability_checker.versioning import find_version


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a project stands with a library.

    `version` is what it runs on: the locked or pinned version, else the lowest that it accepts. `floor` is that lowest
    version where the project promises a range, and None where it pins or says nothing.
    """

    version: Version | None = None
    floor: Version | None = None
    where: str = ""


def find_origin(folders: Iterable[Path], distribution: str) -> Origin:
    """Read the manifests in `folders`, nearest first: a lock file counts before a pin, a pin before a range."""
    wanted = canonicalize_name(distribution)
    pins, floors = list[tuple[Version, str]](), list[tuple[Version, str]]()
    for folder in folders:
        for path, requirement in _requirements(folder):
            if canonicalize_name(requirement.name) == wanted:
                _note(requirement, str(path), pins, floors)
        pins = [*_locked(folder, wanted), *pins]
    floor = min(floors, default=None)
    if pins:
        return Origin(pins[0][0], floor[0] if floor else None, pins[0][1])
    return Origin(floor[0], floor[0], floor[1]) if floor else Origin()


def _note(
    requirement: Requirement, where: str, pins: list[tuple[Version, str]], floors: list[tuple[Version, str]]
) -> None:
    for specifier in requirement.specifier:
        version = find_version(specifier.version.removesuffix(".*"))
        if version is None:
            continue
        if specifier.operator in ("==", "==="):
            pins.append((version, where))
        elif specifier.operator in (">=", "~=", ">"):
            floors.append((version, where))


def _locked(folder: Path, wanted: str) -> Iterator[tuple[Version, str]]:
    for name in LOCKS:
        path = folder / name
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            continue
        versions = (find_version(version) for _, version in locked(text, name, wanted))
        yield from ((version, str(path)) for version in versions if version is not None)


def _requirements(folder: Path) -> Iterator[tuple[Path, Requirement]]:
    """What the manifests of one folder ask for."""
    readers = {"pyproject.toml": _of_pyproject, "setup.cfg": _of_setup_cfg, "setup.py": _of_setup_py}
    paths = [folder / name for name in readers]
    lists = [*folder.glob("*require*.txt"), *folder.glob("requirements/*.txt"), *folder.glob("*require*.in")]
    for path in [*paths, *sorted(lists)]:
        if path.is_file():
            for line in _read(path, readers.get(path.name, _of_list)):
                if (requirement := parse(line)) is not None:
                    yield path, requirement


def _read(path: Path, reader: Any) -> list[str]:
    try:
        return list(reader(path.read_text(encoding="utf-8-sig")))
    except (OSError, ValueError, SyntaxError, configparser.Error, AttributeError, TypeError):
        return []


def parse(line: str) -> Requirement | None:
    """A requirement as pip writes it, without its comment and options; None for anything else."""
    text = re.split(r"\s+#|\s--?\w|\\$", line.strip())[0].strip()
    try:
        return Requirement(text) if text and text[0].isalnum() else None
    except InvalidRequirement:
        return None


def _of_list(text: str) -> list[str]:
    return text.splitlines()


def _of_pyproject(text: str) -> Iterator[str]:
    table = tomllib.loads(text)
    project, tool = table.get("project", {}), table.get("tool", {})
    yield from project.get("dependencies", [])
    for group in [*project.get("optional-dependencies", {}).values(), *table.get("dependency-groups", {}).values()]:
        yield from (line for line in group if isinstance(line, str))
    poetry = tool.get("poetry", {})
    tables = [poetry.get("dependencies", {}), poetry.get("dev-dependencies", {})]
    tables += [group.get("dependencies", {}) for group in poetry.get("group", {}).values()]
    for entries in tables:
        yield from (_from_poetry(name, entry) for name, entry in entries.items())


def _from_poetry(name: str, entry: Any) -> str:
    """Poetry's own notation as a requirement: `^1.2` and `~1.2` are lower bounds."""
    text = entry.get("version", "") if isinstance(entry, dict) else entry if isinstance(entry, str) else ""
    text = text.strip()
    if text[:1] in "^~" and text[:2] != "~=":
        text = f">={text[1:]}"
    return f"{name}{text if text[:1] in '<>=!~' else f'=={text}' if text[:1].isdigit() else ''}"


def _of_setup_cfg(text: str) -> Iterator[str]:
    parser = configparser.ConfigParser(interpolation=None)
    parser.read_string(text)
    yield from parser.get("options", "install_requires", fallback="").splitlines()
    if parser.has_section("options.extras_require"):
        for _, value in parser.items("options.extras_require"):
            yield from value.splitlines()


def _of_setup_py(text: str) -> Iterator[str]:
    """Every text in a setup script that reads like a requirement; the script itself is not run."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 200:
            yield node.value
