"""Modules that put an object of their own in their place in `sys.modules`, and what they make it from."""

import ast
from collections.abc import Iterable

from stability_checker.snapshot.collect.scopes import FunctionNode, Scope, last_name


def replacement(body: Iterable[ast.stmt], scope: Scope) -> list[ast.expr] | None:
    """What a module hands to the object that takes its place; None for a module that stays what it is."""
    for statement in body:
        if isinstance(statement, ast.Assign) and _is_entry(statement.targets[0]) and _is_own(statement.targets[0]):
            return statement.value.args if isinstance(statement.value, ast.Call) else []
        call = statement.value if isinstance(statement, ast.Expr) else None
        if isinstance(call, ast.Call) and any(map(_is_name, call.args)) and _replaces(call.func, scope):
            return call.args
    return None


def _replaces(callee: ast.expr, scope: Scope) -> bool:
    """`replace(__name__, TABLE)`, `Overlay.replace(__name__, TABLE)`: a callable of the module that sets an entry."""
    bound = scope.bindings.get(ast.unparse(callee).partition(".")[0])
    if bound is None or not isinstance(bound.node, FunctionNode | ast.ClassDef):
        return False
    assigned = (each.targets[0] for each in ast.walk(bound.node) if isinstance(each, ast.Assign))
    return any(_is_entry(target) for target in assigned)


def _is_entry(target: ast.expr) -> bool:
    return isinstance(target, ast.Subscript) and last_name(target.value) == "modules"


def _is_own(target: ast.expr) -> bool:
    return isinstance(target, ast.Subscript) and _is_name(target.slice)


def _is_name(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "__name__"
