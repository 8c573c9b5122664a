"""Code that is ready for a name to be missing: it does not fail, so it is not counted."""

import ast
from collections.abc import Iterator

from stability_checker.codemods.frame.source import Source

_FOR_IMPORTS = {"ImportError", "ModuleNotFoundError"}
_FOR_NAMES = {"AttributeError"}
_FOR_ALL = {"Exception", "BaseException"}


def expects_absence(node: ast.AST, source: Source) -> bool:
    """Whether `node` stands in a `try` that catches its absence, or under a test whether it is there."""
    wanted = _FOR_IMPORTS if isinstance(node, ast.alias) else _FOR_NAMES
    child = node
    for above in source.ancestors(node):
        if isinstance(above, ast.Try) and child in above.body and _catches(above, wanted | _FOR_ALL):
            return True
        if isinstance(above, ast.If | ast.IfExp) and isinstance(node, ast.Attribute) and _asks_for(above, node, child):
            return True
        if isinstance(above, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) and wanted is _FOR_NAMES:
            return False
        child = above
    return False


def _catches(block: ast.Try, wanted: set[str]) -> bool:
    return any(handler.type is None or set(_names(handler.type)) & wanted for handler in block.handlers)


def _names(node: ast.expr) -> Iterator[str]:
    for part in node.elts if isinstance(node, ast.Tuple) else [node]:
        yield getattr(part, "attr", getattr(part, "id", ""))


def _asks_for(condition: ast.If | ast.IfExp, node: ast.Attribute, branch: ast.AST) -> bool:
    """Whether the branch runs only where `hasattr` found the name."""
    body = condition.body if isinstance(condition.body, list) else [condition.body]
    return branch in body and any(
        isinstance(part, ast.Call)
        and getattr(part.func, "id", "") == "hasattr"
        and any(isinstance(arg, ast.Constant) and arg.value == node.attr for arg in part.args)
        for part in ast.walk(condition.test)
    )
