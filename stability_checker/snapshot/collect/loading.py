"""Which submodules a package leaves bound on itself when it is imported: its own imports, and all that these import."""

from stability_checker.snapshot.collect.library import Library, ModuleScope


def loaded_submodules(library: Library) -> dict[str, tuple[str, ...]]:
    """For each package its direct submodules that `import package` loads, sorted.

    What a module reaches is a set of bits, one a module, so that joining two sets is one operation; modules that
    import each other in a circle settle after a few rounds.
    """
    names = list(library.modules)
    bits = {name: 1 << index for index, name in enumerate(names)}
    edges = {name: _loaded_by(library, module) for name, module in library.modules.items()}
    reached = dict(bits)
    settled = False
    while not settled:
        settled = True
        for name in reversed(names):
            found = reached[name]
            for other in edges[name]:
                found |= reached[other]
            if found != reached[name]:
                reached[name], settled = found, False
    return {
        name: tuple(sorted(child for child in children if bits[f"{name}.{child}"] & reached[name]))
        for name, children in _children(names).items()
    }


def _children(names: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    known = set(names)
    for name in names:
        parent, _, child = name.rpartition(".")
        if parent in known:
            found.setdefault(parent, []).append(child)
    return found


def _loaded_by(library: Library, module: ModuleScope) -> set[str]:
    """The modules that importing this one runs: those that it imports, and the packages these lie in."""
    found: set[str] = set()
    for path in [*module.scope.loads, module.name]:
        parts = path.split(".") if library.is_own(path) else []
        for length in range(1, len(parts) + 1):
            name = ".".join(parts[:length])
            if name in library.modules and name != module.name:
                found.add(name)
    return found
