"""What `if isinstance(name, Class):` says of the name in its body."""

import ast
from collections.abc import Iterator, Sequence

from stability_checker.codemods.frame.source import is_function
from stability_checker.codemods.names.module import Module
from stability_checker.codemods.names.scopes import Binding


def narrowed_to(module: Module, node: ast.Name, bindings: Sequence[Binding]) -> ast.expr | None:
    """The class that the nearest `isinstance` around a use of a name asks for; None where the body binds it anew."""
    child: ast.AST = node
    for parent in module.source.ancestors(node):
        if is_function(parent) or isinstance(parent, ast.Lambda | ast.ClassDef):
            return None
        if isinstance(parent, ast.If) and child in parent.body:
            asked = next(_classes(parent.test, node.id), None)
            if asked is not None:
                return asked if all(_is_ahead(binding, parent) for binding in bindings) else None
        child = parent
    return None


def _classes(test: ast.expr, name: str) -> Iterator[ast.expr]:
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
        for value in test.values:
            yield from _classes(value, name)
    if isinstance(test, ast.Call) and getattr(test.func, "id", "") == "isinstance" and len(test.args) == 2:
        about, kind = test.args
        if isinstance(about, ast.Name) and about.id == name and isinstance(kind, ast.Name | ast.Attribute):
            yield kind


def _is_ahead(binding: Binding, block: ast.If) -> bool:
    return binding.position <= (block.lineno, block.col_offset)
