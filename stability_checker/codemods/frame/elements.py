"""Whether a list is one of records of a class: as it is written, as it is annotated, or as the library keeps it."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from stability_checker.codemods.frame.source import is_function
from stability_checker.codemods.names.module import Module
from stability_checker.codemods.names.scopes import Binding

_KEEPING = {"reversed", "list", "tuple"}
"""Built-in functions that give the elements on which they are given."""


@dataclass(frozen=True, slots=True)
class Elements:
    """Lists of instances of the class `record`; `lists` are attributes (`module.Class.attribute`) that hold some."""

    record: str
    lists: Sequence[str]

    def fill(self, module: Module, node: ast.expr, depth: int = 5) -> bool:
        """Whether the elements of `node` are such instances, as far as anything is known of them."""
        if depth == 0:
            return False
        match node:
            case ast.Call(func=ast.Name(id=name), args=[whole]) if name in _KEEPING:
                return self.fill(module, whole, depth)
            case ast.Call():
                return self._returned(module, node)
            case ast.Subscript(value=whole, slice=ast.Slice()) | ast.BoolOp(op=ast.Or(), values=[whole, *_]):
                return self.fill(module, whole, depth)
            case ast.BinOp(op=ast.Add(), left=left, right=right):
                return self.fill(module, left, depth) or self.fill(module, right, depth)
            case ast.List(elts=elements) | ast.Tuple(elts=elements):
                return self._written(module, elements, depth)
            case ast.Name():
                bound = any(self._bound(module, one, depth - 1) for one in module.bindings(node))
                return bound or self._added(module, node)
            case ast.Attribute():
                return any(self._kept(module, node, *path.rsplit(".", 1)) for path in self.lists)
            case _:
                return False

    def _written(self, module: Module, elements: list[ast.expr], depth: int) -> bool:
        plain = [one for one in elements if not isinstance(one, ast.Starred)]
        if plain:
            return all(module.is_instance(one, [self.record]) for one in plain)
        return any(isinstance(one, ast.Starred) and self.fill(module, one.value, depth) for one in elements)

    def _bound(self, module: Module, binding: Binding, depth: int) -> bool:
        annotation = binding.node.annotation if isinstance(binding.node, ast.arg) else binding.annotation
        if annotation is not None:
            return self._promised(module, annotation)
        return binding.value is not None and binding.whole is None and self.fill(module, binding.value, depth)

    def _added(self, module: Module, node: ast.Name) -> bool:
        """Whether such instances are appended to the list where it is read, and nothing else is."""
        scope = module.source.scope(node)
        added = [
            call.args[-1] for call in module.source.calls if _adds_to(call, node) and module.source.scope(call) is scope
        ]
        return bool(added) and all(module.is_instance(one, [self.record]) for one in added)

    def _returned(self, module: Module, call: ast.Call) -> bool:
        found = module.definition(module.refers_to(call.func) or "")
        return found is not None and is_function(found[1]) and self._promised(found[0], found[1].returns)

    def _promised(self, module: Module, annotation: ast.expr | None) -> bool:
        """Whether an annotation speaks of a list of the record."""
        parts = ast.walk(annotation) if annotation is not None else ()
        return any(isinstance(one, ast.Subscript) and module.refers_to(one.slice) == self.record for one in parts)

    def _kept(self, module: Module, node: ast.Attribute, owner: str, name: str) -> bool:
        return node.attr == name and module.is_instance(node.value, [owner])


def _adds_to(call: ast.Call, held: ast.Name) -> bool:
    match call:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="append"), args=[_]):
            return name == held.id
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="insert"), args=[_, _]):
            return name == held.id
        case _:
            return False
