"""Pieces of a method's text as lines that can be moved: comments come along, texts within strings stay as they are."""

import ast
import io
import tokenize
from collections.abc import Iterable, Sequence
from itertools import groupby

from stability_checker.codemods.frame.edits import Edit
from stability_checker.codemods.frame.source import Source

FIXED = "\0"
"""Opens a line that lies within a string, whose white space is no indentation."""

STEP = "    "


def lines_of(source: Source, statements: Sequence[ast.stmt], edits: Sequence[Edit] = ()) -> list[str]:
    """Statements with the comments above each, after `edits` and without indentation.

    Those of one block follow one another; the blocks may be nested.
    """
    blocks = groupby(statements, key=lambda one: source.parents[one])
    return [line for _, block in blocks for line in _block_lines(source, list(block), edits)]


def _block_lines(source: Source, statements: Sequence[ast.stmt], edits: Iterable[Edit]) -> list[str]:
    start, end = start_of(source, statements[0]), end_of(source, statements[-1])
    text = source.text[start:end]
    for edit in sorted(edits, key=lambda edit: (-edit.start, -edit.end)):
        if start <= edit.start and edit.end <= end:
            text = text[: edit.start - start] + edit.text + text[edit.end - start :]
    return _dedented(text, source.indent(statements[0]))


def start_of(source: Source, statement: ast.stmt) -> int:
    """Where the line starts on which a statement, its decorators or the comments right above it begin."""
    first = min([statement, *getattr(statement, "decorator_list", [])], key=lambda node: node.lineno)
    line: int = first.lineno
    indent = source.indent(statement)
    while line > 1 and _line(source, line - 1).startswith(f"{indent}#"):
        line -= 1
    return source.starts[line - 1]


def end_of(source: Source, statement: ast.stmt) -> int:
    return source.next_line(source.span(statement)[1])


def _line(source: Source, number: int) -> str:
    return source.text[source.starts[number - 1] : source.starts[number] if number < len(source.starts) else None]


def _dedented(text: str, indent: str) -> list[str]:
    within = _string_lines(text, indent)
    found: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if number in within:
            found.append(FIXED + line)
        else:
            found.append(line.removeprefix(indent) if line.strip() else "")
    return found


def _string_lines(text: str, indent: str) -> set[int]:
    """The numbers of the lines that start within a string."""
    opening = f"async def _():\n{indent}pass\n" if indent else ""
    shift, found, open_rows = opening.count("\n"), set[int](), list[int]()
    for token in tokenize.generate_tokens(io.StringIO(opening + text).readline):
        if tokenize.tok_name[token.type] in ("FSTRING_START", "TSTRING_START"):
            open_rows.append(token.start[0])
        first = open_rows.pop() if tokenize.tok_name[token.type] in ("FSTRING_END", "TSTRING_END") else token.start[0]
        if tokenize.tok_name[token.type] in ("STRING", "FSTRING_END", "TSTRING_END"):
            found.update(line - shift for line in range(first + 1, token.end[0] + 1))
    return found


def indented(lines: Iterable[str], indent: str = STEP) -> list[str]:
    return [line if not line or line.startswith(FIXED) else indent + line for line in lines]


def text_of(lines: Iterable[str], newline: str) -> str:
    """The lines as text, each closed by `newline`."""
    return "".join(line.removeprefix(FIXED) + newline for line in lines)
