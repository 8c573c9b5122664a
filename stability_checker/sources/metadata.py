"""What a distribution declares about itself, in one normalised form, whether a wheel, an sdist or a project says it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from stability_checker.model.api import Metadata
from stability_checker.places import package_place
from stability_checker.sources.fields import Fields, parsed_fields
from stability_checker.sources.layout import Holding
from stability_checker.sources.requirement_files import egg_requirements
from stability_checker.sources.requirement_texts import (
    RequirementText,
    canonical_name,
    normal_range,
    normal_requirement,
)

if TYPE_CHECKING:
    from stability_checker.sources.builders import Build

_Extras = dict[str, tuple[str, ...]]
# How METADATA says that a requirement belongs to an extra: the whole marker, or what is added to it with `and`.
_OF_EXTRA = re.compile(r"""(?:^\(?(?P<rest>.*?)\)?\s+and\s+)?\(?extra\s*==\s*["'](?P<extra>[^"']+)["']\)?$""")


def installed_metadata(folder: Path) -> Metadata:
    """What a `*.dist-info` folder says (METADATA and entry_points.txt), and the commands beside it."""
    facts = parsed_fields(folder / "METADATA")
    # PEP 427: what stands in NAME-VERSION.data/scripts is installed as commands.
    scripts = {path.name: "" for path in sorted(folder.with_suffix(".data").glob("scripts/*"))}
    return _from_fields(facts, _with_scripts(_entry_points(folder / "entry_points.txt"), scripts))


def project_metadata(folder: Path, build: "Build") -> Metadata:
    """What a project folder says: an sdist's PKG-INFO where that is complete, else its build settings."""
    facts = parsed_fields(folder / "PKG-INFO")
    recorded_points = next((_entry_points(each) for each in sorted(folder.glob("**/*.egg-info/entry_points.txt"))), {})
    points = _with_scripts(recorded_points or _normal_points(build.entry_points), build.scripts)
    if facts.get_all("Requires-Dist") or _is_complete(facts):
        return _from_fields(facts, points)
    # Only an sdist has PKG-INFO: in a working tree the folder is what some installation left behind.
    recorded = egg_requirements(folder) if facts.get("Name") else None
    dependencies, extras = _declared(build) if recorded is None else _split(recorded, build.extras)
    return Metadata(
        name=_name(build.name or facts.get("Name")),
        requires_python=_specifiers(build.requires_python or facts.get("Requires-Python")),
        dependencies=dependencies,
        extras=extras,
        entry_points=points,
        licence=build.licence or _short(facts.get("License")),
    )


def completed(metadata: Metadata, holding: Holding, names: Iterable[str]) -> Metadata:
    """`metadata` with what the files themselves say: the marker of PEP 561, and what can be imported."""
    top = holding.root / holding.name.partition(".")[0]
    typed = any(
        folder.is_file() for folder in (top / "py.typed", package_place(holding.root, holding.name) / "py.typed")
    )
    return replace(metadata, typed=typed, import_names=tuple(sorted({*names, holding.name})))


def _is_complete(facts: Fields) -> bool:
    """Whether PKG-INFO says all: since metadata 2.2 it lists what it leaves open (PEP 643)."""
    version = tuple(map(int, re.findall(r"\d+", facts.get("Metadata-Version") or "0")))
    return version >= (2, 2) and "Requires-Dist" not in (facts.get_all("Dynamic") or ())


def _from_fields(facts: Fields, points: Mapping[str, Mapping[str, str]]) -> Metadata:
    dependencies, extras = _split(facts.get_all("Requires-Dist") or (), facts.get_all("Provides-Extra") or ())
    return Metadata(
        name=_name(facts.get("Name")),
        version=facts.get("Version"),
        requires_python=_specifiers(facts.get("Requires-Python")),
        dependencies=dependencies,
        extras=extras,
        entry_points=points,
        licence=facts.get("License-Expression") or _short(facts.get("License")),
    )


def _name(text: str | None) -> str | None:
    return canonical_name(text) if text else None


def _short(licence: str | None) -> str | None:
    """The licence's name: some distributions put its whole text into the field."""
    return licence if licence and "\n" not in licence and licence != "UNKNOWN" else None


def _specifiers(text: str | None) -> str | None:
    return normal_range(text) if text else None


def _split(requirements: Iterable[str], provided: Iterable[str]) -> tuple[tuple[str, ...], _Extras]:
    """Requirements apart by extra; those of no extra come first."""
    plain: list[str] = []
    extras: dict[str, list[str]] = {canonical_name(extra): [] for extra in provided}
    for requirement in filter(None, map(normal_requirement, requirements)):
        found = _OF_EXTRA.fullmatch(requirement.marker)
        if found:
            extras.setdefault(canonical_name(found["extra"]), []).append(_without_extra(requirement, found["rest"]))
        else:
            plain.append(str(requirement))
    return _sorted(plain), {extra: _sorted(extras[extra]) for extra in sorted(extras)}


def _without_extra(requirement: RequirementText, marker: str | None) -> str:
    bare = requirement.wanted
    return str(normal_requirement(f"{bare}; {marker}" if marker else bare) or requirement)


def _sorted(requirements: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(requirements)))


def _declared(build: "Build") -> tuple[tuple[str, ...], _Extras]:
    def normal(texts: Iterable[str]) -> tuple[str, ...]:
        return _sorted(map(str, filter(None, map(normal_requirement, texts))))

    extras = {canonical_name(name): normal(needs) for name, needs in build.extras.items()}
    return normal(build.dependencies), {name: extras[name] for name in sorted(extras)}


def _entry_points(path: Path) -> dict[str, dict[str, str]]:
    if not path.is_file():
        return {}
    import configparser

    parser = configparser.RawConfigParser(delimiters=("=",), strict=False)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    try:
        parser.read(path, encoding="utf-8")
    except (configparser.Error, UnicodeError):
        return {}
    return _normal_points({section: dict(parser[section]) for section in parser.sections()})


def _with_scripts(
    points: Mapping[str, Mapping[str, str]], scripts: Mapping[str, str]
) -> Mapping[str, Mapping[str, str]]:
    return {**points, "script_files": dict(sorted(scripts.items()))} if scripts else points


def _normal_points(points: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    return {group: dict(_targets(points[group])) for group in sorted(points) if points[group]}


def _targets(points: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name in sorted(points):
        if isinstance(points[name], str):
            yield name, re.sub(r"\s+", "", points[name])
