"""Where the tool keeps what it can make again: the user's cache, and files written whole or not at all."""

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO


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
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, scratch = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with open(handle, "wb") as file:
            yield file
        os.chmod(scratch, 0o644)
        os.replace(scratch, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(scratch)
        raise
