"""Files of the index, downloaded once, checked against their hashes, kept in the user's cache."""

import hashlib
import json
import os
import tempfile
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit
from urllib.request import url2pathname

from stability_checker.errors import CheckerError
from stability_checker.places import cache_folder, written_whole
from stability_checker.sources.index.configuration import Configuration
from stability_checker.sources.index.pages import File
from stability_checker.sources.index.transport import NotThere, Transport, without_credentials

LARGEST_FILE = 1 << 30
_CHUNK = 1 << 20


def fetch(file: File, transport: Transport) -> tuple[Path, str]:
    """The file on the disk, and its SHA-256 in hex; raises CheckerError where its content is not as promised.

    A file of a `file:` index is read where it lies; all others are downloaded once and found again by their hash.
    """
    if urlsplit(file.url).scheme == "file":
        path = Path(url2pathname(urlsplit(file.url).path))
        return path, _verified(path, file)
    promised = file.hashes.get("sha256")
    if promised and (kept := kept_file(file.filename, promised)):
        return kept, promised
    try:
        with transport.open(file.url) as response:
            return _keep(response.body, file)
    except NotThere:
        raise CheckerError(f"The index lists {file.filename}, but {without_credentials(file.url)} is gone.") from None


def kept_file(filename: str, sha256: str) -> Path | None:
    """The file in the cache, or None where it is not there or was damaged since."""
    path = _place(filename, sha256)
    try:
        return path if _digest(path, "sha256") == sha256 else None
    except OSError:
        return None


def _place(filename: str, sha256: str) -> Path:
    return cache_folder() / "downloads" / sha256[:2] / sha256 / filename


def _digest(path: Path, algorithm: str) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, algorithm).hexdigest()


def _verified(path: Path, file: File) -> str:
    """The SHA-256 of `path`, once its content has been compared with the strongest hash that the index gives."""
    try:
        if file.strongest_hash and _digest(path, file.strongest_hash[0]) != file.strongest_hash[1]:
            algorithm = file.strongest_hash[0]
            raise CheckerError(
                f"{file.filename} lacks the {algorithm} that its index promises; nothing of it was read."
            )
        return _digest(path, "sha256")
    except FileNotFoundError:
        raise CheckerError(f"The index lists {file.filename}, but {path} does not exist; repair the index.") from None


def _keep(body: IO[bytes], file: File) -> tuple[Path, str]:
    folder = cache_folder() / "downloads"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix="incoming-") as scratch:
        arrived = Path(scratch, file.filename)
        _receive(body, arrived)
        sha256 = _verified(arrived, file)
        place = _place(file.filename, sha256)
        place.parent.mkdir(parents=True, exist_ok=True)
        os.replace(arrived, place)
    return place, sha256


def _receive(body: IO[bytes], target: Path) -> None:
    left = LARGEST_FILE
    with target.open("wb") as file:
        while chunk := body.read(_CHUNK):
            left -= file.write(chunk)
            if left < 0:
                raise CheckerError(
                    f"{target.name} is larger than {LARGEST_FILE >> 20:,} MiB; download it yourself and name it."
                )


def remember(configuration: Configuration, name: str, version: str, filename: str, sha256: str) -> None:
    """Note which file a pinned release was read from: releases do not change, so the index need not be asked again."""
    with written_whole(_pin(configuration, name, version)) as file:
        file.write(json.dumps({"filename": filename, "sha256": sha256}).encode())


def recall(configuration: Configuration, name: str, version: str) -> tuple[Path, str] | None:
    """The file that a pinned release was read from before, and its SHA-256, where it is still in the cache."""
    try:
        pin = json.loads(_pin(configuration, name, version).read_bytes())
        path = kept_file(str(pin["filename"]), str(pin["sha256"]))
        return (path, str(pin["sha256"])) if path else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _pin(configuration: Configuration, name: str, version: str) -> Path:
    places = (configuration.indexes, configuration.find_links, name, version)
    return cache_folder() / "pins" / f"{hashlib.sha256(repr(places).encode()).hexdigest()}.json"
