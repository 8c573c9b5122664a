"""Files of the index, downloaded once, checked against their hashes, kept in the user's cache."""

import os
import tempfile
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from stability_checker.errors import CheckerError
from stability_checker.places import cache_folder
from stability_checker.sources.index.pages import File
from stability_checker.sources.index.pins import digest_of, kept_file, place_of
from stability_checker.sources.index.transport import Body, NotThere, Transport, without_credentials

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
        return transport.read(file.url, lambda response: _keep(response.body, file))
    except NotThere:
        raise CheckerError(f"The index lists {file.filename}, but {without_credentials(file.url)} is gone.") from None


def _verified(path: Path, file: File) -> str:
    """The SHA-256 of `path`, once its content has been compared with the strongest hash that the index gives."""
    try:
        if file.strongest_hash and digest_of(path, file.strongest_hash[0]) != file.strongest_hash[1]:
            algorithm = file.strongest_hash[0]
            raise CheckerError(
                f"{file.filename} lacks the {algorithm} that its index promises; nothing of it was read."
            )
        return digest_of(path, "sha256")
    except FileNotFoundError:
        raise CheckerError(f"The index lists {file.filename}, but {path} does not exist; repair the index.") from None


def _keep(body: Body, file: File) -> tuple[Path, str]:
    folder = cache_folder() / "downloads"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix="incoming-") as scratch:
        arrived = Path(scratch, file.filename)
        _receive(body, arrived)
        sha256 = _verified(arrived, file)
        place = place_of(file.filename, sha256)
        place.parent.mkdir(parents=True, exist_ok=True)
        os.replace(arrived, place)
    return place, sha256


def _receive(body: Body, target: Path) -> None:
    left = LARGEST_FILE
    with target.open("wb") as file:
        while chunk := body.read(_CHUNK):
            left -= file.write(chunk)
            if left < 0:
                raise CheckerError(
                    f"{target.name} is larger than {LARGEST_FILE >> 20:,} MiB; download it yourself and name it."
                )
