"""A witness as a value: the code, who reads it, and what must hold for its silence to count against a finding."""

import enum

from msgspec import Struct


class Reader(enum.StrEnum):
    """Who tells whether a witness works: the interpreter that runs it, or the type checker that reads it."""

    PYTHON = "python"
    MYPY = "mypy"


class Witness(Struct, frozen=True):
    """A few lines of downstream code that work with the old version and break with the new one.

    Where they work with both, the finding is refuted if the witness is `decisive` and its `premise` holds with the new
    version: a program that runs without an exception, or one in which mypy reveals a type without `Any`. A witness of
    less weight can only prove.
    """

    code: str
    reader: Reader = Reader.PYTHON
    premise: str | None = None
    decisive: bool = True
