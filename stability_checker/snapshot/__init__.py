"""Snapshots of a package's API: collected from source files, written as text, kept in a store and a cache."""

from stability_checker.snapshot.collect import collect_package
from stability_checker.snapshot.visibility import explain_visibility

__all__ = ["collect_package", "explain_visibility"]
