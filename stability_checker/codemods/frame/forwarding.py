"""Constructors of the project that hand keywords on, untouched, to the constructor of a library's class."""

import ast
from collections.abc import Collection, Iterator

from stability_checker.codemods.frame.source import Function, is_function
from stability_checker.codemods.names.module import Module
from stability_checker.codemods.names.scopes import parameters


def forwarded_calls(module: Module, classes: Collection[str], names: Collection[str]) -> Iterator[tuple[ast.Call, str]]:
    """The constructions of subclasses whose own `__init__` hands the keywords `names` on to one of `classes`."""
    for call in module.source.calls:
        reference = module.refers_to(call.func)
        if reference is not None and ":" in reference:
            reached = forwarded_to(module, reference, classes, names)
            if reached is not None:
                yield call, reached


def forwarded_to(module: Module, reference: str, classes: Collection[str], names: Collection[str]) -> str | None:
    """The class whose constructor gets `names` from that of `reference`, through one constructor at least."""
    constructors = 0
    for above in module.world.ancestors(reference):
        if above in classes:
            return above if constructors else None
        definition = module.definition(above)
        if definition is None or not isinstance(definition[1], ast.ClassDef):
            return None
        own = next((one for one in definition[1].body if is_function(one) and one.name == "__init__"), None)
        if own is not None and not _hands_on(own, names):
            return None
        constructors += own is not None
    return None


def _hands_on(constructor: Function, names: Collection[str]) -> bool:
    call = handing_on(constructor)
    if call is None or any(one.arg in names for one in parameters(constructor.args)):
        return False
    return not any(word.arg in names for word in call.keywords)


def handing_on(constructor: Function) -> ast.Call | None:
    """The only use that a constructor makes of its `**kwargs`: the call that hands them to the base."""
    bag = constructor.args.kwarg.arg if constructor.args.kwarg else ""
    uses = [one for one in ast.walk(constructor) if isinstance(one, ast.Name) and one.id == bag]
    for call in inherited_calls(constructor):
        unpacked = [word.value for word in call.keywords if word.arg is None]
        if unpacked == uses and len(uses) == 1:
            return call
    return None


def inherited_calls(node: ast.AST, method: str = "__init__") -> Iterator[ast.Call]:
    """`super().__init__(...)` and `super(Class, self).__init__(...)`, or the same of another method."""
    for call in ast.walk(node):
        func = call.func if isinstance(call, ast.Call) else None
        of = func.value if isinstance(func, ast.Attribute) and func.attr == method else None
        if isinstance(call, ast.Call) and isinstance(of, ast.Call) and getattr(of.func, "id", "") == "super":
            yield call
