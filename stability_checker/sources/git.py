"""A commit of a git repository, exported from the object store for as long as it is read."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from msgspec.structs import replace

from stability_checker.errors import CheckerError
from stability_checker.repository import Repository
from stability_checker.sources.source import Contents, Source
from stability_checker.sources.tags import version_of_tag


class Commit(Source, frozen=True):
    """What `ref` of `repository` holds in `folder` (relative to its top, "" for all of it)."""

    repository: Repository
    ref: str
    folder: str = ""
    paths: tuple[str, ...] = ()

    @cached_property
    def _commit(self) -> str:
        commit = self.repository.commit(self.ref)
        if commit is None:
            raise CheckerError(_unknown(self.repository, self.ref))
        return commit

    @cached_property
    def _tree(self) -> str:
        tree = self.repository.tree(self._commit, self.folder)
        if tree is None:
            raise CheckerError(
                f"{self.ref} has no folder {self.folder!r}; name the repository itself: git:PATH@{self.ref}."
            )
        return tree

    @cached_property
    def _tag_version(self) -> str | None:
        """The version that tags alone tell, for projects that keep it nowhere else (setuptools-scm, hatch-vcs)."""
        return version_of_tag(self.ref) or version_of_tag(self.repository.described(self._commit) or "")

    @property
    def digest(self) -> str:
        return f"git:{self._tree}:{self.folder}:{self._tag_version or ''}:{','.join(self.paths)}"

    @contextmanager
    def open(self, package: str | None = None) -> Iterator[Contents]:
        from tempfile import TemporaryDirectory

        from stability_checker.sources.reading import read_folder

        with TemporaryDirectory(prefix="stability-checker-") as scratch:
            folder = Path(scratch).resolve()
            self._export(folder)
            contents = read_folder(folder, package, self.text, self.paths)
            prefix = f"{self.folder}/" if self.folder else ""
            metadata = replace(contents.metadata, version=contents.version or self._tag_version)
            yield replace(contents, metadata=metadata, prefix=prefix + contents.prefix)

    def check_out(self, folder: Path) -> Path:
        """Write all files of the project to `folder`, for those who build it; returns the folder."""
        folder.mkdir(parents=True, exist_ok=True)
        self.repository.export(list(self.repository.blobs(self._tree)), folder)
        return folder

    def _export(self, folder: Path) -> None:
        from stability_checker.sources.unpacking import matters

        blobs = list(self.repository.blobs(self._tree))
        self.repository.export([blob for blob in blobs if matters(blob.path)], folder)
        for blob in blobs:
            if not matters(blob.path):
                target = folder / blob.path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.touch()


def _unknown(repository: Repository, ref: str) -> str:
    if repository.shallow:
        return f"{ref!r} is not in this shallow clone; run `git fetch --unshallow --tags` and try again."
    if not repository.tags:
        return f"{repository.root} knows no {ref!r} and has no tags; run `git fetch --tags`, or name a commit."
    return f"The repository {repository.root} knows no {ref!r}; `git tag` and `git branch -a` list what it knows."
