"""Snapshots of a package's API: collected from source files, written as text, kept in a store and a cache."""

from stability_checker.snapshot.codec import SCHEMA, decode, encode
from stability_checker.snapshot.collect import collect_package
from stability_checker.snapshot.visibility import explain_visibility

__all__ = ["SCHEMA", "collect_package", "decode", "encode", "explain_visibility"]
