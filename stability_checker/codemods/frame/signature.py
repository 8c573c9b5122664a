"""Edits of a method's list of parameters that leave its layout alone."""

import ast
import re

from stability_checker.codemods.frame.edits import Edit
from stability_checker.codemods.frame.source import Function, Source

_GAP = re.compile(r"[ \t]*,\s*")


def positional(method: Function) -> list[ast.arg]:
    """The parameters behind `self` that take an argument by its place."""
    return [*method.args.posonlyargs, *method.args.args][1:]


def named(method: Function, name: str) -> ast.arg | None:
    return next((arg for arg in [*positional(method), *method.args.kwonlyargs] if arg.arg == name), None)


def behind_self(source: Source, method: Function, text: str) -> Edit:
    """A new parameter in the second place, on a line of its own where the next one has that."""
    end = source.span([*method.args.posonlyargs, *method.args.args][0])[1]
    gap = _GAP.match(source.text, end)
    if gap is None or source.text.startswith(("#", ")"), gap.end()):
        return Edit(end, end, f", {text}")
    return Edit(gap.end(), gap.end(), f"{text}{gap[0].lstrip()}")


def moved_behind_self(source: Source, method: Function, parameter: ast.arg) -> tuple[Edit, ...]:
    """The parameter in the second place, without its default and without a `*` that would have nothing behind it."""
    listed = _listed(source, method)
    start, end = source.span(parameter)
    at = next(at for at, (first, _) in enumerate(listed) if first == start)
    only = method.args.vararg is None and method.args.kwonlyargs == [parameter]
    if only and not positional(method):
        return Edit(listed[at - 1][0], start, ""), Edit(end, listed[at][1], "")
    added = behind_self(source, method, source.text[start:end])
    if at + 1 < len(listed) and not only:
        return added, Edit(start, listed[at + 1][0], "")
    return added, Edit(listed[at - 2 if only else at - 1][1], listed[at][1], "")


def _listed(source: Source, method: Function) -> list[tuple[int, int]]:
    """The spans of all parameters with their stars and defaults, in order; a bare `*` is one of them."""
    args = method.args
    plain = [*args.posonlyargs, *args.args]
    defaults = [*[None] * (len(plain) - len(args.defaults)), *args.defaults]
    pairs: list[tuple[ast.arg, ast.expr | None]] = list(zip(plain, defaults, strict=True))
    pairs += [(args.vararg, None)] if args.vararg else []
    pairs += list(zip(args.kwonlyargs, args.kw_defaults, strict=True))
    pairs += [(args.kwarg, None)] if args.kwarg else []
    spans = [(_start(source, arg), source.span(default or arg)[1]) for arg, default in pairs]
    if args.kwonlyargs and not args.vararg:
        star = source.text.rindex("*", 0, source.span(args.kwonlyargs[0])[0])
        spans.insert(len(plain), (star, star + 1))
    return spans


def _start(source: Source, arg: ast.arg) -> int:
    """Where a parameter begins, with the stars that stand in front of it."""
    start = source.span(arg)[0]
    before = source.text[:start].rstrip(" \t")
    return start - (len(source.text[:start]) - len(before.rstrip("*"))) if before.endswith("*") else start
