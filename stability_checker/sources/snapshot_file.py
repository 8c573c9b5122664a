"""A snapshot file: an API that was recorded before, so there is no code to open."""

from contextlib import AbstractContextManager
from pathlib import Path

from stability_checker.errors import CheckerError
from stability_checker.sources.source import Contents, Source


class SnapshotFile(Source, frozen=True):
    """The recorded snapshot at `path`; whoever opens sources reads it through the snapshot's own codec."""

    path: Path

    def grounds(self) -> tuple[Path, ...] | None:
        """The file, where that is what the user named; which one a bare version means, others decide."""
        return (self.path.absolute(),) if self.text.endswith(self.path.name) else None

    def open(self, package: str | None = None) -> AbstractContextManager[Contents]:
        raise CheckerError(f"{self.text} is a recorded snapshot and holds no code; name a source that does.")
