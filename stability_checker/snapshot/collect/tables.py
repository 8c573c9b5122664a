"""The tables by which a module finds what it serves, reduced to what can be evaluated: names and where they lead."""

import ast
from typing import Any


def shapes_only(node: ast.expr, value_of: Any) -> ast.expr:
    """The table itself: a name is followed to what it was assigned; values that are no constants count as unknown."""
    if isinstance(node, ast.Name) and (held := value_of(node.id)) is not None:
        node = held
    if isinstance(node, ast.Dict):
        values = [_plain(each) for each in node.values]
        return ast.Dict(keys=node.keys, values=values)
    return node


def _plain(node: ast.expr) -> ast.expr:
    plain = (ast.Constant, ast.Tuple, ast.List, ast.Name, ast.Attribute, ast.Set)
    return node if isinstance(node, plain) and not _is_object(node) else ast.Constant(value=None)


def _is_object(node: ast.expr) -> bool:
    dunder = ("__name__", "__package__", "__spec__")
    if isinstance(node, ast.Name):
        return node.id not in dunder
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        return any(_is_object(each) for each in node.elts)
    if isinstance(node, ast.Attribute):
        return _is_object(node.value)
    return not isinstance(node, ast.Constant)
