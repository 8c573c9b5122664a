"""What pairing finds: objects that met their counterpart, objects that are gone, objects that are new."""

from msgspec import Struct, field

from stability_checker.model.api import Object


class UnlistedName(Object, frozen=True, kw_only=True):
    """A name that still exists but that its module's `__all__` no longer offers."""


class TypingName(Object, frozen=True, kw_only=True):
    """A name that existed at run time and is now imported under `if TYPE_CHECKING` alone."""


class EmptiedModule(Object, frozen=True, kw_only=True):
    """A module that is still there without anything that it offered; `lost` are the names that stood in it."""

    lost: tuple[str, ...]


class Met(Struct, frozen=True):
    """An old object and the new one that answers to the same name; `heirs` share the pair through inheritance."""

    old: Object
    new: Object
    symbol: str
    heirs: tuple[str, ...] = ()


class Gone(Struct):
    """An old object whose name leads nowhere any more; `renamed_to` is where it lives on, if it does."""

    old: Object
    symbol: str
    heirs: tuple[str, ...] = ()
    renamed_to: str | None = None
    confidence: float | None = None


class New(Struct, frozen=True):
    """An object that no old name led to."""

    new: Object
    symbol: str
    heirs: tuple[str, ...] = ()


class Movements(Struct):
    """All that pairing found, in the order of the old and then the new package."""

    met: list[Met] = field(default_factory=list)
    gone: list[Gone] = field(default_factory=list)
    new: list[New] = field(default_factory=list)
