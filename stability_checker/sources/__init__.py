"""Where an API comes from: folders, archives, commits, releases, installed packages; nothing is executed."""

from importlib import import_module
from typing import TYPE_CHECKING

from stability_checker.sources.addresses import KINDS, Standpoint, find_source
from stability_checker.sources.folder import Folder
from stability_checker.sources.git import Commit
from stability_checker.sources.recorded import recorded_versions
from stability_checker.sources.snapshot_file import SnapshotFile
from stability_checker.sources.source import Contents, NotHeld, NothingToImport, Source
from stability_checker.sources.tags import parse_version, tags_by_version, version_of_tag

if TYPE_CHECKING:
    from stability_checker.sources.projects import offered_packages as offered_packages
    from stability_checker.sources.projects import version_files as version_files
    from stability_checker.sources.pypi import Release as Release

__all__ = [
    "KINDS",
    "Commit",
    "Contents",
    "Folder",
    "NotHeld",
    "NothingToImport",
    "Release",
    "SnapshotFile",
    "Source",
    "Standpoint",
    "find_source",
    "offered_packages",
    "parse_version",
    "recorded_versions",
    "tags_by_version",
    "version_files",
    "version_of_tag",
]

_LOADED_WHEN_USED = {"Release": "pypi", "offered_packages": "projects", "version_files": "projects"}


def __getattr__(name: str) -> object:
    """What reads projects and the index is loaded when it is used: most comparisons need one of them, or neither."""
    if name not in _LOADED_WHEN_USED:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LOADED_WHEN_USED[name]}"), name)
