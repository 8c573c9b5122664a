"""Archives unpacked safely: no path leaves the folder, no link or device is made, size and number are limited."""

import lzma
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from stability_checker.errors import CheckerError

MOST_FILES = 200_000
MOST_BYTES = 1 << 30
_CHUNK = 1 << 20
_TEXTS = {".py", ".pyi", ".typed", ".toml", ".cfg", ".txt", ".in"}
_NAMES = {"METADATA", "PKG-INFO", "RECORD", "WHEEL", "VERSION"}
_Entry = tuple[str, Callable[[], IO[bytes] | None]]


def matters(path: str) -> bool:
    """Whether the content of a file can change what is known of an API; of all others the name is enough."""
    name = PurePosixPath(path)
    return name.suffix in _TEXTS or name.name in _NAMES


def unpack(archive: Path, destination: Path) -> None:
    """Unpack a wheel, zip or tar archive into the existing folder `destination`.

    Links and devices are left out; files whose content says nothing about an API (see `matters`) are written empty.
    Raises CheckerError for a broken archive, a path that leads out of the folder, and one past the limits.
    """
    try:
        if zipfile.is_zipfile(archive):
            _unpack_zip(archive, destination)
        else:
            _unpack_tar(archive, destination)
    except (zipfile.BadZipFile, tarfile.TarError, EOFError, zlib.error, lzma.LZMAError) as error:
        raise _broken(archive, str(error)) from None
    except (RuntimeError, NotImplementedError, UnicodeError, ValueError) as error:
        # zipfile's words for an encrypted member, an unknown compression and a name that cannot be decoded.
        raise _broken(archive, str(error)) from None


def _broken(archive: Path, why: str) -> CheckerError:
    reason = why.partition("\n")[0].rstrip(".:")  # tarfile goes on with what each compression has to say
    return CheckerError(f"{archive.name} is a broken archive ({reason}); fetch or build it anew.")


def _unpack_zip(archive: Path, destination: Path) -> None:
    with zipfile.ZipFile(archive) as opened:
        _write_all(archive, _zip_entries(opened), destination)


def _zip_entries(opened: zipfile.ZipFile) -> Iterator[_Entry]:
    for member in opened.infolist():
        kind = stat.S_IFMT(member.external_attr >> 16)
        if not member.is_dir() and kind in (0, stat.S_IFREG):
            yield member.filename, lambda member=member: opened.open(member)  # type: ignore[misc]


def _unpack_tar(archive: Path, destination: Path) -> None:
    try:
        with tarfile.open(archive) as opened:
            _write_all(archive, _tar_entries(opened), destination)
            _read_to_the_end(opened)
    except OSError as error:
        # gzip reports a bad checksum or header so; an error of the disk has a number and is passed on.
        if error.errno is not None:
            raise
        raise _broken(archive, str(error)) from None


def _read_to_the_end(opened: tarfile.TarFile) -> None:
    """tarfile stops at the last member; the checksum of a compressed archive comes after it."""
    while opened.fileobj and opened.fileobj.read(_CHUNK):
        pass


def _tar_entries(opened: tarfile.TarFile) -> Iterator[_Entry]:
    for member in opened:
        if member.isreg():
            yield member.name, lambda member=member: opened.extractfile(member)  # type: ignore[misc]


def _write_all(archive: Path, entries: Iterator[_Entry], destination: Path) -> None:
    left = MOST_BYTES
    for number, (name, read) in enumerate(entries):
        if number >= MOST_FILES:
            raise CheckerError(
                f"{archive.name} holds more than {MOST_FILES:,} files; unpack it yourself and name the folder."
            )
        target = _target(archive, name, destination)
        target.parent.mkdir(parents=True, exist_ok=True)
        left -= _write(read() if matters(name) else None, target, left)
        if left < 0:
            raise CheckerError(
                f"{archive.name} unpacks to more than {MOST_BYTES >> 20:,} MiB; unpack it yourself and name the folder."
            )


def _target(archive: Path, name: str, destination: Path) -> Path:
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0] or "\0" in name:
        raise CheckerError(
            f"{archive.name} holds the path {name!r}, which leads out of its folder; it was not unpacked."
        )
    return destination.joinpath(*path.parts)


def _write(source: IO[bytes] | None, target: Path, limit: int) -> int:
    """Copy at most a little more than `limit` bytes, so that a lying header cannot fill the disk; returns how many."""
    written = 0
    with target.open("wb") as file:
        while source and written <= limit and (chunk := source.read(_CHUNK)):
            written += file.write(chunk)
    return written
