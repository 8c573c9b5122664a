"""Where statements go and come from: whole lines, their comments, and the blank lines around definitions."""

import ast

from stability_checker.codemods.frame.edits import Edit
from stability_checker.codemods.frame.source import Source


def remove_decorator(source: Source, decorator: ast.expr) -> Edit:
    """Take the lines of a decorator away, with the comment behind it."""
    start, end = source.span(decorator)
    at = source.text.rindex("@", 0, start)
    return Edit(source.line_start(at), source.next_line(end), "")


def remove_statement(source: Source, statement: ast.stmt) -> Edit:
    """Take a statement away with its lines; the only statement of its block becomes `pass`."""
    if len(source.block(statement)) == 1 and not isinstance(source.parents[statement], ast.Module):
        return source.replace(statement, "pass")
    start, end = source.span(statement)
    if not source.stands_alone(statement):
        return source.replace(statement, "pass")
    return Edit(source.line_start(start), source.next_line(end), "")


def comment_behind(source: Source, node: ast.AST) -> str:
    """The comment that closes the line on which `node` ends, with the white space before it."""
    end = source.span(node)[1]
    rest = source.text[end : source.next_line(end)].rstrip("\r\n")
    return rest if rest.strip().startswith("#") else ""


def after(source: Source, statement: ast.stmt, lines: list[str]) -> Edit:
    """Insert `lines` (without indentation) behind a statement, apart from it as a definition wants to be."""
    newline, indent = source.newline(statement), source.indent(statement)
    offset = source.next_line(source.span(statement)[1])
    blank = newline * (2 if not indent else 1) if isinstance(statement, DEFINITIONS) else ""
    opening = "" if source.text[:offset].endswith(("\n", "\r")) else newline
    return Edit(offset, offset, opening + blank + "".join(indented(line, indent) + newline for line in lines))


def before(source: Source, statement: ast.stmt, lines: list[str], apart: bool = True) -> Edit:
    """Insert `lines` in front of a statement (and its decorators), with blank lines behind a definition."""
    newline, indent = source.newline(statement), source.indent(statement)
    offset = first_line(source, statement)
    blank = newline * (2 if not indent else 1) if apart else ""
    opening = _missing_blank_lines(source, offset, newline, 2 if not indent else 1) if apart else ""
    return Edit(offset, offset, opening + "".join(indented(line, indent) + newline for line in lines) + blank)


def first_line(source: Source, statement: ast.stmt) -> int:
    """Where the line on which a statement or its first decorator starts begins."""
    decorators = getattr(statement, "decorator_list", [])
    start = source.text.rindex("@", 0, source.span(decorators[0])[0]) if decorators else source.span(statement)[0]
    return source.line_start(start)


def indented(line: str, indent: str) -> str:
    return indent + line if line else ""


def _missing_blank_lines(source: Source, offset: int, newline: str, wanted: int) -> str:
    above = source.text[:offset]
    stripped = above.rstrip()
    if not stripped or stripped.endswith(":"):
        return ""
    blank = above[len(stripped) :].count("\n") - 1
    return newline * max(0, wanted - blank)


DEFINITIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
