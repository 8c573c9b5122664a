"""What `[tool.poetry]` declares, in the form that its builds write into METADATA."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct, field


class PoetryDeclarations(Struct):
    """PEP 508 requirements by extra ("" for none), the Python range, and the entry points by group."""

    requires_python: str | None = None
    dependencies: list[str] = field(default_factory=list)
    extras: dict[str, list[str]] = field(default_factory=dict)
    entry_points: dict[str, dict[str, str]] = field(default_factory=dict)
    licence: str | None = None


def read_poetry(table: Mapping[str, Any]) -> PoetryDeclarations:
    """The declarations of a `[tool.poetry]` table; a path or a git address is a bare name."""
    listed = _table(table.get("dependencies"))
    found = PoetryDeclarations(licence=_text(table.get("license")))
    for name, wanted in listed.items():
        if name == "python":
            found.requires_python = specifiers(str(wanted)) or None
        elif not _is_optional(wanted):
            found.dependencies += _requirements(name, wanted)
    for extra, names in _table(table.get("extras")).items():
        known = [(name, listed[name]) for name in names if name in listed]
        found.extras[extra] = [requirement for name, wanted in known for requirement in _requirements(name, wanted)]
    found.entry_points = {group: _table(points) for group, points in _table(table.get("plugins")).items()}
    if scripts := _table(table.get("scripts")):
        found.entry_points["console_scripts"] = {name: _target(target) for name, target in scripts.items()}
    return found


def _table(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _target(value: Any) -> str:
    return str(_table(value).get("reference", "")) if isinstance(value, dict) else str(value)


def _is_optional(wanted: Any) -> bool:
    return bool(_table(wanted).get("optional"))


def _requirements(name: str, wanted: Any) -> Iterator[str]:
    """A dependency may be one range, a table, or a list of tables for different Pythons."""
    for each in wanted if isinstance(wanted, list) else [wanted]:
        options = _table(each)
        version = specifiers(str(options.get("version", "*") if options else each))
        extras = f"[{','.join(options['extras'])}]" if options.get("extras") else ""
        markers = [*_python_marker(options.get("python")), *filter(None, [options.get("markers")])]
        suffix = f"; {' and '.join(markers)}" if markers else ""
        yield f"{name}{extras}{version}{suffix}"


def _python_marker(wanted: Any) -> Iterator[str]:
    for part in specifiers(wanted).split(",") if isinstance(wanted, str) else ():
        if found := re.fullmatch(r"(<=|>=|==|!=|<|>)(.+)", part):
            yield f'python_version {found[1]} "{found[2]}"'


def specifiers(constraint: str) -> str:
    """A range in poetry's spelling as PEP 440 has it: `^1.2` is `>=1.2,<2.0`, `~1.2.3` is `>=1.2.3,<1.3.0`.

    A union (`^1 || ^2`) has no PEP 440 form and is no limit.
    """
    if "|" in constraint:
        return ""
    parts = re.split(r"\s*,\s*|(?<=[\w*])\s+(?=[\^~<>=!])", constraint.strip())
    return ",".join(filter(None, (_specifier(part.strip()) for part in parts)))


def _specifier(part: str) -> str:
    if part in ("", "*"):
        return ""
    if part[0] in "<>=!" or part.startswith("~="):
        return re.sub(r"\s+", "", part)
    if part[0] in "^~":
        version = part.lstrip("^~= ")
        return f">={version},<{_limit(version, caret=part[0] == '^')}"
    return f"=={part}"


def _limit(version: str, *, caret: bool) -> str:
    """The first version that the range excludes: for ^ the first part that is not 0 rises, for ~ the second."""
    numbers = [int(number) for number in re.findall(r"\d+", re.split(r"[a-z+-]", version)[0])]
    if caret:
        place = next((index for index, number in enumerate(numbers) if number), len(numbers) - 1)
    else:
        place = min(1, len(numbers) - 1)
    risen = [*numbers[:place], numbers[place] + 1, *[0] * (len(numbers) - place - 1)]
    return ".".join(map(str, risen))
