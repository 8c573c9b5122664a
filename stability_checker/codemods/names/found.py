"""The classes that a value may have: a set of references, empty where it is None, LOST where the trail ends."""

import ast
from collections.abc import Iterable

from stability_checker.codemods.names.module import UNKNOWN, Module

Found = frozenset[str]
NOTHING: Found = frozenset()
LOST: Found = frozenset({UNKNOWN})


def union(found: Iterable[Found]) -> Found:
    return frozenset().union(*found)


def names_class(module: Module, reference: str) -> bool:
    definition = module.definition(reference)
    if definition is not None:
        return isinstance(definition[1], ast.ClassDef)
    return reference.rpartition(".")[2][:1].isupper()
