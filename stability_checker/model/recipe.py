"""A recipe: what downstream code must do to reach one release of a library, as plain values."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from msgspec import Struct, field


class Safety(StrEnum):
    """How far a rewrite may be trusted.

    `SAFE` keeps the behaviour and is applied by default, `REVIEW` may change it in a way that the step names and is
    applied on demand, `MANUAL` is work that only a person can do.
    """

    SAFE = "safe"
    REVIEW = "review"
    MANUAL = "manual"

    @property
    def rank(self) -> int:
        return list(Safety).index(self)

    def at_least(self, other: "Safety") -> "Safety":
        """The more careful of the two."""
        return max(self, other, key=lambda safety: safety.rank)


class Step(Struct, frozen=True, kw_only=True):
    """One piece of the road to a release.

    `codemod` names the kind of rewrite and `fields` its settings. `answers` names the finding that the step settles.
    `needs` is the oldest release in which what the step writes works: a project that promises to run on an older one is
    only changed on demand. A step that is `chosen` runs where a user names its codemod, and on the road to its own
    library alone; one with a `style` where the user asks for that style of code. `only_from_older` marks a step that
    would misread code which is past the release already.
    """

    codemod: str
    release: str
    safety: Safety = Safety.SAFE
    reason: str = ""
    answers: tuple[str, ...] = ()
    needs: str | None = None
    only_from_older: bool = False
    first: bool = False
    chosen: bool = False
    style: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)


class Repair(Struct, frozen=True, kw_only=True):
    """How downstream code gets over one finding: the codemod of the step that answers it and how far to trust it.

    `target` is what `upgrade --to` takes ("starlette==1.0.0"), `advice` what the step says to a person.
    """

    codemod: str
    safety: Safety
    target: str
    advice: str = ""

    @property
    def command(self) -> str | None:
        """The command line that makes the repair, or None for work that only a person can do."""
        if self.safety is Safety.MANUAL:
            return None
        unsafe = " --unsafe" if self.safety is Safety.REVIEW else ""
        return f"stability-checker upgrade . --to {self.target}{unsafe} --select {self.codemod}"


class Library(Struct, frozen=True, kw_only=True):
    """What the resolver knows of a library and of the packages that hand its objects on.

    Paths are dotted. `aliases` maps a path (or the parent of paths) to the one that recipes use; `bases` a class to its
    direct bases; `attributes` `Class.attribute` to the class of the value; `returns` a callable to the class of what it
    returns. `common` are packages that a file may well import without any use of the library.
    """

    name: str
    distribution: str
    packages: tuple[str, ...]
    aliases: Mapping[str, str] = field(default_factory=dict)
    bases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    attributes: Mapping[str, str] = field(default_factory=dict)
    returns: Mapping[str, str] = field(default_factory=dict)
    common: tuple[str, ...] = ()

    @property
    def telling(self) -> tuple[str, ...]:
        """The packages whose import says that a file may concern the library."""
        return tuple(package for package in self.packages if package not in self.common)


class Bound(Struct, frozen=True, kw_only=True):
    """Packages that are built on a library: what imports them cannot follow a bridge to another one.

    `message` says so, and what to do instead.
    """

    packages: tuple[str, ...]
    message: str


class Recipe(Struct, frozen=True, kw_only=True):
    """The steps to one release of a library, in the order in which they are taken.

    The recipe of a bridge may name what is `bound` to the library that it leads from.
    """

    library: str
    release: str
    steps: tuple[Step, ...]
    bound: Bound | None = None
