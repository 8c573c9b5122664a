"""Places that the tool finds itself, the project around and the user's cache; files written whole or not at all."""

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO


def find_project(folder: Path) -> Path | None:
    """The nearest folder at or above `folder` that declares a project, or None."""
    marks = ("pyproject.toml", "setup.cfg", "setup.py")
    places = map(str, (folder, *folder.parents))
    return next((Path(place) for place in places if any(os.path.isfile(f"{place}/{mark}") for mark in marks)), None)


def package_place(root: Path, package: str) -> Path:
    """Where the code of `package` (dotted) lies below `root`, without the suffix where that is a single module.

    A distribution of stubs alone keeps those of `pkg` in the folder `pkg-stubs` (PEP 561).
    """
    top, *below = package.split(".")
    stubs = root.joinpath(f"{top}-stubs", *below)
    place = root.joinpath(top, *below)
    beside = (place, place.with_name(f"{place.name}.py"), place.with_name(f"{place.name}.pyi"))
    return stubs if stubs.is_dir() and not any(each.exists() for each in beside) else place


def cache_folder() -> Path:
    """The tool's folder in the user's cache: STABILITY_CHECKER_CACHE, or the platform's own place."""
    chosen = os.environ.get("STABILITY_CHECKER_CACHE")
    return Path(chosen) if chosen else _platform_cache() / "stability-checker"


def _platform_cache() -> Path:
    if os.name == "nt":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")


@contextlib.contextmanager
def written_whole(path: Path) -> Iterator[IO[bytes]]:
    """A file that takes the place of `path` when the context ends well, and leaves nothing behind when it does not.

    Two processes that write the same path do not disturb each other: each has a file of its own until the end.
    """
    # Only here: it loads much that a run which writes nothing has no use for.
    import tempfile

    path.parent.mkdir(parents=True, exist_ok=True)
    with _in_the_name_of(path):
        handle, scratch = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with open(handle, "wb") as file:
            yield file
        with _in_the_name_of(path):
            os.chmod(scratch, 0o644)
            os.replace(scratch, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(scratch)
        raise


@contextlib.contextmanager
def _in_the_name_of(path: Path) -> Iterator[None]:
    """Errors name the file that was asked for, not one beside it that nobody knows of."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None
