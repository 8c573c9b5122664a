"""What an option takes: how many words, of which kind, and what stands in where it is left out."""

import ast
from typing import Any

from stability_checker.snapshot.collect.commands.reading import Place
from stability_checker.snapshot.collect.scopes import last_name

_KINDS = {"int": "int", "float": "float", "str": "str"}
_CLICK_KINDS = {
    "click.INT": "int",
    "click.IntRange": "int",
    "click.FLOAT": "float",
    "click.FloatRange": "float",
    "click.STRING": "str",
}
_COUNTS = {"REMAINDER": "*", "OPTIONAL": "?", "ZERO_OR_MORE": "*", "ONE_OR_MORE": "+"}


def count_of(nargs: ast.expr | None, place: Place) -> str | None:
    """How many words `nargs` asks for, as argparse writes it: a number, `?`, `*` or `+`; None where that is unknown."""
    if nargs is None:
        return "1"
    held: Any = place.constant(nargs)
    if held is None:
        return _COUNTS.get(last_name(nargs))
    return {"...": "*", "-1": "*", "A...": "+"}.get(str(held), str(held))


def kind_of(node: ast.expr | None, place: Place) -> str | None:
    """ "int", "float" or "str", as a `type=` or an annotation names it; None for all other kinds."""
    if isinstance(node, ast.Name) and node.id in _KINDS:
        return node.id
    if node is None:
        return None
    path = place.resolve(node.func if isinstance(node, ast.Call) else node)
    return _CLICK_KINDS.get(f"click.{path.rpartition('.')[2]}") if path.partition(".")[0] == "click" else None


def kind_of_default(node: ast.expr | None, place: Place) -> str | None:
    """The kind that a default implies: text where there is none."""
    if node is None:
        return "str"
    held = place.constant(node)
    return _KINDS.get(type(held).__name__)


def default_of(node: ast.expr | None, place: Place) -> str | None:
    """The default as `repr`, "None" where none is given; None where it is given and cannot be read."""
    if node is None or (isinstance(node, ast.Constant) and node.value is None):
        return "None"
    held = place.constant(node)
    return None if held is None else repr(held)
