"""What a distribution asks of its surroundings, compared: interpreters, other distributions, entry points."""

from collections.abc import Iterator

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name

from stability_checker.model.api import Metadata

# The interpreters that a requirement is tried on; the last patch of each, since floors name patches too.
PYTHONS = ("2.7", *(f"3.{minor}" for minor in range(4, 20)))
_SCRIPTS = ("console_scripts", "gui_scripts", "script_files")


def supports(metadata: Metadata, python: str) -> bool:
    """Whether the distribution installs on some patch release of an interpreter."""
    try:
        allowed = SpecifierSet(metadata.requires_python or "")
    except InvalidSpecifier:
        return True
    return any(f"{python}.{patch}" in allowed for patch in (0, 1, 5, 10, 99))


def requirements(metadata: Metadata) -> dict[str, Requirement]:
    """The unconditional and conditional requirements by normalised name; what cannot be read is left out."""
    return {canonicalize_name(each.name): each for each in _read(metadata.dependencies)}


def _read(texts: tuple[str, ...]) -> Iterator[Requirement]:
    for text in texts:
        try:
            yield Requirement(text)
        except InvalidRequirement:
            continue


def extra_of(metadata: Metadata, name: str) -> str | None:
    """The extra that brings a distribution, None where no extra does."""
    for extra in sorted(metadata.extras):
        if any(canonicalize_name(each.name) == name for each in _read(metadata.extras[extra])):
            return extra
    return None


def narrows(old: Requirement, new: Requirement) -> bool:
    """Whether the new range leaves out a version that the old one names or would allow next to it."""
    if old.specifier == new.specifier:
        return False
    return any(version in old.specifier and version not in new.specifier for version in _probes(old, new))


def _probes(old: Requirement, new: Requirement) -> Iterator[str]:
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
    name = canonicalize_name(library)
    return name in requirements(new) and name not in requirements(old)


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
