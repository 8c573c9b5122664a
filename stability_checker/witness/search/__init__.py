"""Breaks that the installed versions show at run time, and those of them that no finding names."""

from stability_checker.witness.search.searching import search

__all__ = ["search"]
