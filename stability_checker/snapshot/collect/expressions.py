"""Source expressions as text in normal form: annotations with names resolved, defaults as short source text."""

import ast
import hashlib
from collections.abc import Callable, Iterable

from stability_checker.snapshot.collect.constants import Lookup, NotConstant, dotted_name, fold, text_of
from stability_checker.snapshot.collect.spellings import one_spelling

Resolve = Callable[[str], str]
"""Gives the path to show for a dotted name as the source writes it."""

_LONGEST = 160
_UNION, _OPTIONAL, _LITERAL, _ANNOTATED = "typing.Union", "typing.Optional", "typing.Literal", "typing.Annotated"


def annotation_text(node: ast.expr | None, resolve: Resolve) -> str | None:
    """An annotation in normal form; None for none.

    Names are resolved, quotes taken off, unions written `X | Y` in alphabetical order with None last,
    `Annotated[X, ...]` as X, and types that have two names in the standard library by one of them.
    """
    if node is None:
        return None
    try:
        return " | ".join(_members(node, resolve))
    except (RecursionError, ValueError, SyntaxError):
        return _shortened(source_text(node))


def _members(node: ast.expr, resolve: Resolve) -> list[str]:
    """The members of the union that an annotation is; one for any other type."""
    found: dict[str, None] = {}
    for each in _flattened(node, resolve):
        found[each] = None
    if len(found) == 1:
        return list(found)
    return sorted(found, key=lambda text: (text == "None", text))


def _flattened(node: ast.expr, resolve: Resolve) -> Iterable[str]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return [*_flattened(node.left, resolve), *_flattened(node.right, resolve)]
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return _flattened(_unquoted(node.value), resolve)
    if isinstance(node, ast.Subscript):
        return _flattened_subscript(node, resolve)
    return [_single(node, resolve)]


def _flattened_subscript(node: ast.Subscript, resolve: Resolve) -> Iterable[str]:
    origin = _single(node.value, resolve)
    arguments = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    if origin == _OPTIONAL:
        return [*_flattened(node.slice, resolve), "None"]
    if origin == _UNION:
        return [text for each in arguments for text in _flattened(each, resolve)]
    if origin == _ANNOTATED:
        return _flattened(arguments[0], resolve)
    if origin == _LITERAL:
        inner = ", ".join(dict.fromkeys(_literal(each, resolve) for each in arguments))
    else:
        inner = ", ".join(" | ".join(_members(each, resolve)) for each in arguments) or "()"
    return [f"{origin}[{inner}]"]


def _literal(node: ast.expr, resolve: Resolve) -> str:
    return repr(node.value) if isinstance(node, ast.Constant) else _single(node, resolve)


def _single(node: ast.expr, resolve: Resolve) -> str:
    if isinstance(node, ast.Name):
        return one_spelling(resolve(node.id))
    if isinstance(node, ast.Attribute):
        return _dotted(node, resolve)
    if isinstance(node, ast.Constant):
        return "..." if node.value is Ellipsis else repr(node.value)
    if isinstance(node, ast.List):
        return "[" + ", ".join(" | ".join(_members(each, resolve)) for each in node.elts) + "]"
    if isinstance(node, ast.Starred):
        return f"*{_single(node.value, resolve)}"
    if isinstance(node, ast.Subscript | ast.BinOp) and not _is_arithmetic(node):
        return " | ".join(_members(node, resolve))
    return _shortened(source_text(node))


def _is_arithmetic(node: ast.expr) -> bool:
    return isinstance(node, ast.BinOp) and not isinstance(node.op, ast.BitOr)


def _dotted(node: ast.Attribute, resolve: Resolve) -> str:
    try:
        return one_spelling(resolve(dotted_name(node)))
    except NotConstant:
        return source_text(node)


_unquoted_cache: dict[str, ast.expr] = {}


def _unquoted(text: str) -> ast.expr:
    """The expression inside a quoted annotation; text that is none stays a name of its own."""
    known = _unquoted_cache.get(text)
    if known is None:
        try:
            known = ast.parse(text.strip(), mode="eval").body
        except (SyntaxError, ValueError):
            known = ast.Name(text.strip())
        _unquoted_cache[text] = known
    return known


def base_text(node: ast.expr, resolve: Resolve) -> str:
    """A base class in normal form, subscripts kept; the call of a class factory as its source."""
    return annotation_text(node, resolve) or ""


def source_text(node: ast.expr) -> str:
    """The expression as source text in one form, whatever its quotes and line breaks."""
    if isinstance(node, ast.Constant):
        return "..." if node.value is Ellipsis else repr(node.value)
    if isinstance(node, ast.Name):
        return node.id
    try:
        return ast.unparse(node)
    except (RecursionError, ValueError):
        return "?"


def default_text(node: ast.expr) -> str:
    """The source text of a default or value; long ones are cut, with a digest of the whole at their end."""
    if isinstance(node, ast.Dict | ast.List | ast.Set | ast.Tuple) and _size(node) > 60:
        return _digested(node)
    return _shortened(source_text(node))


def constant_text(node: ast.expr, lookup: Lookup) -> str | None:
    """The constant that an expression evaluates to, as `repr`; None where it is none."""
    if isinstance(node, ast.Constant):
        return _shortened(repr(node.value)) if node.value is not Ellipsis else "..."
    try:
        return _shortened(text_of(fold(node, lookup)))
    except (NotConstant, RecursionError, ValueError):
        return None


def _size(node: ast.expr) -> int:
    return len(getattr(node, "elts", ()) or getattr(node, "values", ()))


def _digested(node: ast.expr) -> str:
    """Large tables are told apart without being written out."""
    opening = {ast.Dict: "{", ast.List: "[", ast.Set: "{", ast.Tuple: "("}[type(node)]
    return f"{opening}… {_size(node)} items #{_digest(source_text(node))}"


def _shortened(text: str) -> str:
    text = text if "\n" not in text else " ".join(text.split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 40]}… #{_digest(text)}"


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
