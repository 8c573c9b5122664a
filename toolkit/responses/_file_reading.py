"""Reading the file of a response in worker threads: a small one in a single hop, a large one chunk by chunk."""

from __future__ import annotations  # to name AsyncFile is to load the half of anyio that opens files

import os
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio

FilePath = str | os.PathLike[str]

_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0)  # Windows translates line ends otherwise


def regular_file_stat(path: FilePath) -> os.stat_result:
    """The file's `stat`; raises `RuntimeError` for what is no regular file."""
    try:
        found = os.stat(path)
    except FileNotFoundError:
        raise RuntimeError(f"File at path {path} does not exist.") from None
    if not stat.S_ISREG(found.st_mode):
        raise RuntimeError(f"File at path {path} is not a file.")
    return found


def stat_and_read(path: FilePath, limit: int) -> tuple[os.stat_result, bytes | None]:
    """The file's `stat`, and its bytes if there are at most `limit`."""
    found = regular_file_stat(path)
    return found, read_whole(path, found.st_size) if found.st_size <= limit else None


def read_whole(path: FilePath, size: int) -> bytes:
    """The first `size` bytes of the file; raises `RuntimeError` if it has fewer."""
    # A file object would cost two system calls more, for what `os.stat` has said already.
    file = os.open(path, _READ)
    try:
        content = os.read(file, size)
    finally:
        os.close(file)
    if len(content) < size:
        raise shorter_than_expected(path)
    return content


def shorter_than_expected(path: FilePath) -> RuntimeError:
    """The promised `Content-Length` cannot be kept: the file has shrunk since it was looked at."""
    return RuntimeError(f"File at path {path} is shorter than expected.")


@asynccontextmanager
async def opened(path: FilePath) -> AsyncIterator[anyio.AsyncFile[bytes]]:
    """The file, open for reading; closed at the end, even when the task has been cancelled."""
    file = await anyio.open_file(path, mode="rb")
    try:
        yield file
    finally:
        with anyio.CancelScope(shield=True):  # a cancelled task may not enter a worker thread, and would not close it
            await file.aclose()
