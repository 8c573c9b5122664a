"""One file of a project with the meaning of its names: the face of the resolver that codemods ask."""

import ast
import builtins
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Protocol

from stability_checker.codemods.frame.source import Function, Source, is_function
from stability_checker.codemods.names.files import package_of
from stability_checker.codemods.names.knowledge import Knowledge
from stability_checker.codemods.names.passing_on import only_passes_on
from stability_checker.codemods.names.scopes import Binding, Names, Scopes, reaching

UNKNOWN = "?"

_IMPORTERS = {"importlib.import_module", "pytest.importorskip"}


class World(Protocol):
    """The rest of the project, as a module asks for it."""

    knowledge: Knowledge

    def locate(self, dotted: str, near: Path) -> "tuple[Module, str] | None":
        """The project's module that `dotted` (imported by the file `near`) lies in, and what is left of the path."""

    def module(self, key: str) -> "Module | None": ...

    def classes_of(self, module: "Module", node: ast.expr) -> frozenset[str]: ...

    def ancestors(self, reference: str) -> Iterator[str]: ...

    def callee(self, module: "Module", node: ast.expr) -> str | None: ...

    def users(self, name: str, near: "Module") -> "Iterator[Module]":
        """`near`, and the other files that may hold objects of the libraries and mention `name`."""
        ...

    def patched(self, reference: str, method: str) -> bool:
        """Whether a file of the project puts `method` on the project's class `reference` from outside it."""
        ...

    def importable(self, path: Path) -> str: ...


