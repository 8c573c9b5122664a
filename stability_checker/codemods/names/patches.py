"""Which classes get a method from outside: `Class.method = ...`, `setattr`, decorated functions with a typed `self`."""

import ast
from collections.abc import Iterator

from stability_checker.codemods.frame.source import Function
from stability_checker.codemods.names.module import Module
from stability_checker.codemods.names.scopes import parameters


def patched_classes(module: Module, method: str) -> Iterator[str | None]:
    """References to the classes on which the file puts `method`."""
    for target in _places(module):
        if isinstance(target, ast.Attribute) and target.attr == method:
            yield module.refers_to(target.value)
    for call in module.source.calls:
        if getattr(call.func, "id", "") == "setattr" and len(call.args) == 3 and _says(call.args[1], method):
            yield module.refers_to(call.args[0])
    for function in module.source.functions:
        if function.name == method and (annotation := _typed_self(module, function)):
            yield module.refers_to(annotation)


def _places(module: Module) -> Iterator[ast.expr]:
    for statement in module.source.nodes(ast.Assign):
        yield from statement.targets


def _says(node: ast.expr, text: str) -> bool:
    return isinstance(node, ast.Constant) and node.value == text


def _typed_self(module: Module, function: Function) -> ast.expr | None:
    """The class that a decorator such as fastcore's `patch` makes a function outside of it a method of."""
    first = next(iter(parameters(function.args)), None)
    if first is None or first.arg != "self" or not function.decorator_list:
        return None
    return None if isinstance(module.source.parents.get(function), ast.ClassDef) else first.annotation
