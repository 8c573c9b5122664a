"""A wheel or a source distribution that lies on the disk."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from stability_checker.sources.source import Contents, Source

SUFFIXES = (".whl", ".zip", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")


class Archive(Source, frozen=True):
    """The archive at `path`."""

    path: Path

    @property
    def digest(self) -> str:
        return self._digest

    @cached_property
    def _digest(self) -> str:
        with self.path.open("rb") as file:
            return f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"

    def grounds(self) -> tuple[Path, ...]:
        return (self.path.absolute(),)

    @contextmanager
    def open(self, package: str | None = None) -> Iterator[Contents]:
        from tempfile import TemporaryDirectory

        from stability_checker.sources.reading import read_folder
        from stability_checker.sources.unpacking import unpack

        with TemporaryDirectory(prefix="stability-checker-") as scratch:
            unpack(self.path, Path(scratch))
            yield read_folder(top_folder(Path(scratch).resolve()), package, self.text)


def top_folder(folder: Path) -> Path:
    """The project inside of an unpacked archive: sdists and exports of forges have one folder around everything."""
    children = list(folder.iterdir())
    if len(children) != 1 or not children[0].is_dir():
        return folder
    is_itself_content = children[0].suffix == ".dist-info" or (children[0] / "__init__.py").is_file()
    return folder if is_itself_content else children[0]
