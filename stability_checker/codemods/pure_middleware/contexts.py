"""Statements about context variables: they hold for the task that runs them, not for a moment of the response."""

import ast
from collections.abc import Sequence
from functools import partial
from itertools import takewhile

from stability_checker.codemods.frame.source import Function, is_function, last_name
from stability_checker.codemods.names.module import Module
from stability_checker.codemods.names.scopes import Binding
from stability_checker.codemods.pure_middleware.dispatch import definition

_CLEARING = frozenset({"clear_contextvars", "unbind_contextvars", "reset_contextvars"})
_BINDING = frozenset({"bind_contextvars", "bound_contextvars"})
_DEEPEST = 3
"""Functions of the project that are followed, one calling the other."""

_MANAGERS = frozenset({"contextualize", "bound_contextvars", "copy_context"})


def trailing(module: Module, statements: Sequence[ast.stmt]) -> int:
    """How many statements at the end do nothing but give context variables their old values back, or others.

    `BaseHTTPMiddleware` runs the application in a task of its own, with a copy of the context: what `dispatch` resets
    stays set for the application. In a pure middleware the two share one task, so the reset belongs behind the
    application, and it must run in the task that has set the variable.
    """
    return sum(1 for _ in takewhile(partial(_only_touches, module), reversed(statements)))


def _only_touches(module: Module, statement: ast.stmt, depth: int = 0) -> bool:
    """Whether a statement resets or sets context variables, perhaps under a condition, and does nothing else."""
    if resets(statement):
        return True
    call = statement.value if isinstance(statement, ast.Expr) else None
    if not isinstance(call, ast.Call) or not all(map(_is_plain, call.args)) or call.keywords:
        return False
    if _sets_variable(module, call):
        return True
    found = module.definition(module.refers_to(call.func) or "") if depth < _DEEPEST else None
    return found is not None and is_function(found[1]) and _is_setter(found[0], found[1], depth)


def _is_setter(module: Module, function: Function, depth: int) -> bool:
    """Whether a function of the project does nothing but what `_only_touches` says, and does it at least once."""
    told = [one for one in function.body if not _is_idle(one)]
    plain = isinstance(function, ast.FunctionDef) and not function.decorator_list
    return plain and bool(told) and all(_only_touches(module, one, depth + 1) for one in told)


def _is_idle(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Pass | ast.Return | ast.Expr) and isinstance(
        getattr(statement, "value", None), ast.Constant | None
    )


def _is_plain(value: ast.expr) -> bool:
    """Whether it makes no difference when an expression is evaluated: a constant, a name, an empty object."""
    if isinstance(value, ast.Call):
        return isinstance(value.func, ast.Name) and not (value.args or value.keywords) and value.func.id[:1].isupper()
    return isinstance(value, ast.Constant | ast.Name) or ast.unparse(value) in ("{}", "[]", "()")


def _sets_variable(module: Module, call: ast.Call) -> bool:
    match call:
        case ast.Call(func=ast.Attribute(value=ast.Name() as name, attr="set" | "reset"), args=[_], keywords=[]):
            return _is_variable(module, name)
    return False


def _is_variable(module: Module, name: ast.Name) -> bool:
    """Whether a name is that of a `ContextVar` that a file of the project makes."""
    values = [one.value or _imported(module, one) for one in module.bindings(name)]
    return bool(values) and all(isinstance(one, ast.Call) and _manager(one) == "ContextVar" for one in values)


def _imported(module: Module, binding: Binding) -> ast.expr | None:
    """The value of the constant that an import binds, in the file that it comes from."""
    node, statement = binding.node, binding.statement
    if not isinstance(node, ast.alias) or not isinstance(statement, ast.ImportFrom):
        return None
    located = module.world.locate(f"{module.absolute(statement)}.{node.name}", module.source.path)
    given = located[0].globals.bindings.get(located[1], []) if located else []
    return given[0].value if len(given) == 1 else None


