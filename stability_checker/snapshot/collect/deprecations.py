"""Where code says that something is on its way out: decorators (PEP 702), warnings in bodies, docstring directives."""

import ast
import re
from collections.abc import Iterable, Iterator

from stability_checker.model.api import Deprecation
from stability_checker.snapshot.collect.docstrings import documented_deprecation, since_of
from stability_checker.snapshot.collect.scopes import FunctionNode, last_name
from stability_checker.snapshot.collect.wording import Wording

_PLAIN = Wording()

_CATEGORY = re.compile(r"Deprecat|FutureWarning|RemovedIn")
_DECORATOR = re.compile(r"deprecat", re.IGNORECASE)


def by_decorator(decorators: Iterable[ast.expr], wording: Wording = _PLAIN) -> Deprecation | None:
    """`@deprecated("...")` of PEP 702, and decorators whose name says the same."""
    for decorator in decorators:
        if _DECORATOR.search(last_name(decorator)):
            message = next(_texts(decorator.args, wording), None) if isinstance(decorator, ast.Call) else None
            return Deprecation("decorator", message, since_of(message))
    return None


def is_deprecation_warning(call: ast.AST) -> bool:
    """Whether this is `warnings.warn(..., DeprecationWarning)`, or a call of a function made for that alone."""
    if not isinstance(call, ast.Call):
        return False
    name = last_name(call.func)
    if name in ("warn", "warn_explicit"):
        given = [*call.args, *(each.value for each in call.keywords)]
        return any(_CATEGORY.search(last_name(each)) for each in given)
    return "deprecat" in name.lower() and "warn" in name.lower()


def by_warning(call: ast.Call, wording: Wording = _PLAIN, how: str = "warning") -> Deprecation:
    """The deprecation that a warning call announces."""
    message = next(_texts(call.args, wording), None)
    return Deprecation(how, message, since_of(message))


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


def of_function(node: FunctionNode, docstring: str | None, wording: Wording = _PLAIN) -> Deprecation | None:
    """The deprecation of a whole function: decorator, then a warning that every call reaches, then docstring."""
    found = by_decorator(node.decorator_list, wording)
    if found is None and (call := warning_among(node.body)) is not None:
        found = by_warning(call, wording.inside(node.body))
    return found or documented_deprecation(docstring)


def _texts(arguments: Iterable[ast.expr], wording: Wording) -> Iterator[str]:
    for argument in arguments:
        text = wording.text(argument)
        if text is not None:
            yield " ".join(text.split())
