"""From an assignment to the model's Attribute: what it declares (a type alias, a TypeVar, a member) and its value."""

import ast
from typing import Any

from msgspec import Struct

from stability_checker.model.api import Attribute
from stability_checker.snapshot.collect.constants import NotConstant, dotted_name
from stability_checker.snapshot.collect.expressions import annotation_text, constant_text, default_text
from stability_checker.snapshot.collect.functions import Context
from stability_checker.snapshot.collect.scopes import Binding, last_name
from stability_checker.snapshot.collect.spellings import one_spelling
from stability_checker.snapshot.collect.standard_library import standard_class

_VARIABLES = frozenset({"TypeVar", "ParamSpec", "TypeVarTuple"})
_TYPE_FORMS = frozenset(
    {"typing.Union", "typing.Optional", "typing.Literal", "typing.Annotated", "typing.Any", "typing.Concatenate"}
)
_WRAPPERS = ("Final", "ClassVar", "InitVar", "Required", "NotRequired", "ReadOnly", "Mapped")


class Declared(Struct):
    """An annotation without the qualifiers around it, which are named apart."""

    inner: ast.expr | None
    qualifiers: frozenset[str]


def declared(annotation: ast.expr | None) -> Declared:
    """`ClassVar[Final[int]]` is `int`, a class variable and final."""
    qualifiers = set()
    while annotation is not None:
        if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
            annotation = _parsed(annotation.value)
        head = annotation.value if isinstance(annotation, ast.Subscript) else annotation
        name = last_name(head) if head is not None and not isinstance(head, ast.Call) else ""
        if name not in _WRAPPERS[:-1]:
            break
        qualifiers.add(name)
        annotation = annotation.slice if isinstance(annotation, ast.Subscript) else None
    return Declared(annotation, frozenset(qualifiers))


def _parsed(text: str) -> ast.expr | None:
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError):
        return None


def build_attribute(
    binding: Binding, context: Context, common: dict[str, Any], scope: str, role: str = "", value: str | None = None
) -> Attribute:
    """The attribute that an assignment declares; `role` and `value` where the caller knows better."""
    found = declared(binding.annotation)
    expression = binding.value
    role = role or _role(binding, context)
    fields: dict[str, Any] = {
        "scope": scope,
        "role": role,
        "final": "Final" in found.qualifiers,
        "classvar": "ClassVar" in found.qualifiers,
    }
    if role == "type alias":
        return Attribute(**common, **fields, annotation=annotation_text(_aliased(binding), context.shown))
    fields["annotation"] = annotation_text(found.inner, context.shown)
    if expression is None:
        return Attribute(**common, **fields)
    fields["default"] = (
        _declaration(expression, context) if role in ("typevar", "newtype") else default_text(expression)
    )
    fields["value"] = value or (constant_text(expression, context.lookup) if not role else None)
    return Attribute(**common, **fields, callable_=_is_callable(expression, context))


def _aliased(binding: Binding) -> ast.expr | None:
    value = getattr(binding.node, "value", None)
    return value if isinstance(value, ast.expr) else None


def _role(binding: Binding, context: Context) -> str:
    if type(binding.node).__name__ == "TypeAlias" or last_name(binding.annotation or ast.Constant(0)) == "TypeAlias":
        return "type alias"
    value = binding.value
    if isinstance(value, ast.Call):
        name = last_name(value)
        if name in _VARIABLES:
            return "typevar"
        return "newtype" if name == "NewType" else ""
    if value is not None and binding.annotation is None:
        named = isinstance(value, ast.Name | ast.Attribute) and _names_class(value, context)
        return "type alias" if named or is_type_expression(value, context) else ""
    return ""


def is_type_expression(node: ast.expr, context: Context) -> bool:
    """Whether a value can only be meant as a type: `Union[...]`, `list[int]`, `int | None`, `Callable[..., X]`."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return _names_type(node.left, context) and _names_type(node.right, context)
    return isinstance(node, ast.Subscript) and _names_type(node.value, context)


def _names_class(node: ast.expr, context: Context) -> bool:
    """`Path = str` gives a class of the standard library a second name."""
    try:
        return standard_class(one_spelling(context.definition(dotted_name(node)))) is not None
    except NotConstant:
        return False


def _names_type(node: ast.expr, context: Context) -> bool:
    if isinstance(node, ast.Subscript | ast.BinOp):
        return is_type_expression(node, context)
    if isinstance(node, ast.Constant):
        return node.value is None
    try:
        path = one_spelling(context.definition(dotted_name(node)))
    except NotConstant:
        return False
    return path in _TYPE_FORMS or path.startswith(("typing.", "collections.abc.")) or standard_class(path) is not None


def _declaration(call: ast.expr, context: Context) -> str:
    """`TypeVar('T', bound=str)` with resolved names, in whatever order its keywords stand."""
    if not isinstance(call, ast.Call):
        return default_text(call)
    name, others = last_name(call), call.args[1:]
    given = [annotation_text(each, context.shown) or "" for each in others]
    named = sorted(f"{each.arg}={annotation_text(each.value, context.shown)}" for each in call.keywords)
    first = default_text(call.args[0]) if call.args else ""
    return f"{name}({', '.join([first, *given, *named])})"


def _is_callable(node: ast.expr, context: Context) -> bool:
    if isinstance(node, ast.Lambda):
        return True
    return isinstance(node, ast.Call) and last_name(node) in ("partial", "partialmethod", "attrgetter", "itemgetter")
