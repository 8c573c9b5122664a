"""Snapshots of a package's API: collected from source files, written as text, kept in a store and a cache."""

from stability_checker.snapshot.cache import Cache, default_cache_folder
from stability_checker.snapshot.codec import SCHEMA, decode, encode
from stability_checker.snapshot.collect import collect_package
from stability_checker.snapshot.store import Store, read_snapshot
from stability_checker.snapshot.visibility import explain_visibility

__all__ = [
    "SCHEMA",
    "Cache",
    "Store",
    "collect_package",
    "decode",
    "default_cache_folder",
    "encode",
    "explain_visibility",
    "read_snapshot",
]
