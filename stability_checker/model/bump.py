"""How much a change asks of the version number."""

import enum
from collections.abc import Iterable


class Bump(enum.IntEnum):
    """A level of change under semantic versioning; larger is worse, so the bump of many is their maximum."""

    PATCH = 0
    MINOR = 1
    MAJOR = 2

    def __str__(self) -> str:
        return self.name.lower()

    @classmethod
    def parse(cls, text: str) -> "Bump":
        """The level called `text` ("major", "minor" or "patch"); raises ValueError for any other word."""
        try:
            return cls[text.upper()]
        except KeyError:
            raise ValueError(f"{text!r} is not a level: use major, minor or patch") from None

    @classmethod
    def of(cls, levels: Iterable["Bump"]) -> "Bump":
        """The bump that all of `levels` together ask for: their maximum, PATCH where there is none."""
        return max(levels, default=cls.PATCH)