def resets(statement: ast.stmt) -> bool:
    """Whether a statement resets a context variable, perhaps under a condition."""
    if isinstance(statement, ast.If):
        return all(resets(one) for one in (*statement.body, *statement.orelse))
    call = statement.value if isinstance(statement, ast.Expr) else None
    if not isinstance(call, ast.Call):
        return False
    name = last_name(call.func)
    if name in _CLEARING:
        return True
    return name == "reset" and isinstance(call.func, ast.Attribute) and len(call.args) == 1 and not call.keywords


def touched(statements: Sequence[ast.stmt]) -> bool:
    """Whether a context variable is reset somewhere in the statements."""
    return any(resets(node) for one in statements for node in ast.walk(one) if isinstance(node, ast.Expr))


def sets(module: Module, statements: Sequence[ast.stmt]) -> str:
    """The call that sets what may be a context variable, by itself or in a function of the project; or nothing."""
    calls = (node for one in statements for node in ast.walk(one) if isinstance(node, ast.Call))
    return next((ast.unparse(call) for call in calls if _may_set(module, call) or _is_setting(module, call)), "")


def _may_set(module: Module, call: ast.Call) -> bool:
    """Whether a statement says `name.set(value)`."""
    func, is_alone = call.func, isinstance(module.source.parents[call], ast.Expr)
    named = isinstance(func, ast.Attribute) and func.attr == "set" and isinstance(func.value, ast.Name)
    return is_alone and named and len(call.args) == 1 and not call.keywords


def _is_setting(module: Module, call: ast.Call, depth: int = 0) -> bool:
    """Whether a function of the project is called that sets or resets a `ContextVar`."""
    found = definition(module, call) if depth < _DEEPEST else None
    if found is None:
        return False
    inner = [node for one in found[1].body for node in ast.walk(one) if isinstance(node, ast.Call)]
    return any(_sets_variable(found[0], one) or _is_setting(found[0], one, depth + 1) for one in inner)


def is_context_only(module: Module, block: ast.With | ast.AsyncWith) -> bool:
    """Whether a `with` block only sets context variables, so that its end is not seen by the application."""
    return all(_only_sets(module, item.context_expr) for item in block.items)


def _only_sets(module: Module, node: ast.expr) -> bool:
    if _manager(node) in _MANAGERS:
        return True
    found = module.definition(module.refers_to(node.func) or "") if isinstance(node, ast.Call) else None
    if found is None:
        return False
    return _is_scope_class(found[1]) if isinstance(found[1], ast.ClassDef) else _is_scope(found[1])


def _is_scope_class(node: ast.ClassDef) -> bool:
    """Whether entering and leaving an object of the class does nothing but bind context variables."""
    methods = {one.name: one for one in node.body if is_function(one)}
    enters = methods.get("__enter__") or methods.get("__aenter__")
    leaves = methods.get("__exit__") or methods.get("__aexit__")
    if node.bases or node.decorator_list or enters is None or leaves is None:
        return False
    return all(_is_binding(one) for one in (*enters.body, *leaves.body)) and any(map(resets, leaves.body))


def _is_binding(statement: ast.stmt) -> bool:
    """Whether a statement of `__enter__` or `__exit__` binds or resets context variables, or remembers them."""
    match statement:
        case ast.Expr(value=ast.Call() as call) if _manager(call) in _BINDING:
            return True
        case ast.Assign(value=ast.Call() as call) if _manager(call) in {*_BINDING, "get_contextvars", "set"}:
            return True
        case ast.Return(value=ast.Name() | ast.Constant() | None) | ast.Expr(value=ast.Constant()) | ast.Pass():
            return True
    return resets(statement)


def _is_scope(function: Function) -> bool:
    """Whether a context manager of the project does nothing but set context variables and reset them."""
    decorators = {last_name(one) for one in function.decorator_list}
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
    return last_name(called)
