"""Exceptions that tests expect: `pytest.raises(E)`, `self.assertRaises(E)`, whoever offers them."""

import ast

from stability_checker.codemods.frame.source import last_name

EXPECTING = frozenset({"raises", "assertRaises", "assertRaisesRegex"})


def expected_exception(node: ast.expr) -> ast.expr | None:
    """What a call that expects an exception names as such; None for any other expression."""
    if not isinstance(node, ast.Call) or not node.args or last_name(node.func) not in EXPECTING:
        return None
    return node.args[0]
