"""The user's cache of snapshots of sources that never change: released archives and commits.

An entry is found by the digest of its source, the code that collects and keeps, and the running Python, so that it can
never be stale. It carries a checksum: what another program damaged counts as absent and is made anew. Runs at the same
time each write whole files, the last one wins, and all of them hold the same bytes.
"""

import contextlib
import functools
import hashlib
import sys
from pathlib import Path

from msgspec import Struct

from stability_checker.places import written_whole
from stability_checker.snapshot.packing import Kept


class Cache(Struct, frozen=True):
    """Snapshots by the digest of their source; a folder that cannot be written makes every look-up a miss."""

    folder: Path

    def get(self, digest: str) -> Kept | None:
        """What was kept of the source with this digest, None where there is nothing that is whole."""
        try:
            checksum, _, content = self._path(digest).read_bytes().partition(b"\n")
            return Kept.unpacked(content) if checksum == _checksum(content) else None
        except (OSError, ValueError):
            return None

    def put(self, digest: str, kept: Kept) -> None:
        """Keep a snapshot; what cannot be written, or be packed, only costs time."""
        with contextlib.suppress(OSError, UnicodeEncodeError):
            content = kept.packed()
            with written_whole(self._path(digest)) as file:
                file.write(_checksum(content) + b"\n" + content)

    def _path(self, digest: str) -> Path:
        key = f"{digest} {_collector()} {sys.version_info[0]}.{sys.version_info[1]}"
        name = _checksum(key.encode()).decode()
        return self.folder / name[:2] / f"{name}.msgpack"


def _checksum(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=16).hexdigest().encode()


@functools.cache
def _collector() -> str:
    """A digest of the code that makes snapshots: entries of any other version are not found."""
    own = Path(__file__).parent
    sources = [*own.rglob("*.py"), *(own.parent / "model").glob("*.py")]
    digest = hashlib.blake2b(digest_size=16)
    for path in sorted(sources):
        digest.update(path.read_bytes())
    return digest.hexdigest()
