"""The text that a message expression has when it runs: literals, constants of the module, variables of the function."""

import ast
from collections.abc import Iterable, Mapping

from msgspec import Struct, field

from stability_checker.snapshot.collect.constants import Lookup, NotConstant, fold, unknown_name
from stability_checker.snapshot.collect.nodes import walk

_UNKNOWN = "…"
_DEPTH = 20


class Wording(Struct, frozen=True):
    """What names stand for where a message is written; a part that only running tells reads `…`."""

    lookup: Lookup = unknown_name
    local: Mapping[str, ast.expr] = field(default_factory=dict)

    def inside(self, body: Iterable[ast.stmt]) -> "Wording":
        """The wording inside a function: its variables that are assigned once are known too."""
        return Wording(self.lookup, assigned_once(body))

    def text(self, node: ast.expr, depth: int = 0) -> str | None:
        """The text of an expression; None for one that is no text."""
        if isinstance(node, ast.Constant):
            return node.value if isinstance(node.value, str) else None
        if depth > _DEPTH:
            return None
        if isinstance(node, ast.JoinedStr):
            return "".join(self._part(each, depth + 1) for each in node.values)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            parts = [self.text(side, depth + 1) for side in (node.left, node.right)]
            return None if parts == [None, None] else "".join(part or _UNKNOWN for part in parts)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
            return self._constant(node) or self.text(node.left, depth + 1)
        if isinstance(node, ast.Call):
            return self._formatted(node, depth + 1)
        return self._named(node, depth + 1)

    def _part(self, node: ast.expr, depth: int) -> str:
        if not isinstance(node, ast.FormattedValue):
            return self.text(node, depth) or ""
        text = self.text(node.value, depth) if node.format_spec is None else None
        if text is None:
            return self._constant(node.value) or _UNKNOWN
        return f"'{text}'" if node.conversion == ord("r") else text

    def _named(self, node: ast.expr, depth: int) -> str | None:
        if isinstance(node, ast.Name) and node.id in self.local:
            return self.text(self.local[node.id], depth)
        return self._constant(node)

    def _constant(self, node: ast.expr) -> str | None:
        try:
            found = fold(node, self.lookup)
        except (NotConstant, RecursionError):
            return None
        return str(found) if isinstance(found, str | int | float) else None

    def _formatted(self, call: ast.Call, depth: int) -> str | None:
        """`"...".format(...)`; of any other call that takes a text (`dedent("...")`) the text."""
        if not isinstance(call.func, ast.Attribute) or call.func.attr != "format":
            return self.text(call.args[0], depth) if len(call.args) == 1 else None
        pattern = self.text(call.func.value, depth)
        given = [self.text(each, depth) or _UNKNOWN for each in call.args]
        named = {each.arg: self.text(each.value, depth) or _UNKNOWN for each in call.keywords if each.arg}
        try:
            return None if pattern is None else pattern.format(*given, **named)
        except (LookupError, ValueError, AttributeError):
            return pattern


def assigned_once(body: Iterable[ast.stmt]) -> dict[str, ast.expr]:
    """The variables that the statements of a body, those of its branches too, assign in one place only."""
    found: dict[str, ast.expr] = {}
    again: set[str] = set()
    for statement in body:
        for node in walk(statement):
            if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
                name = node.targets[0].id
                again |= {name} & found.keys()
                found[name] = node.value
    return {name: value for name, value in found.items() if name not in again}
