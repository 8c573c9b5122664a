"""Packages as bytes and back (MessagePack): how they travel between processes and lie in the cache.

The text of a snapshot is made for people and for git; this is thirty times faster, and no more than the same code reads
it again.
"""

import copyreg
from collections.abc import Callable, Mapping

from msgspec import MsgspecError, Struct, msgpack, structs

from stability_checker.model.api import Alias, Attribute, Class, Command, Function, Metadata, Module, Package, Property


class _Packed(Struct):
    """A package's fields, with the kinds of objects by their tags."""

    name: str
    metadata: Metadata
    objects: Mapping[str, Alias | Module | Function | Property | Attribute | Class]
    problems: tuple[str, ...]
    notes: tuple[str, ...]
    commands: Mapping[str, Command]
    runnable: tuple[str, ...]


_unpacked = msgpack.Decoder(_Packed)


def pack(package: Package) -> bytes:
    """All that is known of a package; raises UnicodeEncodeError where its text holds half a surrogate pair."""
    return msgpack.encode(package)


def unpack(content: bytes) -> Package:
    """The package that `pack` was given; raises ValueError for any other bytes."""
    try:
        found = _unpacked.decode(content)
    except MsgspecError as error:
        raise ValueError(str(error)) from None
    return Package(**structs.asdict(found))


class Kept(Struct, frozen=True):
    """What is kept of a source: its API, and the folder of its repository that the code lies in."""

    package: Package
    prefix: str = ""

    def packed(self) -> bytes:
        """It as bytes; raises UnicodeEncodeError as `pack` does."""
        return self.prefix.encode() + b"\n" + pack(self.package)

    @classmethod
    def unpacked(cls, content: bytes) -> "Kept":
        """What `packed` was called on; raises ValueError for any other bytes."""
        prefix, _, package = content.partition(b"\n")
        return cls(unpack(package), prefix.decode())


def _pickled(package: Package) -> tuple[Callable[..., Package], tuple[object, ...]]:
    try:
        return unpack, (pack(package),)
    except UnicodeEncodeError:
        return Package, structs.astuple(package)


copyreg.pickle(Package, _pickled)
