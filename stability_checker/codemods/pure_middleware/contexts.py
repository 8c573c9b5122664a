"""Statements about context variables: they hold for the task that runs them, not for a moment of the response."""

import ast
from collections.abc import Sequence

from stability_checker.codemods.frame.source import Function, is_function
from stability_checker.codemods.names.module import Module

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


def is_context_only(module: Module, block: ast.With | ast.AsyncWith) -> bool:
    """Whether a `with` block only sets context variables, so that its end is not seen by the application."""
    return all(_only_sets(module, item.context_expr) for item in block.items)


def _only_sets(module: Module, node: ast.expr) -> bool:
    if _manager(node) in _MANAGERS:
        return True
    found = module.definition(module.refers_to(node.func) or "") if isinstance(node, ast.Call) else None
    return found is not None and is_function(found[1]) and _is_scope(found[1])


def _is_scope(function: Function) -> bool:
    """Whether a context manager of the project does nothing but set context variables and reset them."""
    decorators = {getattr(one, "attr", getattr(one, "id", "")) for one in function.decorator_list}
    is_manager = len(function.decorator_list) == 1 and bool(decorators & {"contextmanager", "asynccontextmanager"})
    return is_manager and touched(function.body) and all(map(_is_quiet, function.body))


def _is_quiet(statement: ast.stmt) -> bool:
    """Whether a statement yields, sets or resets a context variable, or chooses between such statements."""
    match statement:
        case ast.If(test=test, body=body, orelse=orelse):
            calls = [one.func for one in ast.walk(test) if isinstance(one, ast.Call)]
            return all(getattr(one, "attr", "") == "get" for one in calls) and all(map(_is_quiet, [*body, *orelse]))
        case ast.Try(body=body, handlers=[], orelse=[], finalbody=finalbody):
            return all(map(_is_quiet, [*body, *finalbody]))
        case ast.Expr(value=ast.Constant() | ast.Yield(value=None)) | ast.Return(value=None) | ast.Pass():
            return True
        case ast.Assign(value=value) | ast.AnnAssign(value=value):
            is_set = isinstance(value, ast.Call) and getattr(value.func, "attr", "") == "set" and len(value.args) == 1
            return is_set or isinstance(value, ast.Constant) or ast.unparse(value or statement) in ("{}", "[]")
    return resets(statement)


def _manager(node: ast.expr) -> str:
    called = node.func if isinstance(node, ast.Call) else node
    return getattr(called, "attr", getattr(called, "id", ""))
