"""The bases of a class: the one that goes, and those that stay beside it."""

import ast

from stability_checker.codemods.frame.edits import Edit
from stability_checker.codemods.frame.source import is_function
from stability_checker.codemods.names.module import Module

_PLAIN_BASES = frozenset({"abc.ABC", "typing.Generic", "typing.Protocol", "object"})
_TOUCHED = frozenset(
    {"__init__", "__new__", "__call__", "__init_subclass__", "__getattr__", "dispatch", "dispatch_func"}
)
"""Bases, and methods of others, on which the rewrite does or does not touch."""


def beside(module: Module, node: ast.ClassDef, base: str) -> str:
    """What is wrong with a base beside the one that goes, whose methods now come first; or nothing."""
    if node.keywords:
        told = ", ".join(ast.unparse(one.value) for one in node.keywords)
        return f"the class is made by `{told}`, which may ask for the base that goes; rewrite the class by hand"
    others = [one for one in node.bases if module.refers_to(one) != base and not _has_no_methods(module, one)]
    if not others:
        return ""
    listed = " and ".join(map(ast.unparse, others))
    return (
        f"the class inherits from {listed} too, whose constructor and __call__ take the place of those that go; "
        "let what it has from there be an attribute, or rewrite the class by hand"
    )


def _has_no_methods(module: Module, base: ast.expr) -> bool:
    """Whether a base gives nothing that the rewrite touches: `ABC`, `Generic[...]`, or such a class of the project."""
    reference = module.refers_to(unsubscripted(base)) or ""
    if reference in _PLAIN_BASES:
        return True
    found = module.definition(reference)
    if found is None or not isinstance(found[1], ast.ClassDef):
        return False
    methods = {one.name for one in found[1].body if is_function(one)}
    if methods & _TOUCHED or found[1].keywords or found[1].decorator_list:
        return False
    return all(_has_no_methods(found[0], one) for one in found[1].bases)


def unsubscripted(base: ast.expr) -> ast.expr:
    return base.value if isinstance(base, ast.Subscript) else base


def without(module: Module, node: ast.ClassDef, base: str) -> Edit:
    """The list of bases without `base`, with its parentheses where it is the only one."""
    source, at = module.source, next(at for at, one in enumerate(node.bases) if module.refers_to(one) == base)
    start, end = source.span(node.bases[at])
    if len(node.bases) == 1:
        return Edit(source.text.rindex("(", 0, start), source.text.index(")", end) + 1, "")
    if at + 1 < len(node.bases):
        return Edit(start, source.span(node.bases[at + 1])[0], "")
    return Edit(source.span(node.bases[at - 1])[1], end, "")
