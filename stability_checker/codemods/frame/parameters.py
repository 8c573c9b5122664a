"""Edits of a function's list of parameters: one moves, or comes in, right behind `self`."""

import ast
import re

from stability_checker.codemods.frame.edits import Edit
from stability_checker.codemods.frame.source import Function, Source
from stability_checker.codemods.names.scopes import default_of

_COMMA_BEHIND = re.compile(r"\s*,\s*")
_COMMA_AHEAD = re.compile(r",\s*\Z")
_STAR_AHEAD = re.compile(r"\*\s*,\s*\Z")


def positional(function: Function) -> list[ast.arg]:
    return [*function.args.posonlyargs, *function.args.args]


def is_plain(source: Source, function: Function) -> bool:
    """Whether no comment stands among the parameters."""
    return "#" not in source.text[slice(*_extent(source, function))]


def put_behind_self(source: Source, function: Function, text: str) -> Edit:
    """`text` as the first parameter of a method, on a line of its own where the others have one."""
    first, at = positional(function)[0], source.span(positional(function)[0])[1]
    behind = [part for part in ast.walk(function.args) if isinstance(part, ast.arg) and source.span(part)[0] > at]
    later = min((part.lineno for part in behind), default=first.lineno)
    line = f"{source.newline(first)}{source.indent(first)}" if later > first.lineno else ""
    alone = bool(line) and not source.text[source.line_start(at) : source.span(first)[0]].strip()
    return Edit(at, at, f",{line if alone else ' '}{text}")


def written(source: Source, function: Function, parameter: ast.arg) -> str:
    """A parameter with its annotation, and with its default where every one before it has one too."""
    default, listed = default_of(function.args, parameter), positional(function)
    ahead = listed[1 : listed.index(parameter)] if parameter in listed else []
    keeps = default is not None and not any(default_of(function.args, one) is None for one in ahead)
    end = source.span(default if keeps and default is not None else parameter)[1]
    return source.text[source.span(parameter)[0] : end]


def taken_out(source: Source, function: Function, parameter: ast.arg) -> Edit:
    """A parameter with its default and a comma; the star before the only one that is by keyword goes too."""
    default = default_of(function.args, parameter)
    start, end = source.span(parameter)[0], source.span(default or parameter)[1]
    opening = _extent(source, function)[0]
    alone = function.args.kwonlyargs == [parameter] and function.args.vararg is None
    if alone and (star := _STAR_AHEAD.search(source.text, opening, start)):
        start = star.start()
    if behind := _COMMA_BEHIND.match(source.text, end):
        rest = source.text[behind.end() : behind.end() + 1]
        if rest != ")":
            return Edit(start, behind.end(), "")
    ahead = _COMMA_AHEAD.search(source.text, opening, start)
    return Edit(ahead.start() if ahead else start, end, "")


def _extent(source: Source, function: Function) -> tuple[int, int]:
    """From the first parameter to the first statement."""
    return source.span(positional(function)[0])[0], source.span(function.body[0])[0]
