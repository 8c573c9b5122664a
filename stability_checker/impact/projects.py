"""Downstream projects as a user names them, on the disk for a while: folders, files, archives, releases."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from stability_checker.errors import CheckerError
from stability_checker.sources import Folder, Release, Standpoint, find_source
from stability_checker.sources.archive import Archive
from stability_checker.sources.unpacking import unpack

KINDS = "a folder, a .py file, a wheel, a source distribution, or pypi:NAME==VERSION"


@contextmanager
def opened(text: str, standpoint: Standpoint) -> Iterator[Path]:
    """The project's folder (or file) until the context ends; nothing of it is imported or executed.

    Raises CheckerError where `text` names no project, and where an archive or a release cannot be read.
    """
    source = find_source(text, standpoint)
    if isinstance(source, Folder):
        yield source.path.resolve()
        return
    if not isinstance(source, Archive | Release):
        raise CheckerError(f"{text!r} is no downstream project; name {KINDS}.")
    with tempfile.TemporaryDirectory(prefix="stability-checker-") as scratch:
        folder = Path(scratch).resolve()
        unpack(source.path, folder)
        yield _inner(folder)


def _inner(folder: Path) -> Path:
    """The one folder that source distributions put around everything; a wheel has several."""
    children = list(folder.iterdir())
    return children[0] if len(children) == 1 and not (children[0] / "__init__.py").is_file() else folder
