"""Where code says that something is on its way out: decorators (PEP 702), warnings in bodies, docstring directives."""

import ast
import re
from collections.abc import Iterable

from stability_checker.model.api import Deprecation
from stability_checker.snapshot.collect.scopes import FunctionNode, last_name

_CATEGORY = re.compile(r"Deprecat|FutureWarning|RemovedIn")
_DIRECTIVE = re.compile(
    r"^[ \t]*\.\. deprecated::[ \t]*(?P<since>[\w.+-]*)[ \t]*(?P<rest>[^\n]*(?:\n[ \t]+\S[^\n]*)*)", re.MULTILINE
)
_VERSION = r"v?(?P<since>\d+(?:\.\d+)+(?:[a-z]+\d*)?)"
_SINCE = re.compile(rf"(?:since|as of|deprecated (?:in|from|with))\s+(?:\w+\s+){{0,2}}{_VERSION}", re.IGNORECASE)
_DECORATOR = re.compile(r"deprecat", re.IGNORECASE)


def by_decorator(decorators: Iterable[ast.expr]) -> Deprecation | None:
    """`@deprecated("...")` of PEP 702, and decorators whose name says the same."""
    for decorator in decorators:
        if _DECORATOR.search(last_name(decorator)):
            texts = _texts(decorator.args) if isinstance(decorator, ast.Call) else []
            message = next(iter(texts), None)
            return Deprecation("decorator", message, _since(message))
    return None


def by_docstring(docstring: str | None) -> Deprecation | None:
    """The Sphinx directive `.. deprecated:: VERSION`."""
    if not docstring or "deprecated::" not in docstring:
        return None
    found = _DIRECTIVE.search(docstring)
    if found is None:
        return None
    message = " ".join(found["rest"].split()) or None
    return Deprecation("docstring", message, found["since"] or None)


def is_deprecation_warning(call: ast.AST) -> bool:
    """Whether this is `warnings.warn(..., DeprecationWarning)`, or a call of a function made for that alone."""
    if not isinstance(call, ast.Call):
        return False
    name = last_name(call.func)
    if name in ("warn", "warn_explicit"):
        given = [*call.args, *(each.value for each in call.keywords)]
        return any(_CATEGORY.search(last_name(each)) for each in given)
    return "deprecat" in name.lower() and "warn" in name.lower()


def by_warning(call: ast.Call, how: str = "warning") -> Deprecation:
    """The deprecation that a warning call announces."""
    message = next(iter(_texts(call.args)), None)
    if message is None and call.args and isinstance(call.args[0], ast.Call):
        message = next(iter(_texts(call.args[0].args)), None)
    return Deprecation(how, message, _since(message))


def warning_among(statements: Iterable[ast.stmt]) -> ast.Call | None:
    """The first deprecation warning that running these statements always reaches."""
    for statement in statements:
        if isinstance(statement, ast.Expr) and is_deprecation_warning(statement.value):
            return statement.value if isinstance(statement.value, ast.Call) else None
        if isinstance(statement, ast.With | ast.Try):
            found = warning_among(statement.body)
            if found is not None:
                return found
    return None


def of_function(node: FunctionNode, docstring: str | None) -> Deprecation | None:
    """The deprecation of a whole function: decorator, then a warning that every call reaches, then docstring."""
    found = by_decorator(node.decorator_list)
    if found is None and (call := warning_among(node.body)) is not None:
        found = by_warning(call)
    return found or by_docstring(docstring)


def _texts(arguments: Iterable[ast.expr]) -> list[str]:
    found = []
    for argument in arguments:
        text = _text(argument)
        if text is not None:
            found.append(" ".join(text.split()))
    return found


def _text(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        parts = [str(each.value) if isinstance(each, ast.Constant) else "…" for each in node.values]
        return "".join(parts)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
        return _text(node.left)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
        return _text(node.func.value)
    return None


def _since(message: str | None) -> str | None:
    found = _SINCE.search(message) if message else None
    return found["since"] if found else None
