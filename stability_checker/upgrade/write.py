"""Replaces a file whole or not at all."""

import os
import shutil
import tempfile
from pathlib import Path


def replace(path: Path, raw: bytes) -> None:
    """Write `raw` to `path` through a new file beside it, with the old mode. Raises OSError, with nothing changed.

    A file that is marked read-only is left alone, though the folder would let us replace it.
    """
    if path.exists() and not os.access(path, os.W_OK):
        raise PermissionError(13, "the file is read-only", str(path))
    if path.exists() and not path.stat().st_mode & 0o222:
        raise PermissionError(13, "the file is read-only", str(path))
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".new")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
        if path.exists():
            shutil.copymode(path, beside)
        os.replace(beside, path)
    except BaseException:
        os.unlink(beside)
        raise
