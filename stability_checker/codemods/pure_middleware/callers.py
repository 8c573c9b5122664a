"""Who else in a project knows a middleware class: its subclasses, calls of its `dispatch`, questions about its base."""

import ast
from collections.abc import Iterator

from stability_checker.codemods.names.module import UNKNOWN, Module
from stability_checker.codemods.pure_middleware import bases
from stability_checker.codemods.pure_middleware.anatomy import Obstacles
from stability_checker.codemods.pure_middleware.dispatch import mentions, method

INSTEAD = "make a class of the function that is given there, with a dispatch of its own, and run this again"
ANOTHER_WAY = (
    "send requests through an application that the class is added to instead, or move what is needed there into a "
    "method with another name, and run this again"
)
_AFTER = "rewrite it by hand when all below it stand on a __call__ of their own"
_BY_NAME = frozenset({"getattr", "hasattr", "setattr", "delattr", "object"})
"""Functions that take an object and the name of an attribute; `object` is that of `mock.patch.object`."""


def obstacles(module: Module, node: ast.ClassDef) -> Obstacles:
    """What stands against the rewrite of a class in its subclasses, and where it is made."""
    found, heirs = Obstacles(), [heir for _, heir in heirs_of(module, node)]
    if own := [heir.name for heir in heirs if method(heir, "dispatch")]:
        found.manual.append(
            f"its dispatch is overridden in {listed(own)}, whose requests a __call__ here would take; {_AFTER}"
        )
    if own := [heir.name for heir in heirs if method(heir, "__call__") and not method(heir, "dispatch")]:
        found.manual.append(f"its __call__ is overridden in {listed(own)}, and may be called from there; {_AFTER}")
    for heir in heirs:
        if not (method(heir, "dispatch") or method(heir, "__call__") or _takes_all_over(heir)):
            found.review.append(f"{heir.name} inherits from the class, and from others or with a decorator")
    reference = reference_of(module, node)
    for there in module.world.users(node.name, module):
        if any(_is_given_dispatch(there, call, reference) for call in there.source.calls):
            found.manual.append(f"{there.source.path.name} constructs the class with dispatch=; {INSTEAD}")
    return found


def reference_of(module: Module, node: ast.ClassDef) -> str:
    return f"{module.key}:{module.qualified(node)}"


def listed(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


# Subclasses.


def heirs_of(
    module: Module, node: ast.ClassDef, known: set[str] | None = None
) -> Iterator[tuple[Module, ast.ClassDef]]:
    """The classes of the project that inherit from a class, through others too, with their files."""
    reference = reference_of(module, node)
    known = {reference} if known is None else known
    for there in module.world.users(node.name, module):
        for other in there.source.nodes(ast.ClassDef):
            inherits_here = any(there.refers_to(bases.unsubscripted(base)) == reference for base in other.bases)
            if inherits_here and (own := reference_of(there, other)) not in known:
                known.add(own)
                yield there, other
                yield from heirs_of(there, other, known)


def _takes_all_over(heir: ast.ClassDef) -> bool:
    """Whether a class without a `dispatch` of its own is served by the `__call__` that it inherits."""
    plain = len(heir.bases) == 1 and not heir.keywords and not heir.decorator_list
    return plain and not (method(heir, "__call__") or mentions(heir, "dispatch") or mentions(heir, "dispatch_func"))


# Questions about the base.


def questions(module: Module, base: str) -> list[str]:
    """What is said of `isinstance(one, BaseHTTPMiddleware)`, or `issubclass`, in each file that asks so."""
    asked = ((there, _asks_for(there, base)) for there in module.world.users(base.rpartition(".")[2], module))
    return [
        f"{there.source.path.name} says `{told}`: where it is asked of this class or of an object of it, the answer is "
        "now no"
        for there, told in asked
        if told
    ]


def _asks_for(there: Module, base: str) -> str:
    """The call in a file that says `isinstance(one, BaseHTTPMiddleware)`, or `issubclass`; or nothing."""
    asking = [call for call in there.source.calls if getattr(call.func, "id", "") in ("isinstance", "issubclass")]
    parts = ((call, part) for call in asking for arg in call.args[1:] for part in ast.walk(arg))
    found = (
        call for call, part in parts if isinstance(part, ast.Name | ast.Attribute) and there.refers_to(part) == base
    )
    return next((ast.unparse(call) for call in found), "")


# Calls of the method.


def use(module: Module, node: ast.ClassDef) -> str:
    """Where the project uses the `dispatch` of a class or of one below it: `file.py, line 3, uses ...`; or nothing."""
    heirs = list(heirs_of(module, node))
    family = {reference_of(module, node), *(reference_of(there, heir) for there, heir in heirs)}
    names = [node.name, *(heir.name for _, heir in heirs)]
    related = family | set(module.world.ancestors(reference_of(module, node)))
    for there in module.world.users("dispatch", module):
        is_near = any(name in there.source.text for name in names)
        for one, receiver in _named(there, names):
            if receiver is None or _may_be(there, receiver, one, related, is_near=is_near):
                return f"{there.source.path.name}, line {one.lineno}, uses `{ast.unparse(one)}`"
    return ""


def _named(there: Module, names: list[str]) -> Iterator[tuple[ast.expr, ast.expr | None]]:
    """The places that name a `dispatch`, and whose: `x.dispatch`, `getattr(x, "dispatch")`, `"file.Name.dispatch"`."""
    for one in there.source.nodes(ast.Attribute):
        if one.attr == "dispatch" and not (isinstance(one.value, ast.Call) and _called(one.value) == "super"):
            yield one, one.value
    for call in there.source.calls:
        name = call.args[1] if len(call.args) > 1 and _called(call) in _BY_NAME else None
        if isinstance(name, ast.Constant) and name.value == "dispatch":
            yield call, call.args[0]
    for text in there.source.nodes(ast.Constant):
        if any(str(text.value).endswith(f"{name}.dispatch") for name in names):
            yield text, None


def _called(call: ast.Call) -> str:
    return str(getattr(call.func, "id", getattr(call.func, "attr", "")))


def _may_be(there: Module, receiver: ast.expr, one: ast.expr, related: set[str], *, is_near: bool) -> bool:
    """Whether `receiver` is a class of `related` or an object of one.

    Where it is not known, `dispatch` with two arguments may be the method, in a file that knows the class (`is_near`).
    """
    named = there.refers_to(receiver)
    found = {named} if named is not None else set(there.classes_of(receiver))
    if found & related:
        return not _is_within(there, one, related)
    return (not found or UNKNOWN in found) and is_near and _takes_two(there, one)


def _is_within(there: Module, one: ast.expr, related: set[str]) -> bool:
    """Whether a use stands in the class itself, whose own uses are looked at elsewhere."""
    above = next((node for node in there.source.ancestors(one) if isinstance(node, ast.ClassDef)), None)
    return above is not None and reference_of(there, above) in related


def _takes_two(there: Module, one: ast.expr) -> bool:
    call = there.source.parents.get(one)
    if not isinstance(call, ast.Call) or call.func is not one:
        return True
    return len(call.args) + len(call.keywords) == 2


def _is_given_dispatch(there: Module, call: ast.Call, reference: str) -> bool:
    if not any(word.arg == "dispatch" for word in call.keywords):
        return False
    return any(there.refers_to(part) == reference for part in (call.func, *call.args[:1]))
