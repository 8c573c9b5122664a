"""What a distribution asks of its surroundings, compared: interpreters, other distributions, entry points."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from packaging.version import Version

from stability_checker.model.api import Metadata

if TYPE_CHECKING:
    from packaging.specifiers import SpecifierSet

# A requirement in normal form: its name, its extras, and its range or address.
_REQUIREMENT = re.compile(r"([\w.-]+)(?:\[[^]]*\])?([^;]*)")
# The range of most requirements: any version from one on.
_FLOOR = re.compile(r">=(\d+(?:\.\d+)*)", re.ASCII)
# The interpreters that a requirement is tried on; the last patch of each, since floors name patches too.
PYTHONS = ("2.7", *(f"3.{minor}" for minor in range(4, 20)))
_SCRIPTS = ("console_scripts", "gui_scripts", "script_files")


def left_behind(old: Metadata, new: Metadata) -> list[str]:
    """The interpreters on which the distribution `old` installs and `new` does not."""
    if old.requires_python == new.requires_python:
        return []
    kept = _supported(new.requires_python or "")
    return [each for each in _supported(old.requires_python or "") if each not in kept]


@cache
def _supported(requires_python: str) -> tuple[str, ...]:
    """The interpreters of which some patch release is allowed; all where the text cannot be read."""
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        allowed = SpecifierSet(requires_python)
    except InvalidSpecifier:
        return PYTHONS
    return tuple(each for each in PYTHONS if any(f"{each}.{patch}" in allowed for patch in (0, 1, 5, 10, 99)))


def requirements(texts: Iterable[str]) -> dict[str, str]:
    """The requirements, conditional or not, by the names of the distributions; what cannot be read is left out."""
    return {found[1]: text for text in texts if (found := _REQUIREMENT.match(text))}


def extra_of(metadata: Metadata, name: str) -> str | None:
    """The extra that brings a distribution, None where no extra does."""
    return next((extra for extra in sorted(metadata.extras) if name in requirements(metadata.extras[extra])), None)


def narrows(old: str, new: str) -> bool:
    """Whether the range of `new` leaves out a version that the one of `old` names or would allow next to it."""
    before, after = _range(old), _range(new)
    if before == after:
        return False
    floors = _FLOOR.fullmatch(before), _FLOOR.fullmatch(after)
    if floors[0] and floors[1]:
        return Version(floors[0][1]) < Version(floors[1][1])
    # Only here: most ranges stay or are floors, and it is slow to load.
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        allowed, kept = SpecifierSet(before), SpecifierSet(after)
    except InvalidSpecifier:
        return False
    return any(version in allowed and version not in kept for version in _probes(allowed, kept))


def _range(requirement: str) -> str:
    """The version range that a requirement names; an address names none."""
    found = _REQUIREMENT.match(requirement)
    return found[2].strip() if found and "@" not in found[2] else ""


def _probes(old: "SpecifierSet", new: "SpecifierSet") -> Iterator[str]:
    """Versions at, below and above every limit that either range names, and both ends of all versions."""
    yield from ("0.0.1", "99999")
    for limit in (*old, *new):
        version = limit.version.removesuffix(".*")
        if limit.operator == "===":
            continue
        yield version
        yield f"{version}.post1"
        yield f"{version}.0.0.1"
        yield f"{version}.dev1"


def comes_along_now(library: str, old: Metadata, new: Metadata) -> bool:
    """Whether the distribution named like a library is required by the new release and was not by the old one."""
    name = re.sub(r"[-_.]+", "-", library).lower()
    return name in requirements(new.dependencies) and name not in requirements(old.dependencies)


def lost_entries(old: Metadata, new: Metadata, *, scripts: bool) -> Iterator[tuple[str, str]]:
    """Entry points that are gone, as name and target: scripts by their own name, others as "group.name"."""
    for group in sorted(old.entry_points):
        if (group in _SCRIPTS) is not scripts:
            continue
        kept = {name for each in (_SCRIPTS if scripts else (group,)) for name in new.entry_points.get(each, {})}
        for name, target in sorted(old.entry_points[group].items()):
            if name not in kept:
                yield (name if scripts else f"{group}.{name}"), target


def same_licence(old: str, new: str) -> bool:
    """Whether two licence texts name the same licence: "MIT License" and "MIT" do."""
    before, after = (set(each.lower().replace("-", " ").replace(",", " ").split()) - _FILLERS for each in (old, new))
    return before <= after or after <= before


_FILLERS = {
    "license",
    "licence",
    "the",
    "software",
    "osi",
    "approved",
    "::",
    "clause",
    "only",
    "or",
    "later",
    "version",
}
