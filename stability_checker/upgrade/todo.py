"""Leaves a comment in the code where only a person can go on."""

import ast
from collections.abc import Iterator, Sequence

from stability_checker.codemods.frame.edits import Edit
from stability_checker.codemods.frame.source import Source
from stability_checker.upgrade.rewrite import Left

MARK = "# TODO(stability-checker):"


def todo_comments(source: Source, left: Sequence[Left]) -> Iterator[Edit]:
    """A comment above each line with work left, unless the same one stands there."""
    for line, message in dict.fromkeys((_first_line(source, one.line), one.message) for one in left):
        offset = source.starts[line - 1]
        content = source.text[offset:]
        indent = content[: len(content) - len(content.lstrip(" \t\f"))]
        comment = f"{indent}{MARK} {message}{source.newline()}"
        if not _stands_above(source, line, comment):
            yield Edit(offset, offset, comment)


def _first_line(source: Source, line: int) -> int:
    """The line on which the innermost statement around `line` starts: no comment fits into a text or a bracket."""
    around = [
        node
        for node in ast.walk(source.tree)
        if isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or 0)
    ]
    decorated = [min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", ()))]) for node in around]
    return max((start for start in decorated if start <= line), default=line)


def _stands_above(source: Source, line: int, comment: str) -> bool:
    """Whether the comment is among those directly above the line."""
    while line > 1:
        line -= 1
        above = source.text[source.starts[line - 1] : source.starts[line]]
        if above.strip() == comment.strip():
            return True
        if not above.strip().startswith("#"):
            return False
    return False
