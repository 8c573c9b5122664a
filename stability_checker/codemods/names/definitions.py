"""What a definition or a call says of itself: results, arguments, what a class assigns to `self`, bound methods."""

import ast

from stability_checker.codemods.frame.source import Function, is_function, last_name

Assigned = tuple[ast.expr | None, ast.expr | None]
"""A value and its annotation."""


def keyword_or_first(call: ast.Call, name: str) -> ast.expr | None:
    """The argument that a call hands over as `name` or, without it, first."""
    named = (word.value for word in call.keywords if word.arg == name)
    return next(named, call.args[0] if call.args else None)


def takes_parameters(node: ast.AST) -> bool:
    return is_function(node) or isinstance(node, ast.Lambda)


def is_bound(function: Function) -> bool:
    return not any(getattr(one, "id", "") == "staticmethod" for one in function.decorator_list)


def is_property(function: Function) -> bool:
    names = {last_name(one) for one in function.decorator_list}
    return bool(names & {"property", "cached_property"})


def says_self(node: ast.expr) -> bool:
    return last_name(node) == "Self"


def results_of(function: Function) -> list[ast.expr]:
    """What the function itself returns or yields, without the functions inside it."""
    found: list[ast.expr] = []
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, ast.Return | ast.Yield) and node.value is not None:
            found.append(node.value)
        if not (takes_parameters(node) or isinstance(node, ast.ClassDef)):
            waiting.extend(ast.iter_child_nodes(node))
    return found


def assigned_to_self(node: ast.ClassDef) -> dict[str, list[Assigned]]:
    """The values and annotations of every `self.name = ...` in the methods of a class."""
    found: dict[str, list[Assigned]] = {}
    for part in ast.walk(node):
        if not isinstance(part, ast.Assign | ast.AnnAssign):
            continue
        for target in part.targets if isinstance(part, ast.Assign) else [part.target]:
            if isinstance(target, ast.Attribute) and getattr(target.value, "id", "") == "self":
                annotation = part.annotation if isinstance(part, ast.AnnAssign) else None
                found.setdefault(target.attr, []).append((part.value, annotation))
    return found
