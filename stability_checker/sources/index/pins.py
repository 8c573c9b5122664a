"""What was downloaded before: files by their hash, and the file that a pinned release was read from."""

import hashlib
import json
from pathlib import Path

from msgspec import Struct

from stability_checker.places import cache_folder, written_whole
from stability_checker.sources.index.configuration import Configuration


class Held(Struct, frozen=True):
    """A release's file on the disk, and what the index said of it; `yanked` as on its page."""

    path: Path
    sha256: str
    yanked: str | None = None


def kept_file(filename: str, sha256: str) -> Path | None:
    """The file in the cache, or None where it is not there or was damaged since."""
    path = place_of(filename, sha256)
    try:
        return path if digest_of(path, "sha256") == sha256 else None
    except OSError:
        return None


def place_of(filename: str, sha256: str) -> Path:
    return cache_folder() / "downloads" / sha256[:2] / sha256 / filename


def digest_of(path: Path, algorithm: str) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, algorithm).hexdigest()


def remember(configuration: Configuration, name: str, version: str, held: Held) -> None:
    """Note which file a pinned release was read from: releases do not change, so the index need not be asked again."""
    with written_whole(pin_of(configuration, name, version)) as file:
        file.write(json.dumps({"filename": held.path.name, "sha256": held.sha256, "yanked": held.yanked}).encode())


def recall(configuration: Configuration, name: str, version: str) -> Held | None:
    """The file that a pinned release was read from before, where it is still in the cache."""
    try:
        pin = json.loads(pin_of(configuration, name, version).read_bytes())
        path = kept_file(str(pin["filename"]), str(pin["sha256"]))
        return Held(path, str(pin["sha256"]), pin.get("yanked")) if path else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def pin_of(configuration: Configuration, name: str, version: str) -> Path:
    """The note of which file a release was read from; whoever sets other indexes has notes of their own."""
    places = (configuration.indexes, configuration.find_links, name, version)
    return cache_folder() / "pins" / f"{hashlib.sha256(repr(places).encode()).hexdigest()}.json"
