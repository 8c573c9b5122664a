"""Public names that are bound to an instance of a private class: its members are what users call under that name."""

import ast
from collections.abc import Iterator

from msgspec import Struct, field

from stability_checker.snapshot.collect.exposure import Exposure
from stability_checker.snapshot.collect.hierarchy import Hierarchy
from stability_checker.snapshot.collect.library import ModuleScope
from stability_checker.snapshot.collect.scopes import Binding
from stability_checker.snapshot.collect.values import declared


class Instances(Struct):
    """Private classes by path with the shortest public name of an instance.

    `classes` are the classes that are called, `holders` these and the private bases that they take members from.
    """

    classes: dict[str, str] = field(default_factory=dict)
    holders: dict[str, str] = field(default_factory=dict)


def public_instances(exposure: Exposure, hierarchy: Hierarchy) -> Instances:
    """The private classes that users know by an instance."""
    found = Instances()
    for path, symbol in _values(exposure, hierarchy):
        if path not in exposure.names:
            _note(found.classes, path, symbol)
            for holder in (path, *hierarchy.ancestors(path)):
                _note(found.holders, holder, symbol)
    return found


def _note(known: dict[str, str], path: str, symbol: str) -> None:
    known[path] = min(known.get(path, symbol), symbol, key=lambda each: (each.count("."), each))


def _values(exposure: Exposure, hierarchy: Hierarchy) -> Iterator[tuple[str, str]]:
    """The class of each public variable whose class is known and of this package, with the variable's symbol."""
    for path in exposure.names:
        found = hierarchy.library.find(path)
        if found is not None and found[1].kind == "value":
            made_of = _class_of(*found, hierarchy)
            if made_of and hierarchy.source(path) is None and hierarchy.source(made_of) is not None:
                yield made_of, exposure.shown(path)


def _class_of(module: ModuleScope, binding: Binding, hierarchy: Hierarchy) -> str:
    """What an annotation declares is all that is promised; without one, the class that is called."""
    annotation = declared(binding.annotation).inner
    if annotation is not None:
        return hierarchy.name_in(module, annotation)
    return hierarchy.name_in(module, binding.value.func) if isinstance(binding.value, ast.Call) else ""
