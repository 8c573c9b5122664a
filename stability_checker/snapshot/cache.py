"""The user's cache of snapshots of sources that never change: released archives and commits.

An entry is found by the digest of its source, the snapshot schema, the code that collects and the running Python, so
that it can never be stale. It carries a checksum: what another program damaged counts as absent and is made anew.
Runs at the same time each write whole files, the last one wins, and all of them hold the same text.
"""

import functools
import hashlib
import os
import sys
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct, field

from stability_checker.errors import CheckerError
from stability_checker.model.api import Package
from stability_checker.snapshot.codec import SCHEMA, decode, encode
from stability_checker.snapshot.writing import write_whole


def default_cache_folder() -> Path:
    """Where this platform keeps caches: XDG_CACHE_HOME, ~/Library/Caches or %LOCALAPPDATA%, with our own name below."""
    named = os.environ.get("XDG_CACHE_HOME", "")
    if os.path.isabs(named):  # the XDG specification has relative paths ignored
        base = Path(named)
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    elif sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    else:
        base = Path.home() / ".cache"
    return base / "stability-checker" / "snapshots"


class Cache(Struct, frozen=True):
    """Snapshots by the digest of their source; a folder that cannot be written makes every look-up a miss."""

    folder: Path = field(default_factory=default_cache_folder)

    def get(self, digest: str) -> Package | None:
        """The snapshot of the source with this digest, None where there is none that is whole."""
        text = self.get_text(digest)
        try:
            return None if text is None else decode(text)
        except CheckerError:
            return None

    def get_text(self, digest: str) -> str | None:
        """As `get`, the text as `encode` wrote it."""
        try:
            found = self._path(digest).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return None
        checksum, _, text = found.partition("\n")
        return text if checksum == _checksum(text) else None

    def put(self, digest: str, package: Package) -> None:
        """Keep a snapshot; one with problems is kept too, its source will not change either."""
        self.put_text(digest, encode(package, with_files=True))

    def put_text(self, digest: str, text: str) -> None:
        try:
            write_whole(self._path(digest), f"{_checksum(text)}\n{text}")
        except OSError:
            return  # a cache that cannot be written only costs time

    def get_or_make(self, digest: str, make: Callable[[], Package]) -> Package:
        """The kept snapshot, or the one that `make` gives, which is then kept."""
        found = self.get(digest)
        if found is None:
            found = make()
            self.put(digest, found)
        return found

    def _path(self, digest: str) -> Path:
        key = f"{digest} {SCHEMA} {_collector()} {sys.version_info[0]}.{sys.version_info[1]}"
        name = _checksum(key)
        return self.folder / name[:2] / f"{name}.json"


def _checksum(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


@functools.cache
def _collector() -> str:
    """A digest of the code that makes snapshots: entries of any other version are not found."""
    own = Path(__file__).parent
    sources = [*own.rglob("*.py"), *(own.parent / "model").glob("*.py")]
    digest = hashlib.blake2b(digest_size=16)
    for path in sorted(sources):
        digest.update(path.read_bytes())
    return digest.hexdigest()
