"""Which decorators hand back the very function or class that they are given."""

import ast
from collections.abc import Sequence

from stability_checker.codemods.frame.source import is_function
from stability_checker.codemods.names.definitions import results_of
from stability_checker.codemods.names.module import Module
from stability_checker.codemods.names.scopes import parameters

_MARKS = {
    f"{module}.{name}"
    for module in ("typing", "typing_extensions")
    for name in ("final", "no_type_check", "override", "runtime_checkable")
} | {"abc.abstractmethod"}
"""Decorators that at most set an attribute of what they decorate."""


def hands_back(module: Module, decorator: ast.expr, registries: Sequence[str] = ()) -> bool:
    """Whether what a decorator stands on keeps its identity.

    So it does under a mark, under a method of one of the classes `registries` that the project does not override, and
    under a function of the project that returns what it was given.
    """
    if not isinstance(decorator, ast.Call):
        reference = module.refers_to(decorator)
        return reference in _MARKS or _returns_its_first(module, reference)
    func = decorator.func
    if isinstance(func, ast.Attribute) and module.is_instance(func.value, registries, method=func.attr):
        return True
    definition = module.definition(module.refers_to(func) or "")
    if definition is None or not is_function(definition[1]):
        return False
    made = [definition[0].refers_to(value) for value in results_of(definition[1])]
    return bool(made) and all(_returns_its_first(definition[0], one) for one in made)


def _returns_its_first(module: Module, reference: str | None) -> bool:
    there, function = module.definition(reference or "") or (module, None)
    if not isinstance(function, ast.FunctionDef) or function.decorator_list:
        return False
    first = next(iter(parameters(function.args)), None)
    names, results = there.scopes.of[function], results_of(function)
    if first is None or not results or len(names.bindings[first.arg]) != 1:
        return False
    return all(isinstance(one, ast.Name) and one.id == first.arg for one in results)
