"""What pairing finds: objects that met their counterpart, objects that are gone, objects that are new."""

from dataclasses import dataclass, field

from stability_checker.model.api import Object


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlistedName(Object):
    """A name that still exists but that its module's `__all__` no longer offers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TypingName(Object):
    """A name that existed at run time and is now imported under `if TYPE_CHECKING` alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmptiedModule(Object):
    """A module that is still there without anything that it offered; `lost` are the names that stood in it."""

    lost: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Met:
    """An old object and the new one that answers to the same name; `heirs` share the pair through inheritance."""

    old: Object
    new: Object
    symbol: str
    heirs: tuple[str, ...] = ()


@dataclass(slots=True)
class Gone:
    """An old object whose name leads nowhere any more; `renamed_to` is where it lives on, if it does."""

    old: Object
    symbol: str
    heirs: tuple[str, ...] = ()
    renamed_to: str | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class New:
    """An object that no old name led to."""

    new: Object
    symbol: str
    heirs: tuple[str, ...] = ()


@dataclass(slots=True)
class Movements:
    """All that pairing found, in the order of the old and then the new package."""

    met: list[Met] = field(default_factory=list)
    gone: list[Gone] = field(default_factory=list)
    new: list[New] = field(default_factory=list)
