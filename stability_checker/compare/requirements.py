"""What a distribution asks of its surroundings, compared: interpreters, other distributions, entry points."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING

from stability_checker.model.api import Metadata

# Loaded where it is needed: most releases require what the one before did, and it is slow to load.
if TYPE_CHECKING:
    from packaging.requirements import Requirement

Requirements = Mapping[str, "Requirement"]
"""Requirements by their normalised name."""
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


def changed_requirements(old: Metadata, new: Metadata) -> tuple[Requirements, Requirements]:
    """What both require, conditionally or not; nothing where they require the same."""
    same = old.dependencies == new.dependencies
    return ({}, {}) if same else (_requirements(old.dependencies), _requirements(new.dependencies))


@cache
def _requirements(texts: tuple[str, ...]) -> Requirements:
    """The requirements in `texts`; what cannot be read is left out."""
    from packaging.requirements import InvalidRequirement, Requirement
    from packaging.utils import canonicalize_name

    found: dict[str, Requirement] = {}
    for text in texts:
        with suppress(InvalidRequirement):
            each = Requirement(text)
            found[canonicalize_name(each.name)] = each
    return found


def extra_of(metadata: Metadata, name: str) -> str | None:
    """The extra that brings a distribution, None where no extra does."""
    return next((extra for extra in sorted(metadata.extras) if name in _requirements(metadata.extras[extra])), None)


def narrows(old: "Requirement", new: "Requirement") -> bool:
    """Whether the new range leaves out a version that the old one names or would allow next to it."""
    if old.specifier == new.specifier:
        return False
    return any(version in old.specifier and version not in new.specifier for version in _probes(old, new))


def _probes(old: "Requirement", new: "Requirement") -> Iterator[str]:
    """Versions at, below and above every limit that either range names, and both ends of all versions."""
    yield from ("0.0.1", "99999")
    for limit in (*old.specifier, *new.specifier):
        version = limit.version.removesuffix(".*")
        if limit.operator == "===":
            continue
        yield version
        yield f"{version}.post1"
        yield f"{version}.0.0.1"
        yield f"{version}.dev1"


def comes_along_now(library: str, old: Metadata, new: Metadata) -> bool:
    """Whether the distribution named like a library is required by the new release and was not by the old one."""
    from packaging.utils import canonicalize_name

    before, after = changed_requirements(old, new)
    name = canonicalize_name(library)
    return name in after and name not in before


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