class Module:
    """A parsed file; references are dotted paths outside the project and `file:qualified.name` inside it."""

    def __init__(self, source: Source, world: World) -> None:
        self.source = source
        self.world = world
        self.key = source.path.as_posix()
        self._references: dict[ast.AST | str, str | None] = {}

    @cached_property
    def scopes(self) -> Scopes:
        return Scopes(self.source.tree)

    @property
    def globals(self) -> Names:
        return self.scopes.of[self.source.tree]

    def names_at(self, node: ast.AST) -> Names:
        """The scope in which `node` is evaluated: decorators, defaults and bases belong to the outer one."""
        child = node
        for parent in self.source.ancestors(node):
            if parent in self.scopes.of and _is_inside(child, parent):
                return self.scopes.of[parent]
            child = parent
        return self.globals

    def bindings(self, node: ast.Name) -> list[Binding]:
        """The bindings that give this use of a name its value."""
        names = self.names_at(node)
        found = names.find(node.id)
        if found is None:
            return []
        scope, bindings = found
        return reaching(bindings, node, list(self.source.ancestors(node))) if scope is names else bindings

    def every_binding(self, node: ast.Name) -> list[Binding]:
        """All bindings of a name in the scope that this use of it looks in, whatever their order."""
        found = self.names_at(node).find(node.id)
        return found[1] if found else []

    def refers_to(self, node: ast.AST | None) -> str | None:
        """The path of the class, function, module or constant that an expression names, or None."""
        if isinstance(node, ast.Name):
            return self._once(node, lambda: self._name_refers_to(node))
        if isinstance(node, ast.Attribute):
            base = self.refers_to(node.value)
            return self._once(node, lambda: self.member(base, node.attr)) if base else None
        return None

    def _once(self, asked: ast.AST | str, answer: Callable[[], str | None]) -> str | None:
        """The answer, looked up a single time; None to a question that comes up while it is being answered."""
        if asked not in self._references:
            self._references[asked] = None
            self._references[asked] = answer()
        return self._references[asked]

    def _name_refers_to(self, node: ast.Name) -> str | None:
        bindings = self.bindings(node)
        if not bindings:
            return self._from_star(node.id)
        found = {self.target(binding) for binding in bindings}
        return found.pop() if len(found) == 1 else None

    def _from_star(self, name: str) -> str | None:
        if hasattr(builtins, name):
            return None
        for star in reversed(self.scopes.stars):
            dotted = self.absolute(star)
            located = self.world.locate(dotted, self.source.path)
            if located is not None and located[1] == "":
                if (found := located[0].exported(name)) is not None:
                    return found
            elif self.world.knowledge.covers(dotted):
                return self.world.knowledge.canonical(f"{dotted}.{name}")
        return None

    def starred(self, name: str, seen: frozenset[str] = frozenset()) -> "tuple[Module, list[Binding]]":
        """The bindings of a name that only a star import brings; none behind a star that may bring anything."""
        stars = [] if name.startswith("_") or self.key in seen else reversed(self.scopes.stars)
        for dotted in map(self.absolute, stars):
            located = self.world.locate(dotted, self.source.path)
            if located is not None and not located[1]:
                there, found = located[0], located[0].globals.bindings.get(name, [])
                there, found = (there, found) if found else there.starred(name, seen | {self.key})
                if found:
                    return there, found
            elif not self.world.knowledge.covers(dotted):
                break
        return self, []

    def exported(self, name: str) -> str | None:
        """What `name` refers to at the end of the module."""
        return self._once(name, lambda: self._exported(name))

    def _exported(self, name: str) -> str | None:
        bindings = self.globals.bindings.get(name, [])
        if not bindings:
            return self._from_star(name)
        found = {self.target(binding) for binding in bindings}
        return found.pop() if len(found) == 1 else None

    def target(self, binding: Binding) -> str | None:
        """What a binding makes its name refer to."""
        node, statement = binding.node, binding.statement
        if isinstance(node, ast.alias) and isinstance(statement, ast.Import):
            return self.follow(node.name if node.asname else node.name.partition(".")[0])
        if isinstance(node, ast.alias) and isinstance(statement, ast.ImportFrom):
            return self.follow(f"{self.absolute(statement)}.{node.name}")
        if isinstance(node, ast.ClassDef) or is_function(node):
            return f"{self.key}:{self.qualified(node)}"
        if isinstance(binding.value, ast.Call):
            return self._imported_by_call(binding.value)
        if binding.entered or not isinstance(binding.value, ast.Name | ast.Attribute):
            return None
        return self.refers_to(binding.value) if not _reads_itself(binding) else None

    def origin(self, binding: Binding) -> "tuple[Module, list[Binding]]":
        """The bindings that an import from another module of the project leads to; other bindings as they are."""
        there, found, seen = self, [binding], set[Binding]()
        while len(found) == 1 and found[0] not in seen:
            seen.add(one := found[0])
            if not isinstance(one.node, ast.alias) or not isinstance(one.statement, ast.ImportFrom):
                break
            located = there.world.locate(f"{there.absolute(one.statement)}.{one.node.name}", there.source.path)
            if located is None or not located[1] or "." in located[1]:
                break
            there, found = located[0], located[0].globals.bindings.get(located[1], [])
        return there, found

    def _imported_by_call(self, call: ast.Call) -> str | None:
        """The module that a call such as `pytest.importorskip("starlette")` returns."""
        name = call.args[0] if call.args else None
        if not isinstance(name, ast.Constant) or not isinstance(name.value, str) or name.value.startswith("."):
            return None
        return self.follow(name.value) if self.refers_to(call.func) in _IMPORTERS else None

    def qualified(self, node: "ast.ClassDef | Function") -> str:
        outer = [
            above.name for above in self.source.ancestors(node) if isinstance(above, ast.ClassDef) or is_function(above)
        ]
        return ".".join([*reversed(outer), node.name])

    def absolute(self, statement: ast.ImportFrom) -> str:
        """The dotted module of a `from` import; of a relative one, the file's folders stand in for the package."""
        if not statement.level:
            return statement.module or ""
        package = package_of(self.source.path, statement.level)
        return f"{package}.{statement.module}" if statement.module else package

    def follow(self, dotted: str) -> str | None:
        """The reference that an absolute dotted path stands for, through the project's own re-exports."""
        knowledge = self.world.knowledge
        located = None if knowledge.covers(dotted) else self.world.locate(dotted, self.source.path)
        if located is None:
            return knowledge.canonical(dotted)
        module, rest = located
        reference: str | None = f"{module.key}:"
        for name in filter(None, rest.split(".")):
            reference = self.member(reference, name) if reference else None
        return reference

    def member(self, reference: str, name: str) -> str | None:
        """What attribute `name` of a module or class refers to."""
        key, inside, qualname = reference.partition(":")
        if not inside:
            return self.follow(f"{reference}.{name}")
        module = self.world.module(key)
        if module is None:
            return None
        if not qualname:
            return module.exported(name) or module.submodule(name)
        return next((f"{above}.{name}" for above in self.world.ancestors(reference) if self._has(above, name)), None)

    def submodule(self, name: str) -> str | None:
        folder = self.source.path.parent
        if self.source.path.stem != "__init__":
            return None
        for path in (folder / f"{name}.py", folder / name / "__init__.py"):
            if self.world.module(path.as_posix()) is not None:
                return f"{path.as_posix()}:"
        return None

    def _has(self, reference: str, name: str) -> bool:
        found = self.definition(reference)
        if found is None:
            return self.world.knowledge.covers(reference)
        module, node = found
        return name in module.scopes.of[node].bindings

    def definition(self, reference: str) -> "tuple[Module, ast.ClassDef | Function] | None":
        """Where the project defines the class or function that `reference` names."""
        key, inside, qualname = reference.partition(":")
        module = self.world.module(key) if inside and qualname else None
        node = module.defined.get(qualname) if module else None
        return (module, node) if module and node else None

    @cached_property
    def defined(self) -> "dict[str, ast.ClassDef | Function]":
        """The classes and functions of the file by qualified name; of several, the last."""
        nodes = (node for node in self.source.every if isinstance(node, ast.ClassDef) or is_function(node))
        return {self.qualified(node): node for node in nodes}

    def classes_of(self, node: ast.expr) -> frozenset[str]:
        """References to the classes that the value of an expression may have; empty or with `?` where unknown."""
        return self.world.classes_of(self, node)

    def is_instance(
        self, node: ast.expr, classes: Iterable[str], besides: Iterable[str] = (), method: str | None = None
    ) -> bool:
        """Whether the value surely is an instance of one of `classes` and of none of `besides`.

        With `method`, the project must not override it on the way to the library's class.
        """
        found = self.classes_of(node)
        return bool(found) and all(self.is_subclass(one, classes, besides, method) for one in found)

    def is_subclass(
        self, reference: str, classes: Iterable[str], besides: Iterable[str] = (), method: str | None = None
    ) -> bool:
        wanted, unwanted = set(classes), set(besides)
        for above in self.world.ancestors(reference):
            if above in unwanted or (method and self._overrides(above, method)):
                return False
            if above in wanted:
                return True
        return False

    def _overrides(self, reference: str, method: str) -> bool:
        found = self.definition(reference)
        if found is None:
            return False
        own = found[0].scopes.of[found[1]].bindings.get(method, [])
        return not all(only_passes_on(one.node) for one in own) or self.world.patched(reference, method)


def _is_inside(child: ast.AST, scope: ast.AST) -> bool:
    body = getattr(scope, "body", None)
    if isinstance(scope, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
        return True
    return child in body if isinstance(body, list) else child is body


def _reads_itself(binding: Binding) -> bool:
    return any(
        isinstance(part, ast.Name) and part.id == binding.name for part in ast.walk(binding.value or binding.node)
    )
