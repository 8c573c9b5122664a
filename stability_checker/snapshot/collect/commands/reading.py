"""What the expressions of a declaration refer to: definitions of the package, constants, the arguments of a call."""

import ast
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from msgspec import Struct, field

from stability_checker.model.api import Location
from stability_checker.snapshot.collect.constants import NotConstant, dotted_name, fold
from stability_checker.snapshot.collect.library import Library, ModuleScope
from stability_checker.snapshot.collect.scopes import Binding, FunctionNode, ScopeReader

_HOPS = 20


class Place(Struct, frozen=True):
    """Where an expression stands: a module, and inside a function what that imports for itself."""

    library: Library
    module: ModuleScope
    local: dict[str, str] = field(default_factory=dict)

    def inside(self, body: Iterable[ast.stmt]) -> "Place":
        """The place inside a function with this body."""
        bindings = ScopeReader(self.module.package).read(body).bindings.values()
        imported = {each.name: each.target for each in bindings if each.kind == "import"}
        return Place(self.library, self.module, imported) if imported else self

    def resolve(self, node: ast.expr) -> str:
        """The definition that a dotted name leads to; "" for any other expression."""
        try:
            name = dotted_name(node)
        except NotConstant:
            return ""
        first, _, rest = name.partition(".")
        if first in self.local:
            return self.library.canonical(f"{self.local[first]}.{rest}" if rest else self.local[first])
        return self.library.resolve(self.module, name)

    def constant(self, node: ast.expr | None) -> Any:
        """The constant that an expression evaluates to; None where it is none."""
        try:
            return None if node is None else fold(node, partial(self.library.constant, self.module))
        except (NotConstant, RecursionError):
            return None

    def text(self, node: ast.expr | None) -> str | None:
        found = self.constant(node)
        return found if isinstance(found, str) else None

    def find(self, path: str) -> "Definition | None":
        """The module-level definition at a path of the package."""
        found = self.library.find(path)
        return Definition(path, Place(self.library, found[0]), found[1]) if found else None

    def words(self, node: ast.expr | None) -> tuple[str, ...] | None:
        """The texts that a list, a tuple, a set or the keys of a table hold, as one would type them."""
        held = self.constant(node)
        if isinstance(held, list | tuple | set | frozenset | dict):
            return tuple(str(each) for each in (sorted(held, key=str) if isinstance(held, set | frozenset) else held))
        definition = self.find(self.resolve(node)) if node is not None else None
        value = definition.binding.value if definition else None
        return (
            definition.place.words(value) if definition and isinstance(value, ast.List | ast.Dict | ast.Set) else None
        )

    def location(self, node: ast.AST) -> Location:
        return Location(self.module.file.name, getattr(node, "lineno", 1))

    def descends(self, path: str, classes: frozenset[str], hops: int = 0) -> bool:
        """Whether a class is one of `classes` or inherits from one, as far as the package itself shows."""
        if path in classes:
            return True
        definition = self.find(path)
        node = definition.binding.node if definition else None
        if definition is None or not isinstance(node, ast.ClassDef) or hops > _HOPS:
            return False
        bases = (definition.place.resolve(base) for base in node.bases)
        return any(self.descends(base, classes, hops + 1) for base in bases if base != path)


class Definition(Struct, frozen=True):
    """A module-level definition and the place in which its expressions have their meaning."""

    path: str
    place: Place
    binding: Binding

    @property
    def function(self) -> FunctionNode | None:
        node = self.binding.node
        return node if isinstance(node, FunctionNode) else None


def keywords_of(call: ast.Call) -> dict[str, ast.expr]:
    return {each.arg: each.value for each in call.keywords if each.arg}


def is_true(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is True


def is_false(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is False


def methods_of(node: ast.ClassDef) -> Iterator[FunctionNode]:
    return (each for each in node.body if isinstance(each, FunctionNode))
