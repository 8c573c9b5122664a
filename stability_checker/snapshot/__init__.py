"""Snapshots of a package's API: collected from source files, written as text, kept in a store and a cache."""

from typing import TYPE_CHECKING

from stability_checker.snapshot.cache import Cache, Kept
from stability_checker.snapshot.codec import SCHEMA, decode, encode
from stability_checker.snapshot.store import Store, read_snapshot
from stability_checker.snapshot.visibility import explain_visibility

if TYPE_CHECKING:
    from stability_checker.snapshot.collect import collect_package as collect_package

__all__ = [
    "SCHEMA",
    "Cache",
    "Kept",
    "Store",
    "collect_package",
    "decode",
    "encode",
    "explain_visibility",
    "read_snapshot",
]


def __getattr__(name: str) -> object:
    """What reads code is loaded when code is read: a cached or recorded snapshot needs none of its thirty modules."""
    if name != "collect_package":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from stability_checker.snapshot.collect import collect_package

    return collect_package
