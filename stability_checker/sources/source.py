"""What every kind of source promises: an identity where its content cannot change, and code on disk for a while."""

import math
from collections.abc import Iterable
from contextlib import AbstractContextManager
from pathlib import Path

from msgspec import Struct, field

from stability_checker.errors import CheckerError
from stability_checker.model.api import Metadata


class Contents(Struct, frozen=True, kw_only=True):
    """What a source turned out to hold.

    `root` is the folder that holds the import package `package` (dotted for a part of a namespace package), `metadata`
    what the distribution declares about itself. `prefix` goes before a location's file to make it relative to the
    user's repository, or is empty.
    """

    root: Path
    package: str
    metadata: Metadata = field(default_factory=Metadata)
    prefix: str = ""
    notes: tuple[str, ...] = ()

    @property
    def version(self) -> str | None:
        return self.metadata.version


class Source(Struct, frozen=True, dict=True):
    """One side of a comparison, before anything is read of it; `text` is what the user typed, without credentials."""

    text: str

    @property
    def digest(self) -> str | None:
        """The identity of the content where it can never change (a hash, a git tree), else None. May download."""
        return None

    def open(self, package: str | None = None) -> AbstractContextManager[Contents]:
        """The code on disk until the context ends; `package` chooses among several import packages.

        Raises CheckerError where nothing is found to compare. Nothing of the source is imported or executed.
        Implementations load what reads folders and archives here: a source that is cached is not opened.
        """
        raise NotImplementedError

    def grounds(self) -> tuple[Path, ...] | None:
        """The files whose content settles what the source holds; None where that may change without them."""
        return None

    def file_sizes(self) -> Iterable[float]:
        """The size of each file in bytes; infinity where that is not known before the source is opened."""
        return (math.inf,)


class NothingToImport(CheckerError):
    """A source that ships no import package at all (a metapackage, an empty folder)."""


class NotHeld(CheckerError):
    """A source that ships import packages, but not the one that is asked for."""
