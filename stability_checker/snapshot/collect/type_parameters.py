"""The type parameters of a class: those of PEP 695, of `Generic[...]`, or the variables in its bases (PEP 484)."""

import ast
from collections.abc import Iterable, Iterator

from stability_checker.snapshot.collect.constants import NotConstant, dotted_name
from stability_checker.snapshot.collect.expressions import annotation_text
from stability_checker.snapshot.collect.functions import Context
from stability_checker.snapshot.collect.hierarchy import ClassSource, Hierarchy
from stability_checker.snapshot.collect.scopes import last_name

_VARIABLES = ("TypeVar", "ParamSpec", "TypeVarTuple")


def read_type_parameters(source: ClassSource, hierarchy: Hierarchy, context: Context) -> tuple[str, ...]:
    """Their names in order; a bound stands behind a colon and a default behind `=`, as PEP 695 and 696 write them."""
    declared = list(getattr(source.node, "type_params", ()))
    if declared:
        return tuple(_declared_text(each, context) for each in declared)
    bases = [base for base in hierarchy.base_expressions(source) if isinstance(base, ast.Subscript)]
    listing = [base for base in bases if last_name(base.value) in ("Generic", "Protocol")]
    names = (node for base in listing or bases for node in _names_below(base.slice))
    return tuple(dict.fromkeys(_variables(names, source, hierarchy, context)))


def _declared_text(node: ast.AST, context: Context) -> str:
    prefix = {"TypeVarTuple": "*", "ParamSpec": "**"}.get(type(node).__name__, "")
    bound = annotation_text(getattr(node, "bound", None), context.shown)
    default = annotation_text(getattr(node, "default_value", None), context.shown)
    return _text(prefix + str(getattr(node, "name", "")), bound, default)


def _text(name: str, bound: str | None, default: str | None) -> str:
    return name + (f": {bound}" if bound else "") + (f" = {default}" if default else "")


def _names_below(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.Name | ast.Attribute):
        yield node
        return
    for each in ast.iter_child_nodes(node):
        if isinstance(each, ast.expr):
            yield from _names_below(each)


def _variables(names: Iterable[ast.expr], source: ClassSource, hierarchy: Hierarchy, context: Context) -> Iterator[str]:
    for node in names:
        try:
            path = context.definition(dotted_name(node))
        except NotConstant:
            continue
        found = hierarchy.library.find(path)
        value = found[1].value if found else None
        if isinstance(value, ast.Call) and last_name(value) in _VARIABLES:
            given = {each.arg: each.value for each in value.keywords}
            default = annotation_text(given.get("default"), context.shown)
            yield _text(path.rpartition(".")[2], None, default)
        elif path == "typing.AnyStr":
            yield "AnyStr"
