"""Distributions of the package registry: hash checked, unpacked into the user's cache, never into the repository."""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

# The descriptor, for what stands in for `sys.stderr` in a test has none.
STDERR = 2

PAUSES = (5.0, 30.0)
"""Seconds before a download is tried again: pip does so where a server fails, not where a download breaks off."""

PACKAGE_OPTIONS = {".tar.gz": "--no-binary", ".whl": "--only-binary"}
"""Asked for the distribution alone: what pip needs to read a source distribution's metadata may come as wheels."""


def cache_folder() -> Path:
    """`$XDG_CACHE_HOME/asgi-toolkit/conformance`, by default below `~/.cache`."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = base / "asgi-toolkit" / "conformance"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def alone(name: str) -> Iterator[None]:
    """Of the processes that want `name` of the cache, one makes it while the others wait."""
    with open(cache_folder() / f"{name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def fetching(command: Sequence[str | Path]) -> None:
    """Runs a command that asks the registry, and again where it fails; what it prints goes to stderr.

    Raises CalledProcessError where it fails every time.
    """
    for pause in PAUSES:
        if subprocess.run(command, check=False, stdout=STDERR).returncode == 0:
            return
        print(f"trying again in {pause:g} s: {' '.join(map(str, command))}", file=sys.stderr)
        time.sleep(pause)
    subprocess.run(command, check=True, stdout=STDERR)


@dataclass(frozen=True)
class Distribution:
    """One file of the registry, known by its name, version, kind (`.tar.gz` or `.whl`) and SHA-256."""

    name: str
    version: str
    kind: str
    sha256: str

    @property
    def requirement(self) -> str:
        return f"{self.name}=={self.version}"

    def unpacked(self) -> Path:
        """The folder that holds the distribution's files; fetched at the first call, read from the cache later."""
        folder = cache_folder() / f"{self.name}-{self.version}-{self.kind.strip('.')}-{self.sha256[:12]}"
        with alone(folder.name):
            if not folder.is_dir():
                self._make(folder)
        entries = list(folder.iterdir())
        return entries[0] if self.kind == ".tar.gz" and len(entries) == 1 else folder

    def _make(self, folder: Path) -> None:
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix="incoming-") as fresh:
            self._unpack(self._fetch(Path(fresh, "archive")), Path(fresh, "files"))
            Path(fresh, "files").rename(folder)

    def _fetch(self, folder: Path) -> Path:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder)]
        fetching([*command, PACKAGE_OPTIONS[self.kind], self.name, self.requirement])
        (archive,) = folder.glob(f"*{self.kind}")
        found = hashlib.sha256(archive.read_bytes()).hexdigest()
        if found != self.sha256:
            raise SystemExit(f"{archive.name} has the SHA-256 {found}, not {self.sha256}: do not trust this registry.")
        return archive

    def _unpack(self, archive: Path, folder: Path) -> None:
        if self.kind == ".whl":
            with zipfile.ZipFile(archive) as wheel:
                wheel.extractall(folder)
        else:
            with tarfile.open(archive) as sdist:
                sdist.extractall(folder, filter="data")


STARLETTE_SDIST = Distribution(
    "starlette", "1.10.0", ".tar.gz", "b8399098d4c1e3522734f7235dc79b1fc967f96cf139c81e0fa30479e0685f9b"
)
STARLETTE_WHEEL = Distribution(
    "starlette", "1.10.0", ".whl", "478c0ab3b4ced6e82719849c118fa406f0278a3499c1a898cd15cd31bdc38ce4"
)
FASTAPI_SDIST = Distribution(
    "fastapi", "0.165.0", ".tar.gz", "dd94d4128319c1e1d50535ab023ab698f850a4d2822f0e181747b46f4ff3c0ab"
)
