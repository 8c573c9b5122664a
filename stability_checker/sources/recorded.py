"""A bare version: a recorded snapshot of the project one stands in, else the tag that names that version."""

from collections.abc import Iterable
from pathlib import Path

from packaging.version import Version

from stability_checker.errors import CheckerError
from stability_checker.sources.tags import parse_version, tags_by_version


def recorded_versions(folder: Path, package: str | None) -> dict[Version, Path]:
    """The snapshots in `folder` (`<package>/<version>.json`), oldest version first.

    Without `package`, those of the only package that has any; raises CheckerError where there are several.
    """
    places = [folder / package] if package else _packages(folder)
    if len(places) > 1:
        names = ", ".join(place.name for place in places)
        raise CheckerError(f"{folder} holds snapshots of several packages ({names}); choose one with --package.")
    files = [(parse_version(path.stem), path) for place in places for path in place.glob("*.json")]
    return dict(sorted((version, path) for version, path in files if version))


def _packages(folder: Path) -> list[Path]:
    return sorted(place for place in folder.glob("*") if place.is_dir() and any(place.glob("*.json")))


def tag_of_version(tags: Iterable[str], version: Version, package: str | None = None) -> str | None:
    """The tag that names `version`, or None."""
    return tags_by_version(tags, package).get(version)
