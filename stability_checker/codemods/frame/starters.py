"""Classes of routers that see to their handlers themselves: no lifespan may run these past them."""

import ast
from typing import TypeGuard

from stability_checker.codemods.frame.source import is_function
from stability_checker.codemods.names.definitions import assigned_to_self
from stability_checker.codemods.names.module import Module

_METHODS = frozenset({"startup", "shutdown"})
_LISTS = frozenset({"on_startup", "on_shutdown"})


def what_it_does_itself(module: Module, call: ast.Call) -> str | None:
    """What the class that a call constructs, or whose parent it constructs, does with its handlers; None for nothing.

    It overrides what ran them, or reads the lists that the library's constructor kept.
    """
    for above in module.world.ancestors(_constructed(module, call)):
        found = module.definition(above)
        if found is None or not isinstance(found[1], ast.ClassDef):
            continue
        if told := _overrides(found[1]) or _reads(found[1]):
            return f"{found[1].name} {told}"
    return None


def _constructed(module: Module, call: ast.Call) -> str:
    if not isinstance(call.func, ast.Attribute) or call.func.attr != "__init__":
        return module.refers_to(call.func) or ""
    owner = next((above for above in module.source.ancestors(call) if isinstance(above, ast.ClassDef)), None)
    return f"{module.key}:{module.qualified(owner)}" if owner is not None else ""


def _overrides(owner: ast.ClassDef) -> str:
    own = (node.name for node in owner.body if is_function(node) and node.name in _METHODS)
    return next((f"overrides {name}()" for name in own), "")


def _reads(owner: ast.ClassDef) -> str:
    """The list that a class reads and does not set itself."""
    kept = _LISTS - assigned_to_self(owner).keys()
    read = (node.attr for node in ast.walk(owner) if _is_read_of_self(node) and node.attr in kept)
    return next((f"reads self.{name}" for name in read), "")


def _is_read_of_self(node: ast.AST) -> TypeGuard[ast.Attribute]:
    return (
        isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Load)
        and isinstance(node.value, ast.Name)
        and node.value.id == "self"
    )
