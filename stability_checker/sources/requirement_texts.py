"""Requirements (PEP 508) and version ranges (PEP 440) in one form, the one in which `packaging` writes them.

Most of what METADATA files declare is of a plain shape, which is read here: `packaging` takes longer to load than a
small package takes to be described. Everything else it reads itself.
"""

import re

from msgspec import Struct

_NAMED = re.compile(r"([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(.*)", re.ASCII)
_LIMIT = re.compile(r"\s*([<>]=?|[=!]=)\s*(\d+(?:\.\d+)*)\s*", re.ASCII)
_TEST = re.compile(
    r"\s*(extra|os_name|sys_platform|platform_system|python_version|python_full_version)\s*([<>]=?|[=!]=)\s*"
    r"""(?:"([\w.-]*)"|'([\w.-]*)')\s*""",
    re.ASCII,
)


class RequirementText(Struct, frozen=True):
    """A requirement in normal form: what is wanted, and the marker under which it is ("" for always)."""

    wanted: str
    marker: str = ""

    def __str__(self) -> str:
        return f"{self.wanted}; {self.marker}" if self.marker else self.wanted


def canonical_name(name: str) -> str:
    """A distribution's or an extra's name as PEP 503 normalises it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def normal_requirement(text: str) -> RequirementText | None:
    """What a PEP 508 requirement says; None for a text that is none."""
    return _plain_requirement(text) or _any_requirement(text)


def normal_range(text: str) -> str:
    """A version range in normal form; a text that is none stays as it is."""
    return _plain_range(text) or _any_range(text)


def _plain_requirement(text: str) -> RequirementText | None:
    wanted, separator, marker = text.partition(";")
    found = _NAMED.fullmatch(wanted.strip())
    tests = [_plain_test(each) for each in marker.split(" and ")] if separator else []
    if found is None or None in tests:
        return None
    name, limits = found.groups()
    if limits.startswith("(") and limits.endswith(")"):
        limits = limits[1:-1] or "()"
    normal = _plain_range(limits) if limits else ""
    return None if normal is None else RequirementText(canonical_name(name) + normal, " and ".join(filter(None, tests)))


def _plain_range(text: str) -> str | None:
    found = [_LIMIT.fullmatch(each) for each in text.split(",")]
    limits = [each.groups() for each in found if each is not None]
    # Of two limits of one kind only one may count.
    if len(limits) < len(found) or len({operator for operator, _ in limits}) < len(limits):
        return None
    return ",".join(sorted(operator + version for operator, version in limits))


def _plain_test(text: str) -> str | None:
    found = _TEST.fullmatch(text)
    if found is None:
        return None
    variable, operator, *quoted = found.groups()
    value = quoted[0] if quoted[0] is not None else quoted[1]
    if variable == "extra" and value != canonical_name(value):
        return None
    return f'{variable} {operator} "{value}"'


def _any_requirement(text: str) -> RequirementText | None:
    from packaging.requirements import InvalidRequirement, Requirement

    try:
        found = Requirement(text)
    except InvalidRequirement:
        return None
    marker, found.marker = found.marker, None
    found.name = canonical_name(found.name)
    # A space ends an address.
    return RequirementText(f"{found} " if found.url and marker else str(found), str(marker or ""))


def _any_range(text: str) -> str:
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        return str(SpecifierSet(text))
    except InvalidSpecifier:
        return text
