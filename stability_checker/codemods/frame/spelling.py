"""How new code in a module may call an object: by the name that it has there already, else by an import to add."""

from collections.abc import Iterable

from stability_checker.codemods.frame.imports import name_for
from stability_checker.codemods.names.module import Module


def spell(module: Module, path: str) -> tuple[str, tuple[str, ...]]:
    """The text for `path` (`module:Name` or `package.module`) in `module`, and the imports that it needs."""
    if (known := _known_name(module, path)) is not None:
        return known, ()
    name = name_for(path)
    if _is_free(module, name.partition(".")[0], path):
        return name, (path,)
    package, _, name = path.partition(":")
    return f"{package}.{name}".rstrip("."), (package,)


def _known_name(module: Module, path: str) -> str | None:
    wanted = module.world.knowledge.canonical(path.replace(":", "."))
    for name, bindings in module.globals.bindings.items():
        if bindings and {module.target(binding) for binding in bindings} == {wanted}:
            return name
    return None


def _is_free(module: Module, name: str, path: str) -> bool:
    """Whether importing `name` at the top of the module takes nothing else's name there or in any function."""
    taken = [binding for names in module.scopes.of.values() for binding in names.bindings.get(name, [])]
    package = path.partition(":")[0].partition(".")[0]
    return all((module.target(binding) or "").partition(".")[0] == package and ":" not in path for binding in taken)


def fresh(module: Module, wanted: str, taken: Iterable[str] = ()) -> str:
    """`wanted`, or the first of `wanted_2`, `wanted_3`, ... that no scope of the module binds."""
    bound = {name for names in module.scopes.of.values() for name in names.bindings} | set(taken)
    names = (wanted if number == 1 else f"{wanted}_{number}" for number in range(1, len(bound) + 3))
    return next(name for name in names if name not in bound)
