"""Methods of the class that `dispatch` ends in: they are given `call_next`, and now the three channels of ASGI."""

import ast
from collections.abc import Iterator

from stability_checker.codemods.frame.edits import Edit
from stability_checker.codemods.frame.source import is_function
from stability_checker.codemods.pure_middleware.anatomy import Dispatch, parameters_of


def methods(dispatch: Dispatch) -> list[Dispatch]:
    """`dispatch` and the methods that it hands `call_next` to, each as a method that asks the application."""
    found = [dispatch]
    for one in found:
        given = (given_to(one, returned) for returned in tails(one))
        found += [other for other in given if other is not None and _is_new(other, found)]
    return found


def _is_new(other: Dispatch, found: list[Dispatch]) -> bool:
    return all(other.function is not one.function for one in found)


def tails(dispatch: Dispatch) -> list[ast.Return]:
    """The places that say `return await self._method(request, call_next, ...)`, outside any `try`, `with` or loop."""
    nodes = (node for node in ast.walk(dispatch.function) if isinstance(node, ast.Return))
    return [one for one in nodes if given_to(dispatch, one) is not None]


def given_to(dispatch: Dispatch, one: ast.Return) -> Dispatch | None:
    """The method that is handed `call_next` there, where nothing else in the module names it."""
    call = one.value.value if isinstance(one.value, ast.Await) else None
    func = call.func if isinstance(call, ast.Call) else None
    if not isinstance(call, ast.Call) or not isinstance(func, ast.Attribute) or not _is_last(dispatch, one):
        return None
    named = [node for node in dispatch.owner.body if is_function(node) and node.name == func.attr]
    is_own = isinstance(func.value, ast.Name) and func.value.id == dispatch.this and func.attr.startswith("_")
    if not is_own or len(named) != 1 or not isinstance(named[0], ast.AsyncFunctionDef):
        return None
    return _received(dispatch, call, named[0]) if _calls_of(dispatch, func.attr) == 1 else None


def _is_last(dispatch: Dispatch, one: ast.Return) -> bool:
    for above in dispatch.module.source.ancestors(one):
        if above is dispatch.function:
            return True
        if not isinstance(above, ast.If):
            return False
    return False


def _calls_of(dispatch: Dispatch, name: str) -> int:
    return sum(node.attr == name for node in dispatch.module.source.nodes(ast.Attribute))


def _received(dispatch: Dispatch, call: ast.Call, function: ast.AsyncFunctionDef) -> Dispatch | None:
    takes = [arg.arg for arg in parameters_of(function)]
    plain = not (function.decorator_list or function.args.vararg or function.args.kwarg or function.args.posonlyargs)
    given = [arg.id if isinstance(arg, ast.Name) else "" for arg in call.args]
    names = dict(zip(given, takes[1:], strict=False))
    words = {word.value.id for word in call.keywords if isinstance(word.value, ast.Name)}
    once = given.count(dispatch.call_next) == 1 and dispatch.call_next not in words
    if not (plain and once and dispatch.request in names and len(given) < len(takes)):
        return None
    return Dispatch(
        dispatch.module, dispatch.owner, function, takes[0], names[dispatch.request], names[dispatch.call_next]
    )


def argument(dispatch: Dispatch, one: ast.Return) -> ast.Name:
    """The `call_next` that is handed on there."""
    nodes = (node for node in ast.walk(one) if isinstance(node, ast.Name))
    return next(node for node in nodes if node.id == dispatch.call_next)


def header(dispatch: Dispatch, channels: str, result: str) -> Iterator[Edit]:
    """The head of a method that was handed `call_next`, and now takes `channels` in its place."""
    function, source = dispatch.function, dispatch.module.source
    taken = next(arg for arg in function.args.args if arg.arg == dispatch.call_next)
    yield source.replace(taken, channels)
    if function.returns is not None:
        yield source.replace(function.returns, result)
