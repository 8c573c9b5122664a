"""The branch in which a statement stands: the tests on the way to it, and whether only type checkers take it."""

import ast

from msgspec import Struct


class Branch(Struct, frozen=True):
    conditions: tuple[str, ...] = ()
    typing_only: bool = False
    optional: bool = False


def asks_for_typing(test: ast.expr) -> bool | None:
    """True for `TYPE_CHECKING`, False for `not TYPE_CHECKING`, None for any other test."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        inner = asks_for_typing(test.operand)
        return None if inner is None else not inner
    name = getattr(test, "attr", getattr(test, "id", ""))
    return True if name in ("TYPE_CHECKING", "MYPY") else None


def asks_for_main(test: ast.expr) -> bool:
    """`if __name__ == "__main__"`: what runs as a program is not bound for those who import."""
    return isinstance(test, ast.Compare) and isinstance(test.left, ast.Name) and test.left.id == "__name__"


def condition(test: ast.expr) -> str:
    try:
        return ast.unparse(test)
    except (ValueError, RecursionError):
        return "?"


def completes(first: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether `other` is the branch taken whenever `first`, and what an elif between them tests, is not."""
    depth = len(first) - 1
    if depth < 0 or len(other) <= depth or first[:depth] != other[:depth]:
        return False
    return other[depth] == f"not ({first[depth]})" and all(each.startswith("not (") for each in other[depth:])
