"""The context of a template: where it comes from, and which request it holds."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from stability_checker.codemods.frame.calls import keyword
from stability_checker.codemods.frame.source import is_function
from stability_checker.codemods.names.definitions import results_of
from stability_checker.codemods.names.module import UNKNOWN, Module
from stability_checker.codemods.names.project import argument
from stability_checker.codemods.names.scopes import parameters


@dataclass(frozen=True, slots=True)
class Context:
    """`request` is the text of the request in the context, `is_literal` whether it stands in the call itself."""

    request: str | None = None
    is_literal: bool = False

    @property
    def holds_request(self) -> bool:
        return self.request is not None


def context_of(module: Module, call: ast.Call) -> Context:
    """The context that a call of the old form `(name, context, ...)` hands over."""
    named = keyword(call, "context")
    node = named.value if named else call.args[1] if len(call.args) > 1 else None
    entry = _entry(node) if node is not None else None
    if entry is not None:
        return Context(module.source.segment(entry), is_literal=True)
    if isinstance(node, ast.Name):
        put = _put_into(module, node)
        return Context(ast.unparse(put) if put is not None else f'{node.id}["request"]')
    held = _held(module, node)
    return Context(ast.unparse(held)) if held is not None else Context()


def _held(module: Module, node: ast.expr | None, depth: int = 5) -> ast.expr | None:
    """The name or attribute that surely is the request of a context which is put together, here or by a function."""
    found: list[ast.expr | None]
    match node:
        case _ if depth == 0:
            found = []
        case ast.Await(value=value):
            found = [_held(module, value, depth)]
        case ast.BinOp(op=ast.BitOr(), left=left, right=right):
            found = [_held(module, one, depth - 1) for one in (right, left)]
        case ast.Dict(keys=keys, values=values):
            unpacked = [value for key, value in zip(keys, values, strict=True) if key is None]
            found = [_entry(node), *(_held(module, one, depth - 1) for one in unpacked)]
        case ast.Name():
            found = [_put_into(module, node, depth - 1)]
        case ast.Call(func=ast.Name(id="dict"), args=args, keywords=words):
            unpacked = [*args, *(word.value for word in words if word.arg is None)]
            found = [_entry(node), *(_held(module, one, depth - 1) for one in unpacked)]
        case ast.Call():
            found = [_handed_over(module, node, depth - 1)]
        case _:
            found = []
    return next((one for one in found if isinstance(one, ast.Name | ast.Attribute)), None)


def _handed_over(module: Module, call: ast.Call, depth: int) -> ast.expr | None:
    """What a function of the project is given as the request that every context which it returns holds."""
    there, function = module.definition(module.refers_to(call.func) or "") or (module, None)
    if not is_function(function) or isinstance(there.source.parents.get(function), ast.ClassDef):
        return None
    held = [_held(there, result, depth) for result in results_of(function)]
    names = {one.id if isinstance(one, ast.Name) else None for one in held}
    parameter = next((one for one in parameters(function.args) if {one.arg} == names), None)
    if parameter is None or len(there.scopes.of[function].bindings[parameter.arg]) != 1:
        return None
    return argument(call, function, parameter)


def _entry(node: ast.expr) -> ast.expr | None:
    """The value under "request" in a dict display or a `dict(...)` call."""
    if isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        return next((value for key, value in pairs if isinstance(key, ast.Constant) and key.value == "request"), None)
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "dict":
        return next((word.value for word in node.keywords if word.arg == "request"), None)
    return None


def _put_into(module: Module, context: ast.Name, depth: int = 5) -> ast.expr | None:
    """The one name or attribute that the function puts into the context as its request."""
    put = _requests_put(module, context, depth)
    values = [value for value in put if isinstance(value, ast.Name | ast.Attribute)]
    if len({ast.unparse(value) for value in values}) != 1:
        return None
    name = next(part for part in ast.walk(values[0]) if isinstance(part, ast.Name))
    names = module.names_at(context)
    found = names.find(name.id)
    return values[0] if found and len(found[1]) == 1 else None


def _requests_put(module: Module, context: ast.Name, depth: int) -> Iterator[ast.expr]:
    for node in ast.walk(module.source.scope(context)):
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if getattr(target, "id", None) == context.id and (entry := _held(module, node.value, depth)):
                    yield entry
                elif _is_item(target, context.id) and node.value:
                    yield node.value
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == f"{context.id}.update" and node.args:
            if (entry := _entry(node.args[0])) is not None:
                yield entry


def _is_item(node: ast.expr, name: str) -> bool:
    if not isinstance(node, ast.Subscript) or getattr(node.value, "id", "") != name:
        return False
    return isinstance(node.slice, ast.Constant) and node.slice.value == "request"


def named_request(module: Module, call: ast.Call, request: str) -> str | None:
    """The request that the functions around a call take as a parameter: by its class, else by its name."""
    for above in module.source.ancestors(call):
        for parameter in parameters(above.args) if is_function(above) else ():
            name = ast.Name(parameter.arg, ast.Load(), lineno=call.lineno, col_offset=call.col_offset)
            module.source.parents[name] = call
            found = module.classes_of(name)
            known = bool(found) and UNKNOWN not in found
            if module.is_instance(name, [request]) or (not known and parameter.arg == "request"):
                return parameter.arg
    return None
