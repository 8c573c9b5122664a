"""Classes below a middleware of their own project: they keep that base, and get a `__call__` instead of `dispatch`."""

import ast
from collections.abc import Iterator

from stability_checker.codemods.frame.edits import Change, Edit
from stability_checker.codemods.frame.layout import remove_decorator
from stability_checker.codemods.frame.source import Function, last_name
from stability_checker.codemods.names.module import Module
from stability_checker.codemods.pure_middleware import callers, owner
from stability_checker.codemods.pure_middleware.anatomy import Obstacles
from stability_checker.codemods.pure_middleware.dispatch import Dispatch, mentions, method
from stability_checker.codemods.pure_middleware.layout import end_of

OPENED = "its dispatch is abstract no more, for classes below it that have a __call__ instead"
_MISSING = "raise NotImplementedError"


def has_dispatch(node: ast.ClassDef) -> bool:
    """Whether requests reach a `dispatch` of the class through the base, and not through a `__call__` of its own."""
    call = method(node, "__call__")
    return method(node, "dispatch") is not None and not (call is not None and mentions(call, "dispatch"))


def obstacles(module: Module, node: ast.ClassDef, dispatch: Dispatch) -> Obstacles:
    """What stands against a `__call__` of the class itself, with a base that stays a `BaseHTTPMiddleware`."""
    found = Obstacles()
    if node.keywords:
        told = ", ".join(ast.unparse(one.value) for one in node.keywords)
        found.manual.append(f"the class is made by `{told}`, which may ask for dispatch; rewrite the class by hand")
    for one in _above(module, node):
        if told := _of_base(one):
            found.manual.append(told)
    if told := _given_dispatch(node):
        found.manual.append(told)
    found += owner.of_methods(node, dispatch)
    found += owner.of_decorators(module, node)
    return found


def _above(module: Module, node: ast.ClassDef) -> Iterator[ast.ClassDef]:
    """The classes of the project that a class inherits from."""
    own = callers.reference_of(module, node)
    found = (module.definition(one) for one in module.world.ancestors(own) if one != own)
    return (one[1] for one in found if one is not None and isinstance(one[1], ast.ClassDef))


def _of_base(above: ast.ClassDef) -> str:
    """What keeps a class below this one from being called past it; or nothing."""
    if method(above, "__call__"):
        return f"{above.name} above it has a __call__ of its own, which its own would hide; merge the two by hand"
    if owner.asks_itself(above):
        return f"{above.name} above it uses .dispatch, which the class would not have; move that out of there first"
    return _given_dispatch(above)


def _given_dispatch(node: ast.ClassDef) -> str:
    """Whether a constructor gives the base another function as `dispatch`."""
    constructor = method(node, "__init__")
    words = (one for one in ast.walk(constructor) if isinstance(one, ast.keyword)) if constructor else ()
    if any(word.arg == "dispatch" and not owner.is_own_dispatch(word.value) for word in words):
        return f"the __init__ of {node.name} gives the base a dispatch; {callers.INSTEAD}"
    return ""


def is_stub(function: Function) -> bool:
    """Whether a `dispatch` only says that subclasses must have one."""
    return all(_says_nothing(one) for one in function.body)


def _says_nothing(statement: ast.stmt) -> bool:
    match statement:
        case ast.Pass() | ast.Expr(value=ast.Constant()):
            return True
        case ast.Raise(exc=ast.expr() as raised):
            return last_name(raised.func if isinstance(raised, ast.Call) else raised) == "NotImplementedError"
    return False


def served(module: Module, node: ast.ClassDef) -> list[tuple[Module, ast.ClassDef]]:
    """The subclasses with a `dispatch` or a `__call__` of their own, where the class itself has no more than a stub."""
    inner = method(node, "dispatch")
    if inner is not None and not is_stub(inner):
        return []
    heirs = ((there, one) for there, one in callers.heirs_of(module, node) if not _is_abstract(method(one, "dispatch")))
    return [(there, one) for there, one in heirs if method(one, "dispatch") or method(one, "__call__")]


def told_of(node: ast.ClassDef, heirs: list[tuple[Module, ast.ClassDef]]) -> str:
    """What a person does about a class that other classes inherit, and that handles no request itself."""
    names = callers.listed([one.name for _, one in heirs])
    return (
        f"{node.name}: it handles no request itself, and {names} below it can have a __call__ in front of its own; it "
        "stays for those that have a dispatch, here or in other projects. Where there are none, set self.app in its "
        "__init__ and take BaseHTTPMiddleware away"
    )


def is_abstract(node: ast.ClassDef) -> bool:
    return _is_abstract(method(node, "dispatch"))


def _is_abstract(function: Function | None) -> bool:
    return function is not None and is_stub(function) and any(_abstract(function))


def _abstract(function: Function) -> Iterator[ast.expr]:
    return (one for one in function.decorator_list if last_name(one) == "abstractmethod")


def opened(module: Module, node: ast.ClassDef) -> Change:
    """The class with a `dispatch` that subclasses need not have, for they may have a `__call__` instead."""
    function, source = method(node, "dispatch"), module.source
    assert function is not None
    decorators = list(_abstract(function))
    edits, last = [remove_decorator(source, one) for one in decorators], function.body[-1]
    if isinstance(last, ast.Pass) or (isinstance(last, ast.Expr) and getattr(last.value, "value", "") is ...):
        edits.append(source.replace(last, _MISSING))
    elif isinstance(last, ast.Expr):
        at = end_of(source, last)
        edits.append(Edit(at, at, f"{source.indent(last)}{_MISSING}{source.newline(last)}"))
    dropped = tuple(part.id for one in decorators for part in ast.walk(one) if isinstance(part, ast.Name))
    return Change(tuple(edits), (), dropped, alone=True)
