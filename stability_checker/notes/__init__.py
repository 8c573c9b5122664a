"""Release notes and migration guide: what people wrote in fragments, joined with what the comparison found."""

from stability_checker.notes.changelog import entries_between, insert_release
from stability_checker.notes.fragments import KINDS, Fragment, read_fragments
from stability_checker.notes.joining import Joined, join
from stability_checker.notes.page import Release, page

__all__ = [
    "KINDS",
    "Fragment",
    "Joined",
    "Release",
    "entries_between",
    "insert_release",
    "join",
    "page",
    "read_fragments",
]
