"""Where an API comes from: folders, archives, commits, releases, installed packages; nothing is executed."""

from stability_checker.sources.addresses import KINDS, Standpoint, find_source
from stability_checker.sources.folder import Folder
from stability_checker.sources.git import Commit
from stability_checker.sources.projects import offered_packages, version_files
from stability_checker.sources.pypi import Release
from stability_checker.sources.recorded import recorded_versions
from stability_checker.sources.snapshot_file import SnapshotFile
from stability_checker.sources.source import Contents, NotHeld, NothingToImport, Source
from stability_checker.sources.tags import parse_version, tags_by_version, version_of_tag

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
