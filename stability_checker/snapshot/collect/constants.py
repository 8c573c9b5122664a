"""What a constant expression evaluates to: literals, arithmetic on them, and names that stand for constants."""

import ast
import operator
from collections.abc import Callable
from functools import partial
from typing import Any

Lookup = Callable[[str], Any]
"""Gives the constant that a dotted name stands for, or raises `NotConstant`."""

_DEPTH = 60
_BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.LShift: operator.lshift,
    ast.RShift: operator.rshift,
    ast.BitOr: operator.or_,
    ast.BitAnd: operator.and_,
    ast.BitXor: operator.xor,
    ast.Pow: operator.pow,
}
_UNARY: dict[type[ast.unaryop], Callable[[Any], Any]] = {
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
    ast.Invert: operator.invert,
    ast.Not: operator.not_,
}
_EMPTY: dict[str, Callable[[], Any]] = {"dict": dict, "list": list, "tuple": tuple, "set": set, "frozenset": frozenset}


class NotConstant(Exception):
    """The expression depends on something that only running the code would tell."""


def unknown_name(name: str) -> Any:
    raise NotConstant(name)


def fold(node: ast.expr, lookup: Lookup = unknown_name, depth: int = 0) -> Any:
    """The value of `node`; raises NotConstant where it is not a constant or would be unreasonably large."""
    if isinstance(node, ast.Constant):
        return node.value
    if depth > _DEPTH:
        raise NotConstant("too deep")
    if isinstance(node, ast.Name | ast.Attribute):
        return lookup(dotted_name(node))
    folding = _FOLDINGS.get(type(node))
    if folding is None:
        raise NotConstant(type(node).__name__)
    return folding(node, lookup, depth + 1)


def dotted_name(node: ast.expr) -> str:
    """`a.b.c` of an attribute chain that starts at a name; raises NotConstant for any other."""
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        raise NotConstant(type(node).__name__)
    return ".".join([node.id, *reversed(parts)])


def text_of(value: Any) -> str:
    """`repr` in one form on every run: sets are sorted."""
    if isinstance(value, set | frozenset):
        inner = ", ".join(sorted(map(text_of, value)))
        text = f"{{{inner}}}" if inner else "set()"
        return f"frozenset({text})" if isinstance(value, frozenset) else text
    if type(value) in (tuple, list):
        inner = ", ".join(map(text_of, value))
        if isinstance(value, list):
            return f"[{inner}]"
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    if type(value) is dict:
        return "{" + ", ".join(f"{text_of(key)}: {text_of(each)}" for key, each in value.items()) + "}"
    return repr(value)


def _fold_elements(node: ast.Tuple | ast.List | ast.Set, lookup: Lookup, depth: int) -> Any:
    values: list[Any] = []
    for element in node.elts:
        if isinstance(element, ast.Starred):
            values.extend(_iterable(fold(element.value, lookup, depth)))
        else:
            values.append(fold(element, lookup, depth))
    kind: Callable[[list[Any]], Any] = {ast.Tuple: tuple, ast.List: list, ast.Set: set}[type(node)]
    return _guarded(lambda: kind(values))


def _fold_dict(node: ast.Dict, lookup: Lookup, depth: int) -> Any:
    result: dict[Any, Any] = {}
    for key, value in zip(node.keys, node.values, strict=True):
        held = fold(value, lookup, depth)
        if key is None:
            result.update(_guarded(partial(dict, held)))
        else:
            _guarded(partial(result.__setitem__, fold(key, lookup, depth), held))
    return result


def _fold_binary(node: ast.BinOp, lookup: Lookup, depth: int) -> Any:
    left, right = fold(node.left, lookup, depth), fold(node.right, lookup, depth)
    growth = 128 if isinstance(node.op, ast.Pow | ast.LShift) else 1 << 64
    if isinstance(node.op, ast.Pow | ast.LShift | ast.Mult) and not _is_small(left, right, growth):
        raise NotConstant("too large")
    combine = _BINARY.get(type(node.op))
    if combine is None:
        raise NotConstant(type(node.op).__name__)
    return _guarded(lambda: combine(left, right))


def _is_small(left: Any, right: Any, growth: int) -> bool:
    """Whether the result fits a line: numbers of at most 64 bits, powers up to `growth`, short repetitions."""
    if isinstance(left, int | float) and isinstance(right, int | float):
        return abs(left) < 1 << 64 and abs(right) < growth
    sizes = [len(each) if isinstance(each, str | bytes | tuple | list) else each for each in (left, right)]
    return all(isinstance(size, int) for size in sizes) and sizes[0] * sizes[1] < 1000


def _fold_unary(node: ast.UnaryOp, lookup: Lookup, depth: int) -> Any:
    operand = fold(node.operand, lookup, depth)
    return _guarded(lambda: _UNARY[type(node.op)](operand))


def _fold_call(node: ast.Call, lookup: Lookup, depth: int) -> Any:
    """`dict()`, `frozenset({...})` and their like."""
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    make = _EMPTY.get(name)
    if make is None or len(node.args) > 1 or (node.keywords and name != "dict"):
        raise NotConstant("call")
    arguments = [fold(each, lookup, depth) for each in node.args]
    named = {each.arg or "": fold(each.value, lookup, depth) for each in node.keywords}
    return _guarded(lambda: make(*arguments, **named))


def _iterable(value: Any) -> Any:
    if isinstance(value, list | tuple | set | frozenset | dict):
        return value
    raise NotConstant("not iterable")


def _guarded(compute: Callable[[], Any]) -> Any:
    try:
        return compute()
    except (TypeError, ValueError, ArithmeticError, OverflowError, MemoryError) as error:
        raise NotConstant(str(error)) from None


_FOLDINGS: dict[type[ast.AST], Callable[[Any, Lookup, int], Any]] = {
    ast.Tuple: _fold_elements,
    ast.List: _fold_elements,
    ast.Set: _fold_elements,
    ast.Dict: _fold_dict,
    ast.BinOp: _fold_binary,
    ast.UnaryOp: _fold_unary,
    ast.Call: _fold_call,
}
