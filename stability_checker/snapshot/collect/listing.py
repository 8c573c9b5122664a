"""Functions of a module that enter names into its `__all__`: those handed to them, and those that they find."""

import ast
from collections.abc import Iterator, Mapping


def adds_exports(function: ast.AST) -> bool:
    """Whether a function appends to `__all__`, or extends it."""
    verbs = (
        each for each in ast.walk(function) if isinstance(each, ast.Attribute) and each.attr in ("append", "extend")
    )
    return any(isinstance(each.value, ast.Name) and each.value.id == "__all__" for each in verbs)


def found_heirs(function: ast.AST, classes: Mapping[str, ast.AST]) -> Iterator[str]:
    """What `for name, value in globals().items(): if issubclass(value, Base): ...` goes over, of the module's own."""
    calls = [each for each in ast.walk(function) if isinstance(each, ast.Call) and isinstance(each.func, ast.Name)]
    if not any(_name(call.func) in ("globals", "vars") for call in calls):
        return
    asked = {_name(call.args[1]) for call in calls if _name(call.func) == "issubclass" and len(call.args) == 2}
    yield from (name for name in classes if not name.startswith("_") and _descends(name, asked, classes))


def _descends(name: str, ancestors: set[str], classes: Mapping[str, ast.AST]) -> bool:
    node = classes.get(name)
    if name in ancestors:
        return True
    bases = map(_name, node.bases) if isinstance(node, ast.ClassDef) else ()
    return any(base != name and _descends(base, ancestors, classes) for base in bases)


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""
