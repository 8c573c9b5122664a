"""Snapshots of a package's API: collected from source files, written as text, kept in a store and a cache."""

from importlib import import_module
from typing import TYPE_CHECKING

from stability_checker.snapshot.cache import Cache
from stability_checker.snapshot.packing import Kept
from stability_checker.snapshot.visibility import explain_visibility

if TYPE_CHECKING:
    from stability_checker.snapshot.codec import SCHEMA as SCHEMA
    from stability_checker.snapshot.codec import decode as decode
    from stability_checker.snapshot.codec import encode as encode
    from stability_checker.snapshot.collect import collect_package as collect_package
    from stability_checker.snapshot.store import Store as Store
    from stability_checker.snapshot.store import read_snapshot as read_snapshot

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

_LOADED_WHEN_USED = {
    **dict.fromkeys(("SCHEMA", "decode", "encode"), "codec"),
    **dict.fromkeys(("Store", "read_snapshot"), "store"),
    "collect_package": "collect",
}


def __getattr__(name: str) -> object:
    """What reads code is loaded when code is read, what reads and writes text when there is text: rarely both."""
    if name not in _LOADED_WHEN_USED:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LOADED_WHEN_USED[name]}"), name)
