"""Which classes an annotation allows: names, quotes, unions, and the types that only wrap another."""

import ast

from stability_checker.codemods.names.found import LOST, NOTHING, Found, names_class, union
from stability_checker.codemods.names.module import Module

_TRANSPARENT = {"Optional", "Union", "Annotated", "Final", "ClassVar", "Iterator", "Generator", "AsyncIterator"} | {
    "AsyncGenerator", "Iterable", "AsyncIterable", "Awaitable", "Coroutine", "ContextManager", "AsyncContextManager",
}  # fmt: skip


def annotated(module: Module, node: ast.expr | None) -> Found:
    """The classes that an annotation allows."""
    if node is None or (isinstance(node, ast.Constant) and node.value is None):
        return NOTHING if node else LOST
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return _quoted(module, node, node.value)
    if isinstance(node, ast.BinOp):
        return annotated(module, node.left) | annotated(module, node.right)
    if isinstance(node, ast.Subscript):
        return _subscripted(module, node)
    reference = module.refers_to(node)
    return frozenset({reference}) if reference and names_class(module, reference) else LOST


def _quoted(module: Module, node: ast.Constant, text: str) -> Found:
    try:
        inner = ast.parse(text, mode="eval").body
    except SyntaxError:
        return LOST
    for part in ast.walk(inner):
        module.source.parents.setdefault(part, node)
    return annotated(module, inner)


def _subscripted(module: Module, node: ast.Subscript) -> Found:
    name = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
    if name not in _TRANSPARENT:
        return annotated(module, node.value)
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    wanted = parts if name == "Union" else parts[-1:] if name == "Coroutine" else parts[:1]
    return union(annotated(module, part) for part in wanted)
