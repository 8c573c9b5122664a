"""Statements about context variables: they hold for the task that runs them, not for a moment of the response."""

import ast
from collections.abc import Sequence

_CLEARING = frozenset({"clear_contextvars", "unbind_contextvars", "reset_contextvars"})
_MANAGERS = frozenset({"contextualize", "bound_contextvars", "copy_context"})


def trailing(statements: Sequence[ast.stmt]) -> int:
    """How many statements at the end do nothing but give context variables their old values back.

    `BaseHTTPMiddleware` runs the application in a task of its own, with a copy of the context: what `dispatch` resets
    stays set for the application. In a pure middleware the two share one task, so the reset belongs behind the
    application, and it must run in the task that has set the variable.
    """
    count = 0
    for statement in reversed(statements):
        if not resets(statement):
            break
        count += 1
    return count


def resets(statement: ast.stmt) -> bool:
    """Whether a statement resets a context variable, perhaps under a condition."""
    if isinstance(statement, ast.If):
        return all(resets(one) for one in (*statement.body, *statement.orelse))
    call = statement.value if isinstance(statement, ast.Expr) else None
    if not isinstance(call, ast.Call):
        return False
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    if name in _CLEARING:
        return True
    return name == "reset" and isinstance(call.func, ast.Attribute) and len(call.args) == 1 and not call.keywords


def touched(statements: Sequence[ast.stmt]) -> bool:
    """Whether a context variable is reset somewhere in the statements."""
    return any(resets(node) for one in statements for node in ast.walk(one) if isinstance(node, ast.Expr))


def sets(statements: Sequence[ast.stmt]) -> bool:
    """Whether something is set that may be a context variable: `name.set(value)`."""
    calls = [node.value for one in statements for node in ast.walk(one) if isinstance(node, ast.Expr)]
    return any(
        isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "set"
        and isinstance(call.func.value, ast.Name) and len(call.args) == 1 and not call.keywords
        for call in calls
    )  # fmt: skip


def is_context_only(block: ast.With | ast.AsyncWith) -> bool:
    """Whether a `with` block only sets context variables, so that its end is not seen by the application."""
    return all(_manager(item.context_expr) in _MANAGERS for item in block.items)


def _manager(node: ast.expr) -> str:
    called = node.func if isinstance(node, ast.Call) else node
    return getattr(called, "attr", getattr(called, "id", ""))
