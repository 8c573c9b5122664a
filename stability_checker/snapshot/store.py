"""The snapshots that a project records at its releases: `api_snapshots/<package>/<version>.json`."""

from pathlib import Path

from msgspec import Struct
from packaging.version import Version

from stability_checker.errors import CheckerError
from stability_checker.model.api import Package
from stability_checker.places import written_whole
from stability_checker.snapshot.codec import decode, encode
from stability_checker.versioning import find_version


class Store(Struct, frozen=True):
    """The folder of recorded snapshots; it need not exist until something is written."""

    folder: Path

    def versions(self, package: str) -> list[Version]:
        """The recorded versions of a package, oldest first (PEP 440); files with other names are passed over."""
        try:
            names = [path.name for path in (self.folder / package).iterdir() if path.suffix == ".json"]
        except OSError:
            return []
        return sorted(version for name in names if (version := find_version(name.removesuffix(".json"))) is not None)

    def find(self, package: str, version: str) -> Path | None:
        """The file of a recorded version, None where it is not recorded; `1.0` finds `1.0.0`."""
        wanted = find_version(version)
        try:
            paths = sorted((self.folder / package).glob("*.json"))
        except OSError:
            return None
        return next((path for path in paths if wanted is not None and find_version(path.stem) == wanted), None)

    def read(self, package: str, version: str) -> Package:
        """A recorded snapshot; raises CheckerError where there is none or it cannot be read."""
        path = self.find(package, version)
        if path is None:
            raise CheckerError(f"{package} {version} is not recorded in {self.folder}; record it with `snapshot`.")
        return read_snapshot(path)

    def write(self, package: Package, version: str | None = None) -> Path:
        """Record a snapshot under its version, or the one given; raises CheckerError where it has none."""
        named = version or package.metadata.version
        if named is None or find_version(named) is None:
            raise CheckerError(f"{package.name} declares no version that PEP 440 allows; name one to record it under.")
        path = self.folder / package.name / f"{Version(named)}.json"
        with written_whole(path) as file:
            file.write(encode(package).encode())
        return path


def read_snapshot(path: Path) -> Package:
    """The package in a snapshot file; raises CheckerError where it cannot be read."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CheckerError(f"{path} cannot be read: {error.strerror}.") from None
    return decode(content, str(path))
