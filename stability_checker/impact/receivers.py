"""Which object of the library an expression in downstream code stands for."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from stability_checker.codemods.frame.source import is_function
from stability_checker.codemods.names.module import UNKNOWN, Module
from stability_checker.impact.changes import Changes


@dataclass(frozen=True, slots=True)
class Target:
    """Paths of one object of the library: as mentioned, and of its definition.

    `through_class` says that it was reached as a member of a class itself, not of an instance; `certain` is False where
    another library's class, or one that is not known, may stand before it.
    """

    paths: tuple[str, ...]
    through_class: bool = False
    certain: bool = True


class Receivers:
    """Asks the resolver of names about one module."""

    def __init__(self, module: Module, changes: Changes) -> None:
        self._module = module
        self._changes = changes

    def target(self, node: ast.expr) -> Target | None:
        """What a name or an attribute leads to in the library, or None."""
        if isinstance(node, ast.Attribute):
            return self._attribute(node)
        return self._named(self._module.refers_to(node)) if isinstance(node, ast.Name) else None

    def _named(self, reference: str | None, mentioned: str | None = None) -> Target | None:
        if reference is None or ":" in reference or not self._is_library(mentioned or reference):
            return None
        return Target(tuple(dict.fromkeys([mentioned or reference, reference])))

    def _is_library(self, path: str) -> bool:
        return path.partition(".")[0] == self._changes.old.package.name.partition(".")[0]

    def _attribute(self, node: ast.Attribute) -> Target | None:
        base = self._module.refers_to(node.value)
        if base is not None and ":" not in base:
            dotted = f"{base}.{node.attr}"
            if self._is_library(dotted):
                owner = base.removesuffix(".__init__")
                member = self._changes.member(owner, node.attr)
                paths = (dotted, member.path) if member else (dotted, self._module.refers_to(node) or dotted)
                return Target(tuple(dict.fromkeys(paths)), through_class=member is not None)
        if base is not None and ":" in base and self._module.definition(base):
            return self.member(base, node.attr, through_class=True)
        return self._of_value(node)

    def _of_value(self, node: ast.Attribute) -> Target | None:
        owners = self._super(node.value)
        found = [self.member(owner, node.attr) for owner in owners or self._module.classes_of(node.value)]
        known = [target for target in found if target is not None]
        if not known or len({target.paths for target in known}) > 1:
            return None
        certain = len(known) == len(found) and all(target.certain for target in known)
        return Target(known[0].paths, certain=certain)

    def _super(self, node: ast.expr) -> list[str]:
        """The bases in which `super()` looks, where that is what `node` calls without arguments."""
        if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "super" and not node.args):
            return []
        inside = (above for above in self._module.source.ancestors(node) if isinstance(above, ast.ClassDef))
        definition = next(inside, None)
        bases = definition.bases if definition else []
        named = [base.value if isinstance(base, ast.Subscript) else base for base in bases]
        return [self._module.refers_to(base) or UNKNOWN for base in named]

    def member(self, owner: str, name: str, through_class: bool = False) -> Target | None:
        """Member `name` of a class or its instances, unless the project defines it on the way to the library."""
        certain = True
        for above in self._module.world.ancestors(owner):
            if self._defines(above, name):
                return None
            member = self._changes.member(above, name)
            if member is not None:
                return Target((f"{above}.{name}", member.path), through_class, certain)
            certain = certain and (":" in above or self._is_library(above))
        return None

    def _defines(self, reference: str, name: str) -> bool:
        definition = self._module.definition(reference)
        return definition is not None and name in members_of(definition[1], definition[0])

    def defined(self, node: ast.ClassDef) -> set[str]:
        """The members that the project itself gives a class, in it or in those that it inherits."""
        reference = f"{self._module.key}:{self._module.qualified(node)}"
        found = (self._module.definition(above) for above in self._module.world.ancestors(reference))
        return {name for one in found if one for name in members_of(one[1], one[0])}

    def ancestors(self, node: ast.ClassDef) -> Iterator[str]:
        """The classes of the library from which a class inherits, nearest first, up to one that is not known."""
        reference = f"{self._module.key}:{self._module.qualified(node)}"
        for above in self._module.world.ancestors(reference):
            if above == UNKNOWN:
                return
            if ":" not in above and self._is_library(above):
                yield above


def members_of(node: ast.AST, module: Module) -> set[str]:
    """The names that a class binds in its body or its methods set on `self`."""
    stored = (part for part in ast.walk(node) if isinstance(part, ast.Attribute) and isinstance(part.ctx, ast.Store))
    own = {part.attr for part in stored if getattr(part.value, "id", "") == "self"}
    return own if is_function(node) else own | set(module.scopes.of[node].bindings)
