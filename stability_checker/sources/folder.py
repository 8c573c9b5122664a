"""A folder, or a single module's file, as it lies on the disk."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec.structs import replace

from stability_checker.repository import Repository
from stability_checker.sources.source import Contents, Source


class Folder(Source, frozen=True):
    """The working copy at `path`; `paths` are folders under it that its settings name as holding the code."""

    path: Path
    paths: tuple[str, ...] = ()

    @contextmanager
    def open(self, package: str | None = None) -> Iterator[Contents]:
        if self.path.is_file():
            yield Contents(root=self.path.parent.resolve(), package=self.path.stem)
            return
        from stability_checker.sources.reading import read_folder

        contents = read_folder(self.path.resolve(), package, self.text, self.paths)
        yield replace(contents, prefix=self._place_in_repository() + contents.prefix)

    def file_sizes(self) -> Iterator[float]:
        if self.path.is_file():
            yield self.path.stat().st_size
        for place, _, names in os.walk(self.path):
            yield from (os.stat(os.path.join(place, name), follow_symlinks=False).st_size for name in names)

    def _place_in_repository(self) -> str:
        """Where the folder lies in its repository, with a slash behind it; "" at the top and outside of any."""
        repository = Repository.find(self.path)
        folder = self.path.resolve().relative_to(repository.root.resolve()).as_posix() if repository else "."
        return "" if folder == "." else f"{folder}/"
