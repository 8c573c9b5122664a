"""Who writes the witness of which rule: one file a kind of code, each with its own table, found by folder."""

import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module

from stability_checker.witness.phrases import Writer


@cache
def writers() -> Mapping[str, tuple[Writer, ...]]:
    """The writers by rule; where files share a rule, the first of the alphabet is asked first."""
    table: dict[str, tuple[Writer, ...]] = {}
    for module in sorted(each.name for each in pkgutil.iter_modules(__path__)):
        entries: Mapping[str, Writer] = import_module(f"{__name__}.{module}").WRITERS
        for rule, writer in entries.items():
            table[rule] = (*table.get(rule, ()), writer)
    return table
