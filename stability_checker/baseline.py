"""What a working tree is measured against: the newest release at hand, and where a change starts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from packaging.version import Version

from stability_checker.errors import CheckerError
from stability_checker.repository import Repository
from stability_checker.sources import (
    Commit,
    Folder,
    Release,
    SnapshotFile,
    Source,
    Standpoint,
    parse_version,
    recorded_versions,
    tags_by_version,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """The working tree of one import package.

    `distribution` is the name it is released under, if it declares one, `declared` its version as it is written.
    """

    source: Folder
    package: str
    version: Version | None
    distribution: str | None
    declared: str | None = None


def read_tree(standpoint: Standpoint, project: Path, package: str | None) -> Tree:
    """What the project's folder holds; raises CheckerError where that is no package."""
    source = Folder(".", project, standpoint.paths)
    with source.open(package) as contents:
        return Tree(
            source=source,
            package=contents.package,
            version=parse_version(contents.version or ""),
            distribution=contents.metadata.name,
            declared=contents.version,
        )


def find_release(tree: Tree, standpoint: Standpoint) -> Source:
    """The newest recorded snapshot, else tag, else release of the index that is not newer than the tree's own version.

    Raises CheckerError where there is nothing to compare with: an empty comparison must never pass.
    """
    project = tree.source.path
    recorded = recorded_versions(project / standpoint.snapshots, tree.package)
    if version := _newest(recorded, tree.version):
        return SnapshotFile(str(version), recorded[version])
    repository = Repository.find(project)
    tags = tags_by_version(repository.tags, tree.distribution or tree.package) if repository else {}
    if repository and (version := _newest(tags, tree.version)):
        return _commit(repository, tags[version], tree)
    if repository and repository.shallow:
        raise CheckerError("This clone is shallow and has no tag of a release; run `git fetch --unshallow --tags`.")
    if tree.distribution:
        return Release.parse(tree.distribution)
    raise CheckerError(
        "There is nothing to compare with: record a snapshot, tag a release, or name one with --against."
    )


def find_releases(tree: Tree, standpoint: Standpoint) -> Iterator[Source]:
    """All releases at hand up to the tree's own version, newest first: recorded snapshots, and tags beside them."""
    project = tree.source.path
    recorded = recorded_versions(project / standpoint.snapshots, tree.package)
    repository = Repository.find(project)
    tags = tags_by_version(repository.tags, tree.distribution or tree.package) if repository else {}
    for version in sorted({*recorded, *tags}, reverse=True):
        if tree.version is not None and version > tree.version:
            continue
        if version in recorded:
            yield SnapshotFile(str(version), recorded[version])
        elif repository:
            yield _commit(repository, tags[version], tree)


def _newest(versions: Iterable[Version], limit: Version | None) -> Version | None:
    """The newest final version up to `limit`, so that a maintenance branch is not measured against a later series."""
    fitting = [version for version in versions if limit is None or version <= limit]
    final = [version for version in fitting if not version.is_prerelease]
    return max(final or fitting, default=None)


def find_start(tree: Tree) -> Commit | None:
    """The commit that the change at hand starts from: the merge base with the upstream branch, else HEAD.

    None outside of a repository, before its first commit, and where nothing has changed since.
    """
    repository = Repository.find(tree.source.path)
    head = repository.commit("HEAD") if repository else None
    if repository is None or head is None:
        return None
    upstream = repository.upstream()
    start = (repository.merge_base(upstream, head) if upstream else None) or head
    source = _commit(repository, start, tree, text=f"git:{start[:9]}")
    return None if start == head and repository.clean(source.folder) else source


def _commit(repository: Repository, ref: str, tree: Tree, text: str | None = None) -> Commit:
    folder = tree.source.path.resolve().relative_to(repository.root.resolve()).as_posix()
    return Commit(text or f"git:{ref}", repository, ref, "" if folder == "." else folder, tree.source.paths)
