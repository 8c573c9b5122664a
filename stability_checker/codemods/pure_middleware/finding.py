"""The method `dispatch` of a class as what can be rewritten, or what a person does where there is none."""

import ast

from stability_checker.codemods.frame.source import is_function
from stability_checker.codemods.names.module import Module
from stability_checker.codemods.pure_middleware import owner
from stability_checker.codemods.pure_middleware.dispatch import Dispatch, method, parameters_of

_SIGNATURE = "`async def dispatch(self, request, call_next)`"


def dispatch_of(module: Module, node: ast.ClassDef) -> Dispatch | str:
    """The method of the class `node`, or why there is none to rewrite."""
    function = method(node, "dispatch")
    if function is None:
        return f"{_missing(node)}, and run this again"
    if not isinstance(function, ast.AsyncFunctionDef):
        return f"dispatch is no coroutine; write {_SIGNATURE}, and run this again"
    takes = [arg.arg for arg in parameters_of(function)]
    rest = (function.args.vararg, function.args.kwarg, *function.args.kwonlyargs, *function.args.defaults)
    if owner.is_static(function) and "self" not in takes:
        takes.insert(0, "self")
    if len(takes) != 3 or any(rest):
        return (
            f"dispatch takes other arguments than BaseHTTPMiddleware gives it; write {_SIGNATURE}, and run this again"
        )
    return Dispatch(module, node, function, *takes)


def _missing(node: ast.ClassDef) -> str:
    asking = [one.name for one in node.body if is_function(one) and _takes_call_next(one)]
    if asking:
        return f"no request reaches {asking[0]}, for only a method dispatch is called; rename it to {_SIGNATURE}"
    if method(node, "__call__"):
        return "it has a __call__ and takes more than the constructor from the base; set self.app in its own __init__"
    if any(getattr(one, "id", "") == "dispatch" for part in node.body for one in ast.walk(part)):
        return f"its dispatch is no method of the class; write {_SIGNATURE}"
    constructor = method(node, "__init__")
    if constructor and any(word.arg == "dispatch" for word in ast.walk(constructor) if isinstance(word, ast.keyword)):
        return f"its __init__ passes a function on as dispatch; write {_SIGNATURE} instead"
    return f"it has no dispatch, nor has a class of the project below it; write {_SIGNATURE}"


def _takes_call_next(function: "ast.FunctionDef | ast.AsyncFunctionDef") -> bool:
    return any(arg.arg == "call_next" for arg in parameters_of(function))
