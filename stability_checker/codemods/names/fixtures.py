"""Which functions are pytest fixtures, under which names tests ask for them, and which of them a test can see."""

import ast
from collections.abc import Iterable, Iterator
from typing import TypeGuard

from stability_checker.codemods.frame.source import Function, is_function, last_name
from stability_checker.codemods.names.module import Module

Fixture = tuple[Module, Function]

_DECORATORS = frozenset({"fixture", "yield_fixture"})
"""pytest's own, pytest-asyncio's, and the name that fixtures with a `yield` once had."""


def _decorator_name(node: ast.expr) -> str:
    node = node.func if isinstance(node, ast.Call) else node
    return last_name(node)


def is_fixture(function: Function) -> bool:
    return any(_decorator_name(one) in _DECORATORS for one in function.decorator_list)


def fixture_name(function: Function) -> str | None:
    """The name under which pytest knows a fixture function; None for other functions."""
    for one in function.decorator_list:
        if _decorator_name(one) in _DECORATORS:
            keywords = one.keywords if isinstance(one, ast.Call) else []
            named = [
                word.value.value for word in keywords if word.arg == "name" and isinstance(word.value, ast.Constant)
            ]
            return str(named[0]) if named else function.name
    return None


def visible_fixtures(module: Module, asker: Function, name: str, conftests: Iterable[Module]) -> Iterator[Fixture]:
    """The fixtures that `asker` may mean by `name`, nearest first.

    Those of its classes and their bases come first, then those of its file, then those of the `conftests` above it.
    """
    candidates = [*_of_classes(module, asker)]
    for place in [module, *conftests]:
        candidates += [*_of_file(place), *_imported(place, name), *_of_plugins(place)]
    for place, function in candidates:
        if function is not asker and fixture_name(function) == name:
            yield place, function


def _of_classes(module: Module, asker: Function) -> Iterator[Fixture]:
    for owner in module.source.ancestors(asker):
        for above in module.world.ancestors(f"{module.key}:{module.qualified(owner)}") if _is_class(owner) else ():
            there, node = module.definition(above) or (module, None)
            yield from ((there, one) for one in (node.body if node else ()) if is_function(one))


def _of_file(place: Module) -> Iterator[Fixture]:
    return ((place, one) for one in place.source.functions if not _is_class(place.source.parents[one]))


def _imported(place: Module, name: str) -> Iterator[Fixture]:
    there, node = place.definition(place.exported(name) or "") or (place, None)
    if is_function(node):
        yield there, node


def _of_plugins(place: Module) -> Iterator[Fixture]:
    """Those of the project's modules that `pytest_plugins` names."""
    for binding in place.globals.bindings.get("pytest_plugins", ()):
        for node in ast.walk(binding.value) if binding.value else ():
            named = node.value if isinstance(node, ast.Constant) else None
            there, rest = (isinstance(named, str) and place.world.locate(named, place.source.path)) or (place, "?")
            yield from _of_file(there) if not rest else ()


def _is_class(node: ast.AST) -> TypeGuard[ast.ClassDef]:
    return isinstance(node, ast.ClassDef)
