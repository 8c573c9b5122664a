"""Which class `super()` stands for in a method."""

import ast

from stability_checker.codemods.frame.source import is_function, last_name
from stability_checker.codemods.names.module import Module


def parent_of(module: Module, call: ast.Call) -> str | None:
    """The only base of the class around a call of `super()`; None for other calls, and where the order of bases counts.

    In `super(Class, self)` the class is the one that is named, where that is the one around it.
    """
    if not isinstance(call.func, ast.Name) or call.func.id != "super" or module.bindings(call.func):
        return None
    function = next((above for above in module.source.ancestors(call) if is_function(above)), None)
    owner = module.source.parents.get(function) if function is not None else None
    if not isinstance(owner, ast.ClassDef) or len(owner.bases) != 1:
        return None
    if call.args and last_name(call.args[0]) != owner.name:
        return None
    base = owner.bases[0]
    return module.refers_to(base.value if isinstance(base, ast.Subscript) else base)
