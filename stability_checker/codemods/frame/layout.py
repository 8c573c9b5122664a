"""Where statements go and come from: whole lines, their comments, and the blank lines around definitions."""

import ast
from collections.abc import Iterable, Iterator

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


def remove_statements(source: Source, statements: Iterable[ast.stmt]) -> list[Edit]:
    """Take statements away with their lines, and the blank lines that would now stand doubled."""
    edits = [remove_statement(source, statement) for statement in statements]
    gone = _merged(source, ((edit.start, edit.end) for edit in edits if not edit.text))
    return [edit for edit in edits if edit.text] + [_without_doubled_blank_lines(source, *span) for span in gone]


def remove_apart(source: Source, statements: Iterable[ast.stmt]) -> list[Edit]:
    """Take statements away with the comments right above them, and the blank lines that would now stand doubled."""
    spans = ((_with_comments(source, one)[0], source.next_line(source.span(one)[1])) for one in statements)
    return [_without_doubled_blank_lines(source, start, end) for start, end in _merged(source, spans)]


def _merged(source: Source, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in the order of the source, as one where nothing but blank lines stands between two."""
    merged = list[tuple[int, int]]()
    for start, end in spans:
        touches = merged and not source.text[merged[-1][1] : start].strip()
        merged.append((merged.pop()[0] if touches else start, end))
    return merged


def _without_doubled_blank_lines(source: Source, start: int, end: int) -> Edit:
    above, below = source.text[:start], source.text[end:]
    blank_above, blank_below = len(above) - len(_up_to_code(above)), len(below) - len(_from_code(below))
    if above.rstrip().endswith(":"):
        return Edit(start, end + blank_below, "")
    if below.strip() and above[len(above) - blank_above :].count("\n") >= below[:blank_below].count("\n"):
        return Edit(start, end + blank_below, "")
    return Edit(start - blank_above, end, "")


def _up_to_code(text: str) -> str:
    """`text` without the blank lines at its end."""
    kept = text.rstrip()
    return text[: len(kept) + len(_line_end(text[len(kept) :]))]


def _from_code(text: str) -> str:
    """`text` without the blank lines at its start."""
    blank = text[: len(text) - len(text.lstrip())]
    return text[blank.rfind("\n") + 1 :]


def _line_end(text: str) -> str:
    return text[: text.find("\n") + 1]


def comments_above(source: Source, statement: ast.stmt) -> list[str]:
    """The lines of comment right above a statement, without their indentation."""
    start, first = _with_comments(source, statement)
    return [line.strip() for line in source.text[start:first].splitlines()]


def _with_comments(source: Source, statement: ast.stmt) -> tuple[int, int]:
    """Where the comments right above a statement start, and where its own first line does."""
    first = start = first_line(source, statement)
    while start and source.text[source.line_start(start - 1) : start].strip().startswith("#"):
        start = source.line_start(start - 1)
    return start, first


def replace_with_comments(source: Source, statement: ast.stmt, lines: list[str]) -> Edit:
    """Put `lines` in the place of a statement and of the comments above it and behind it."""
    newline, indent = source.newline(statement), source.indent(statement)
    start, end = _with_comments(source, statement)[0], source.span(statement)[1]
    return Edit(start, end + len(comment_behind(source, statement)), newline.join(indent + line for line in lines))


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


def holds_long_text(source: Source, block: ast.With) -> bool:
    """Whether a text that runs over several lines stands in the body: such lines cannot be moved."""
    texts = (node for one in block.body for node in ast.walk(one) if isinstance(node, ast.Constant | ast.JoinedStr))
    return any(node.lineno != node.end_lineno and "\n" in source.segment(node) for node in texts)


def dedented(source: Source, block: ast.With, start: int) -> Iterator[Edit]:
    """The lines of the body, from `start` on, moved to where the block stands."""
    outer = source.indent(block)
    inner = source.text[first_line(source, block.body[0]) :]
    inner = inner[: len(inner) - len(inner.lstrip(" \t"))]
    end = source.span(block)[1]
    for at in source.starts:
        if start <= at < end and source.text.startswith(inner, at):
            yield Edit(at, at + len(inner), outer)


def _missing_blank_lines(source: Source, offset: int, newline: str, wanted: int) -> str:
    above = source.text[:offset]
    stripped = above.rstrip()
    if not stripped or stripped.endswith(":"):
        return ""
    blank = above[len(stripped) :].count("\n") - 1
    return newline * max(0, wanted - blank)


DEFINITIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
