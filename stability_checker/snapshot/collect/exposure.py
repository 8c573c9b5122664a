"""By which public paths each definition of a library is reached: the visibility table applied to every binding."""

from collections.abc import Iterator
from functools import partial

from msgspec import Struct, field

from stability_checker.snapshot.collect.bodies import docstring_of
from stability_checker.snapshot.collect.deprecations import of_function
from stability_checker.snapshot.collect.library import Library, ModuleScope
from stability_checker.snapshot.collect.scopes import Binding, FunctionNode
from stability_checker.snapshot.visibility import Candidate, Row, decide, is_private


class Exposure(Struct):
    """The public names of each definition, and for each name in a public module the row that decided on it."""

    library: Library
    names: dict[str, list[str]] = field(default_factory=dict)
    rows: dict[str, Row] = field(default_factory=dict)
    public_modules: set[str] = field(default_factory=set)
    _shown: dict[str, str] = field(default_factory=dict)

    def shown(self, path: str) -> str:
        """The path to show for a definition: its shortest public name, for a member that of its class and its own.

        What is defined elsewhere has its own name, whatever this package calls it.
        """
        known = self._shown.get(path)
        if known is None:
            known = self._shown[path] = self._choose(path)
        return known

    def _choose(self, path: str) -> str:
        names = self.names.get(path) if self.library.is_own(path) else None
        if names:
            return min(names, key=partial(_preference, path))
        owner, _, last = path.rpartition(".")
        if owner and self.library.is_own(owner) and not self.library.is_module(owner):
            return f"{self.shown(owner)}.{last}"
        return path

    def add(self, path: str, name: str) -> None:
        known = self.names.setdefault(path, [])
        if name not in known:
            known.append(name)


def _preference(path: str, name: str) -> tuple[bool, int, bool, str]:
    """A name under which the object was defined before another one, then short before long."""
    return (name.rpartition(".")[2] != path.rpartition(".")[2], name.count("."), name != path, name)


def expose(library: Library) -> Exposure:
    """Decide on every module-level name of the library."""
    exposure = Exposure(library)
    for path in [*library.modules, *library.namespaces]:
        if is_public_module(library, path):
            exposure.public_modules.add(path)
            exposure.add(path, path)
    borrowed: list[tuple[str, str]] = []
    for module in library.modules.values():
        if module.name in exposure.public_modules:
            borrowed.extend(_expose_module(exposure, module, module.name))
    for alias, private in borrowed:
        _expose_module(exposure, library.modules[private], alias)
    return exposure


def is_public_module(library: Library, path: str) -> bool:
    below = path.removeprefix(library.root).split(".") if path.partition(".")[0] not in library.companions else [path]
    return not any(is_private(part) or part == "__main__" for part in below)


def _expose_module(exposure: Exposure, module: ModuleScope, shown_as: str) -> list[tuple[str, str]]:
    """Decide on the names of one module; gives the private modules that it shows under a public name."""
    library, borrowed = exposure.library, []
    for candidate in _candidates(library, module):
        name = f"{shown_as}.{candidate.name}"
        row = exposure.rows[name] = decide(candidate)
        if row.public:
            target = library.canonical(f"{module.name}.{candidate.name}")
            exposure.add(target, name)
            if target in library.modules and target not in exposure.public_modules and shown_as == module.name:
                borrowed.append((name, target))
    return borrowed


def _candidates(library: Library, module: ModuleScope) -> Iterator[Candidate]:
    listed = library.exports(module.name)
    exports = None if listed is None else frozenset(listed)
    bindings = module.scope.bindings
    served = module.served.targets if module.served else {}
    if library.is_open(module.name):
        exports = (exports or frozenset()) | _perhaps_listed(library, module)
    for name, bound in bindings.items():
        # What `__all__` promises and only type checkers are shown is bound at run time in a way that cannot be read.
        answered = module.scope.lent or module.served is not None or library.is_open(module.name)
        if answered and name in (exports or ()):
            bound.typing_only = False
        yield _candidate(library, module, bound, exports, name in served)
    for name in served:
        if name not in bindings and not library.is_module(f"{module.name}.{name}"):
            yield Candidate(name, "served", exports=exports, is_served=True)
    for name in listed or ():
        if name not in bindings and name not in served and not library.is_module(f"{module.name}.{name}"):
            answered = module.served is not None or module.scope.opaque or name in module.scope.set_later
            yield Candidate(name, "served" if answered else "missing", exports=exports, is_served=answered)


def _perhaps_listed(library: Library, module: ModuleScope) -> frozenset[str]:
    """The names that a loop may have appended to a module's `__all__`: imported ones, and those only its stub shows."""
    told = module.stub.scope.bindings if module.stub else {}
    names = []
    for name, bound in module.scope.bindings.items():
        from_stub, imported = told.get(name) is bound, bound.kind == "import"
        own = library.is_own(bound.target) and not library.is_module(bound.target)
        if from_stub is not imported and (own or from_stub):
            names.append(name)
    return frozenset(name for name in names if not name.startswith("_"))


def _offered(library: Library, module: ModuleScope, bound: Binding) -> Binding:
    """What a name of a package, or one that a wildcard brought, leads to; other imports serve their own module."""
    if bound.kind != "import" or not (bound.star or module.file.is_package):
        return bound
    found = library.find(library.canonical(f"{module.name}.{bound.name}"))
    return bound if found is None else found[1]


def _is_deprecated(bound: Binding) -> bool:
    return isinstance(bound.node, FunctionNode) and of_function(bound.node, docstring_of(bound.node)) is not None


def _candidate(
    library: Library, module: ModuleScope, bound: Binding, exports: frozenset[str] | None, is_served: bool
) -> Candidate:
    candidate = Candidate(
        bound.name,
        is_package=module.file.is_package,
        is_facade=module.scope.facade,
        exports=exports,
        explicit=bound.explicit,
        typing_only=bound.typing_only,
        is_served=is_served,
        announced=exports is not None
        and bound.name not in exports
        and _is_deprecated(_offered(library, module, bound)),
    )
    if bound.kind == "import":
        # A part of the package offers what it imports from below itself; what comes from beside it may merely be used.
        candidate.is_package &= module.name == library.root or bound.target.startswith(f"{module.name}.")
        target = library.canonical(f"{module.name}.{bound.name}")
        # A module that imports a package around itself uses it; nobody asks for `pkg.sub.pkg`.
        candidate.own = library.is_own(target) and not f"{module.name}.".startswith(f"{target}.")
        candidate.bound = "wildcard" if bound.star else "import"
        if library.is_module(target) and target == f"{module.name}.{bound.name}":
            candidate.bound, candidate.exports = "submodule", None
    return candidate
