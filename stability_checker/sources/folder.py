"""A folder, or a single module's file, as it lies on the disk."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from stability_checker.sources.projects import read_folder
from stability_checker.sources.source import Contents, Source


@dataclass(frozen=True)
class Folder(Source):
    """The working copy at `path`; `paths` are folders under it that its settings name as holding the code."""

    text: str
    path: Path
    paths: tuple[str, ...] = ()

    @property
    def digest(self) -> None:
        return None

    @contextmanager
    def open(self, package: str | None = None) -> Iterator[Contents]:
        if self.path.is_file():
            yield Contents(root=self.path.parent.resolve(), package=self.path.stem)
            return
        contents = read_folder(self.path.resolve(), package, self.text, self.paths)
        yield replace(contents, root=contents.root.resolve())
