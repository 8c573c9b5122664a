"""Which functions are pytest fixtures, and under which names tests ask for them."""

import ast

from stability_checker.codemods.frame.source import Function


def _decorator_name(node: ast.expr) -> str:
    node = node.func if isinstance(node, ast.Call) else node
    return getattr(node, "attr", getattr(node, "id", ""))


def is_fixture(function: Function) -> bool:
    return any(_decorator_name(one) == "fixture" for one in function.decorator_list)


def fixture_name(function: Function) -> str | None:
    """The name under which pytest knows a fixture function; None for other functions."""
    for one in function.decorator_list:
        if _decorator_name(one) == "fixture":
            keywords = one.keywords if isinstance(one, ast.Call) else []
            named = [
                word.value.value for word in keywords if word.arg == "name" and isinstance(word.value, ast.Constant)
            ]
            return str(named[0]) if named else function.name
    return None
