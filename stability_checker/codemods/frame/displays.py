"""Adds entries to the lists and dicts that a call is given, and arguments with such entries to the call."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from stability_checker.codemods.frame.edits import Edit
from stability_checker.codemods.frame.source import Source

STEP = "    "


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as it is written, with the lines of comment above and below it and the comment behind it."""

    text: str
    above: tuple[str, ...] = ()
    behind: str = ""
    below: tuple[str, ...] = ()

    def lines(self, indent: str) -> list[str]:
        return [f"{indent}{line}" for line in (*self.above, f"{self.text},{self.behind}", *self.below)]


@dataclass(frozen=True, slots=True)
class Brackets:
    """What a display opens and closes with, and what unpacks another one into it."""

    opening: str
    closing: str
    star: str


LIST, DICT = Brackets("[", "]", "*"), Brackets("{", "}", "**")


def display(brackets: Brackets, entries: Sequence[Entry], indent: str, newline: str) -> str:
    """A display with an entry a line, for code on a line that opens with `indent`."""
    lines = [line for entry in entries for line in entry.lines(indent + STEP)]
    return newline.join([brackets.opening, *lines, indent + brackets.closing])


def extended(source: Source, given: ast.expr, brackets: Brackets, entries: Sequence[Entry], front: bool) -> Edit:
    """Put `entries` behind what an argument is given already, or in front of it.

    A display with an entry a line grows by lines, and keeps every byte that it had; another value is unpacked.
    """
    at = _line_inside(source, given, front)
    newline = source.newline(given)
    if at is not None:
        lines = [line for entry in entries for line in entry.lines(_inner_indent(source, given))]
        return Edit(at, at, "".join(line + newline for line in lines))
    old = [Entry(text) for text in _spread(source, given, brackets)]
    both = [*entries, *old] if front else [*old, *entries]
    return source.replace(given, display(brackets, both, source.indent(given), newline))


def arguments(source: Source, call: ast.Call, texts: Sequence[str]) -> list[Edit]:
    """Put new arguments at the end of a call, laid out as those are that it has."""
    close, last = source.span(call)[1] - 1, _last_argument(source, call)
    if last is None:
        return [Edit(close, close, ", ".join(texts))]
    end, newline = source.span(last)[1], source.newline(call)
    tail = source.text[end:close]
    if "\n" not in tail:
        return [Edit(end, end, "".join(f", {text}" for text in texts))]
    indent, at = source.indent(last), source.next_line(end)
    comma = [] if _opens_with_comma(tail) else [Edit(end, end, ",")]
    return [*comma, Edit(at, at, "".join(f"{indent}{text},{newline}" for text in texts))]


def argument_indent(source: Source, call: ast.Call) -> str:
    """What a line opens with on which a new argument of the call starts."""
    last = _last_argument(source, call)
    if last is None or "\n" not in source.text[source.span(last)[1] : source.span(call)[1]]:
        return source.indent(call)
    return source.indent(last)


def _last_argument(source: Source, call: ast.Call) -> ast.expr | ast.keyword | None:
    given: list[ast.expr | ast.keyword] = [*call.args, *call.keywords]
    return max(given, key=source.span, default=None)


def _line_inside(source: Source, given: ast.expr, front: bool) -> int | None:
    """Where the lines of new entries go in a display that has an entry a line; None in any other value."""
    parts = _parts(given)
    if not parts:
        return None
    start, end = source.span(given)
    head = source.text[start : source.span(parts[0])[0]]
    tail = source.text[source.span(parts[-1])[1] : end]
    if "\n" not in head or "\n" not in tail or not _opens_with_comma(tail):
        return None
    return source.next_line(start) if front else source.next_line(source.span(parts[-1])[1])


def _inner_indent(source: Source, given: ast.expr) -> str:
    return source.indent(_parts(given)[0])


def _parts(given: ast.expr) -> list[ast.expr]:
    """The entries of a display; of a dict the values, which end them, if each has a key of its own."""
    if isinstance(given, ast.List | ast.Tuple):
        return given.elts
    return given.values if isinstance(given, ast.Dict) and None not in given.keys else []


def _spread(source: Source, given: ast.expr, brackets: Brackets) -> list[str]:
    """What stands for a value in a new display: the entries of a short one, else the value unpacked."""
    text = source.segment(given)
    if isinstance(given, ast.Constant) and given.value is None:
        return []
    if isinstance(given, ast.List) and "\n" not in text:
        return [source.segment(part) for part in given.elts]
    if isinstance(given, ast.Dict) and "\n" not in text and None not in given.keys:
        pairs = zip(given.keys, given.values, strict=True)
        return [f"{source.segment(key)}: {source.segment(value)}" for key, value in pairs if key]
    simple = isinstance(given, ast.Name | ast.Attribute | ast.Call | ast.Subscript | ast.List | ast.Dict)
    return [brackets.star + (text if simple else f"({text})")]


def _opens_with_comma(tail: str) -> bool:
    return tail.partition("\n")[0].lstrip().startswith(",")
