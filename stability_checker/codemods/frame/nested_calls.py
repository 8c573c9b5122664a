"""Writes a call whose arguments move into a call inside it, with the comments that stood between them."""

import ast
from collections.abc import Mapping, Sequence
from dataclasses import replace

import libcst as cst

from stability_checker.codemods.frame.calls import keyword
from stability_checker.codemods.frame.displays import STEP, Brackets, Entry, display
from stability_checker.codemods.frame.pieces import code, expression
from stability_checker.codemods.frame.source import Source

LONGEST = 100
"""Columns of a line that holds more than one argument."""

Argument = ast.expr | ast.keyword


def folder_of(call: ast.Call) -> Argument | None:
    """The argument that names the folder of templates: the first by place, or `directory`."""
    return call.args[0] if call.args else keyword(call, "directory")


def argument_values(source: Source, call: ast.Call) -> dict[Argument, str]:
    """The arguments of a call in their order, with the text of their values."""
    given = _in_order(source, call)
    piece = expression(source, call, cst.Call)
    return {one: code(arg.value) for one, arg in zip(given, piece.args, strict=True)}


def with_comments(source: Source, call: ast.Call, texts: Mapping[Argument, str]) -> dict[Argument, Entry]:
    """What arguments of `call` become, each with the comments above it, behind it, and below the last one.

    A comment on an argument that is not among `texts` goes with the next one that is, or else with the last.
    """
    entries = dict[Argument, Entry]()
    given = _in_order(source, call)
    ends = [source.span(call.func)[1], *(source.span(one)[1] for one in given)]
    starts = [*(source.span(one)[0] for one in given), source.span(call)[1]]
    gaps = [source.text[end:start].splitlines() for end, start in zip(ends, starts, strict=True)]
    waiting = _comments(gaps[0])
    for one, gap in zip(given, gaps[1:], strict=True):
        behind, above = _comments(gap[:1]), _comments(gap[1:])
        if one in texts:
            entries[one] = Entry(texts[one], tuple(waiting), "".join(f"  {comment}" for comment in behind))
            waiting = above
        else:
            waiting += [*behind, *above]
    if entries and waiting:
        last = next(reversed(entries))
        entries[last] = replace(entries[last], below=tuple(waiting))
    return entries


def _in_order(source: Source, call: ast.Call) -> list[Argument]:
    given: list[Argument] = [*call.args, *call.keywords]
    return sorted(given, key=source.span)


def _comments(lines: Sequence[str]) -> list[str]:
    """The comments of lines that hold nothing else but white space and punctuation."""
    return ["#" + line.partition("#")[2].rstrip() for line in lines if "#" in line]


def nested(source: Source, call: ast.Call, inner: str, stated: Sequence[Entry], kept: Sequence[Entry]) -> str:
    """`call` with the arguments `kept` and, last, a call that opens with `inner` and takes the arguments `stated`.

    It stands on one line where the old one did, no comment is in the way and it is not too long; else each argument
    has its own.
    """
    func, indent, newline = source.segment(call.func), source.indent(call), source.newline(call)
    env = f"{inner}({_flat(stated)})"
    line = f"{func}({_flat([*kept, Entry(env)])})"
    spread = _is_spread(source, call) or any(one.above or one.behind or one.below for one in (*stated, *kept))
    if not spread and _fits(source, call, line):
        return line
    if spread or max(map(len, f"{indent}{STEP}{env},".splitlines())) > LONGEST:
        env = display(Brackets(f"{inner}(", ")", "*"), [_deeper(one) for one in stated], indent + STEP, newline)
    return display(Brackets(f"{func}(", ")", "*"), [*kept, Entry(env)], indent, newline)


def _flat(entries: Sequence[Entry]) -> str:
    return ", ".join(one.text for one in entries)


def _is_spread(source: Source, call: ast.Call) -> bool:
    first = min((source.span(part)[0] for part in [*call.args, *call.keywords]), default=0)
    return "\n" in source.text[source.span(call.func)[1] : first]


def _fits(source: Source, call: ast.Call, text: str) -> bool:
    start, end = source.span(call)
    head = source.text[source.line_start(start) : start]
    tail = source.text[end : source.next_line(end)].partition("#")[0].rstrip()
    return max(map(len, f"{head}{text}{tail}".splitlines())) <= LONGEST


def _deeper(entry: Entry) -> Entry:
    """An argument one step further in, unless a text in it runs over several lines."""
    parts = ast.walk(ast.parse(f"call({entry.text})"))
    texts = (one for one in parts if isinstance(one, ast.Constant | ast.JoinedStr))
    if any(one.lineno != one.end_lineno for one in texts):
        return entry
    return replace(entry, text=entry.text.replace("\n", "\n" + STEP))
