"""Which overrides only pass on what they are given, so that a call of them is one of the overridden method."""

import ast

from stability_checker.codemods.frame.source import Function, is_function


def only_passes_on(method: ast.AST) -> bool:
    """Whether a method is `def method(self, *args, **kwargs): return super().method(*args, **kwargs)`."""
    if not is_function(method) or method.decorator_list or not _takes_anything(method.args):
        return False
    body = method.body[1:] if ast.get_docstring(method) is not None else method.body
    value = body[0].value if len(body) == 1 and isinstance(body[0], ast.Return) else None
    if isinstance(method, ast.AsyncFunctionDef) and isinstance(value, ast.Await):
        value = value.value
    return isinstance(value, ast.Call) and _calls_inherited(value, method) and _hands_on_all(value, method.args)


def _takes_anything(given: ast.arguments) -> bool:
    owner = [*given.posonlyargs, *given.args]
    return len(owner) == 1 and not given.kwonlyargs and given.vararg is not None and given.kwarg is not None


def _calls_inherited(call: ast.Call, method: Function) -> bool:
    func = call.func
    owner = func.value if isinstance(func, ast.Attribute) and func.attr == method.name else None
    return isinstance(owner, ast.Call) and isinstance(owner.func, ast.Name) and owner.func.id == "super"


def _hands_on_all(call: ast.Call, given: ast.arguments) -> bool:
    match call:
        case ast.Call(
            args=[ast.Starred(value=ast.Name(id=places))], keywords=[ast.keyword(arg=None, value=ast.Name(id=words))]
        ):
            return (places, words) == _names(given)
        case _:
            return False


def _names(given: ast.arguments) -> tuple[str, str]:
    return given.vararg.arg if given.vararg else "", given.kwarg.arg if given.kwarg else ""
