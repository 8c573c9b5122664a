"""What a user types for a source, and the kind of source that it means."""

import re
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct
from packaging.version import Version

from stability_checker.errors import CheckerError
from stability_checker.repository import Repository
from stability_checker.sources.archive import SUFFIXES, Archive
from stability_checker.sources.folder import Folder
from stability_checker.sources.git import Commit
from stability_checker.sources.recorded import recorded_versions, tag_of_version
from stability_checker.sources.snapshot_file import SnapshotFile
from stability_checker.sources.source import Source
from stability_checker.sources.tags import parse_version

KINDS = (
    "a folder, a snapshot .json, a .whl, .tar.gz or .zip, "
    "git:REF, pypi:NAME==VERSION, installed:NAME, or a recorded version"
)


class Standpoint(Struct, frozen=True, kw_only=True):
    """Where the user stands: `folder` is the current one, `project` the folder of the project around it.

    `snapshots` is where the project records its snapshots, `paths` the folders that its settings name for its code.
    """

    folder: Path
    project: Path | None = None
    snapshots: str = "api_snapshots"
    paths: tuple[str, ...] = ()


def find_source(text: str, standpoint: Standpoint, package: str | None = None) -> Source:
    """The source that `text` names; nothing is read of it yet. Raises CheckerError where it names none."""
    kind, separator, rest = text.partition(":")
    has_scheme = bool(separator) and kind in _SCHEMES
    # An empty text is a variable that was never set, not the folder one stands in.
    if not (rest if has_scheme else text).strip():
        raise CheckerError(f"{text!r} names no source; write {KINDS}.")
    if has_scheme:
        return _SCHEMES[kind](text, rest.strip(), standpoint)
    path = standpoint.folder / Path(text).expanduser()
    if path.exists():
        return _from_path(text, path, standpoint)
    if version := parse_version(text):
        return _from_version(text, version, standpoint, package)
    raise CheckerError(_not_there(text))


def _not_there(text: str) -> str:
    if separator := re.search(r"[=<>~!]=", text):
        name = text[: separator.start()]
        return f"There is no {text!r} here; for a release of the package index write pypi:{name}==VERSION."
    return f"There is no {text!r} here; a source is {KINDS}."


def _from_path(text: str, path: Path, standpoint: Standpoint) -> Source:
    if path.is_dir():
        own = standpoint.project is not None and path.resolve() == standpoint.project.resolve()
        return Folder(text, path, standpoint.paths if own else ())
    if path.suffix == ".json":
        return SnapshotFile(text, path)
    if path.name.endswith(SUFFIXES):
        return Archive(text, path)
    if path.suffix in (".py", ".pyi"):
        return Folder(text, path.parent if path.stem == "__init__" else path)
    raise CheckerError(f"{text!r} is no kind of source; a source is {KINDS}.")


def _from_version(text: str, version: Version, standpoint: Standpoint, package: str | None) -> Source:
    place = standpoint.project or standpoint.folder
    recorded = recorded_versions(place / standpoint.snapshots, package).get(version)
    if recorded:
        return SnapshotFile(text, recorded)
    repository = Repository.find(place)
    tag = tag_of_version(repository.tags, version, package) if repository else None
    if repository and tag:
        return _commit(text, repository, tag, standpoint)
    raise CheckerError(_not_recorded(text, repository, standpoint))


def _not_recorded(text: str, repository: Repository | None, standpoint: Standpoint) -> str:
    if repository and repository.shallow:
        return f"No snapshot of {text} is here and the shallow clone lacks its tag; run `git fetch --unshallow --tags`."
    return f"No snapshot in {standpoint.snapshots}/ and no tag is named {text}; for a release write pypi:NAME=={text}."


def _commit(text: str, repository: Repository, ref: str, standpoint: Standpoint) -> Commit:
    return Commit(
        text, repository, ref, _project_in(repository, standpoint.project or standpoint.folder), standpoint.paths
    )


def _project_in(repository: Repository, folder: Path) -> str:
    """Where the project lies in its repository, "" at the top: what a monorepo's part asks for is that part."""
    inside = folder.resolve()
    top = repository.root.resolve()
    relative = inside.relative_to(top).as_posix() if inside.is_relative_to(top) else "."
    return "" if relative == "." else relative


def _git(text: str, address: str, standpoint: Standpoint) -> Source:
    for place, ref in _splits(address):
        folder = standpoint.folder / Path(place).expanduser()
        if folder.is_dir():
            repository = Repository.around(folder)
            return Commit(text, repository, ref, _project_in(repository, folder))
    if "@" in address and "/" in address.rpartition("@")[0]:
        raise CheckerError(
            f"{address.rpartition('@')[0]} is not a folder; write git:PATH@REF with the path of a repository."
        )
    return _commit(text, Repository.around(standpoint.folder), address, standpoint)


def _splits(address: str) -> list[tuple[str, str]]:
    """`PATH@REF` in every way that it can be cut: both a path and a ref (`main@{1}`) may hold an @."""
    cuts = [place for place, character in enumerate(address) if character == "@"]
    return [(address[:cut], address[cut + 1 :]) for cut in reversed(cuts) if cut and address[cut + 1 :]]


def _pypi(text: str, address: str, standpoint: Standpoint) -> Source:
    # Each kind that needs more than files is loaded when it is named.
    from stability_checker.sources.pypi import Release

    return Release.parse(address)


def _installed(text: str, name: str, standpoint: Standpoint) -> Source:
    from stability_checker.sources.installed import Installed

    return Installed(text, name)


_SCHEMES: dict[str, Callable[[str, str, Standpoint], Source]] = {"git": _git, "pypi": _pypi, "installed": _installed}
