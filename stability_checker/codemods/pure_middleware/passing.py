"""Calls of functions that return the very object that they are given: `response = self.with_headers(response)`."""

import ast

from stability_checker.codemods.names.module import Module
from stability_checker.codemods.pure_middleware.anatomy import own_nodes, returns, terminates
from stability_checker.codemods.pure_middleware.dispatch import definition
from stability_checker.codemods.pure_middleware.scoping import bound
from stability_checker.codemods.pure_middleware.uses import DEEPEST, readable


def passes(module: Module, value: ast.expr | None, name: str | None, depth: int = 0) -> bool:
    """Whether `value` is the call of a function of the project that surely returns its argument `name`."""
    call = value.value if isinstance(value, ast.Await) else value
    if not isinstance(call, ast.Call) or name is None or depth > DEEPEST:
        return False
    given = [*call.args, *(word.value for word in call.keywords)]
    node = next((one for one in given if isinstance(one, ast.Name) and one.id == name), None)
    found = definition(module, call)
    if node is None or found is None:
        return False
    there, function = found
    parameter = readable(function, call, node)
    is_awaited = isinstance(function, ast.AsyncFunctionDef) == isinstance(value, ast.Await)
    if parameter is None or not is_awaited or parameter in bound(function.body) or not terminates(function.body):
        return False
    yields = any(isinstance(one, ast.Yield | ast.YieldFrom) for one in own_nodes(function.body))
    return not yields and all(_gives(there, one.value, parameter, depth) for one in returns(function.body))


def _gives(module: Module, value: ast.expr | None, name: str, depth: int) -> bool:
    return (isinstance(value, ast.Name) and value.id == name) or passes(module, value, name, depth + 1)


def passing(module: Module, statement: ast.AST, name: str | None) -> ast.expr | None:
    """The call of a statement that returns the object `name`, or binds it to its name, by such a function."""
    match statement:
        case ast.Return(value=ast.expr() as value) if passes(module, value, name):
            return value
        case ast.Assign(targets=[ast.Name(id=target)], value=value) if target == name and passes(module, value, name):
            return value
    return None
