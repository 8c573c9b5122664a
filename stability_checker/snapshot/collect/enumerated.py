"""Names that a module's `__getattr__` makes of the members of its enumerations and a prefix."""

import ast
from collections.abc import Iterator

from stability_checker.snapshot.collect.scopes import Scope, last_name


def enumerated_names(loop: ast.For, scope: Scope) -> Iterator[str]:
    """The names that `for kind, prefix in {Colour: "COLOUR_"}.items(): ... kind[name]` serves.

    `scope` is that of the module, in which the enumerations are classes.
    """
    table = _table(loop.iter)
    if table is None or not any(_looks_up_member(each, loop.target) for each in ast.walk(loop)):
        return
    for key, held in zip(table.keys, table.values, strict=True):
        prefix = held.value if isinstance(held, ast.Constant) else None
        if isinstance(key, ast.Name) and isinstance(prefix, str):
            yield from (f"{prefix}{name}" for name in _members(key.id, scope))


def _table(node: ast.expr) -> ast.Dict | None:
    """The dictionary in `{...}.items()`."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "items":
        return node.func.value if isinstance(node.func.value, ast.Dict) else None
    return None


def _looks_up_member(node: ast.AST, target: ast.expr) -> bool:
    """`kind[name]`, `kind.__members__` or `getattr(kind, name)`, where `kind` is the loop's first variable."""
    first = target.elts[0] if isinstance(target, ast.Tuple) and len(target.elts) == 2 else None
    if not isinstance(first, ast.Name):
        return False
    if isinstance(node, ast.Call) and last_name(node) == "getattr" and node.args:
        return last_name(node.args[0]) == first.id
    held = node.value if isinstance(node, ast.Subscript) else None
    if isinstance(node, ast.Attribute) and node.attr == "__members__":
        held = node.value
    return isinstance(held, ast.Name) and held.id == first.id


def _members(name: str, scope: Scope) -> Iterator[str]:
    bound = scope.bindings.get(name)
    body = bound.node.body if bound is not None and isinstance(bound.node, ast.ClassDef) else []
    for statement in body:
        targets = statement.targets if isinstance(statement, ast.Assign) else []
        yield from (each.id for each in targets if isinstance(each, ast.Name) and not each.id.startswith("_"))
