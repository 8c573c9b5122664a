"""How new code in a module may call an object: by the name that it has there already, else by an import to add."""

import ast
from collections.abc import Iterable

from stability_checker.codemods.frame.imports import name_for
from stability_checker.codemods.frame.source import last_name
from stability_checker.codemods.names.module import Module
from stability_checker.codemods.names.scopes import Binding


def spell(module: Module, path: str, at: ast.AST | None = None) -> tuple[str, tuple[str, ...]]:
    """The text for `path` (`module:Name` or `package.module`) in `module`, and the imports that it needs.

    `at` is where the text goes: what runs while the module is imported, functions that are called by then among it,
    cannot read what is imported further down.
    """
    if (known := _known_name(module, path, at)) is not None:
        return known, ()
    package, inside, name = path.partition(":")
    if inside and (holder := _known_name(module, package, at)) is not None:
        return f"{holder}.{name}", ()
    if _is_free(module, name_for(path).partition(".")[0], path):
        return name_for(path), (path,)
    return f"{package}.{name}".rstrip("."), (package,)


def _known_name(module: Module, path: str, at: ast.AST | None) -> str | None:
    wanted = module.world.knowledge.canonical(path.replace(":", "."))
    for name, bindings in module.globals.bindings.items():
        told = any(is_typing_only(module, binding) for binding in bindings)
        if not bindings or told or not _is_bound(module, bindings[0], at):
            continue
        if {module.target(binding) for binding in bindings} == {wanted}:
            return name
    return None


def _is_bound(module: Module, binding: Binding, at: ast.AST | None) -> bool:
    """Whether a name of the module surely has its value when the code at `at` runs."""
    return at is None or binding.position < (getattr(at, "lineno", 0), 0)


def is_typing_only(module: Module, binding: Binding) -> bool:
    """Whether an import stands under `if TYPE_CHECKING`, so that its name does not exist at run time."""
    child = binding.statement if isinstance(binding.node, ast.alias) else None
    for above in module.source.ancestors(child) if child is not None else ():
        if isinstance(above, ast.If) and child in above.body:
            if last_name(above.test) == "TYPE_CHECKING":
                return True
        child = above
    return False


def _is_free(module: Module, name: str, path: str) -> bool:
    """Whether importing `name` at the top of the module takes nothing else's name there or in any function."""
    taken = [binding for names in module.scopes.of.values() for binding in names.bindings.get(name, [])]
    package, wanted = path.partition(":")[0].partition(".")[0], module.world.knowledge.canonical(path.replace(":", "."))
    taken = [one for one in taken if not (is_typing_only(module, one) and module.target(one) == wanted)]
    return all((module.target(binding) or "").partition(".")[0] == package and ":" not in path for binding in taken)


def fresh(module: Module, wanted: str, taken: Iterable[str] = ()) -> str:
    """`wanted`, or the first of `wanted_2`, `wanted_3`, ... that no scope of the module binds."""
    bound = {name for names in module.scopes.of.values() for name in names.bindings} | set(taken)
    names = (wanted if number == 1 else f"{wanted}_{number}" for number in range(1, len(bound) + 3))
    return next(name for name in names if name not in bound)
