"""A Python file as codemods see it: its text, its `ast`, and the exact span of every node."""

import ast
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TypeGuard, TypeVar

from stability_checker.codemods.frame.edits import Edit
from stability_checker.codemods.frame.text import line_ending, line_starts

BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")

Node = TypeVar("Node", bound=ast.AST)
Function = ast.FunctionDef | ast.AsyncFunctionDef


def is_function(node: ast.AST | None) -> TypeGuard[Function]:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)


def last_name(node: ast.AST | None) -> str:
    """The last word of a name, dotted or not; empty for what is no name."""
    return getattr(node, "attr", getattr(node, "id", ""))


class Source:
    """Text and tree of one file.

    Raises SyntaxError, ValueError (null bytes), RecursionError or MemoryError where Python's own parser does.
    """

    def __init__(self, text: str, path: Path) -> None:
        self.text = text
        self.path = path
        self.tree = ast.parse(text)

    @cached_property
    def starts(self) -> list[int]:
        return line_starts(self.text)

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        return {child: node for node in self.every for child in ast.iter_child_nodes(node)}

    @cached_property
    def every(self) -> tuple[ast.AST, ...]:
        """All nodes of the tree: walked once, for every codemod asks."""
        return tuple(ast.walk(self.tree))

    @cached_property
    def _of_kind(self) -> dict[type[ast.AST], list[ast.AST]]:
        found: dict[type[ast.AST], list[ast.AST]] = {}
        for node in self.every:
            found.setdefault(type(node), []).append(node)
        return found

    @cached_property
    def calls(self) -> list[ast.Call]:
        return list(self.nodes(ast.Call))

    @cached_property
    def functions(self) -> list[Function]:
        return [*self.nodes(ast.FunctionDef), *self.nodes(ast.AsyncFunctionDef)]

    def nodes(self, kind: type[Node]) -> Iterator[Node]:
        return (node for node in self._of_kind.get(kind, ()) if isinstance(node, kind))

    def offset(self, line: int, column: int) -> int:
        """`ast` counts columns in bytes of UTF-8; offsets count characters."""
        start = self.starts[line - 1]
        end = self.starts[line] if line < len(self.starts) else len(self.text)
        content = self.text[start:end]
        return start + (column if content.isascii() else len(content.encode()[:column].decode(errors="ignore")))

    def span(self, node: ast.AST) -> tuple[int, int]:
        """From the first to behind the last character of `node`, without the decorators of a definition."""
        first = self.offset(node.lineno, node.col_offset)  # type: ignore[attr-defined]
        return first, self.offset(node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]

    def segment(self, node: ast.AST) -> str:
        start, end = self.span(node)
        return self.text[start:end]

    def replace(self, node: ast.AST, text: str) -> Edit:
        return Edit(*self.span(node), text)

    def line_of(self, offset: int) -> int:
        """The line that holds `offset`, counted from 1."""
        return bisect_right(self.starts, offset)

    def line_start(self, offset: int) -> int:
        return self.starts[self.line_of(offset) - 1]

    def next_line(self, offset: int) -> int:
        """Where the line after that of `offset` starts, or the end of the text."""
        line = self.line_of(offset)
        return self.starts[line] if line < len(self.starts) else len(self.text)

    def indent(self, node: ast.AST) -> str:
        """The white space that opens the line on which `node` stands."""
        line = self.text[self.line_start(self.span(node)[0]) :]
        return line[: len(line) - len(line.lstrip(" \t\f"))]

    def newline(self, node: ast.AST | None = None) -> str:
        return line_ending(self.text, self.span(node)[0] if node is not None else 0)

    def is_exact(self, node: ast.expr) -> bool:
        """Whether the span of an expression really is its text: it is not for some parts of f-strings before 3.12."""
        try:
            again = ast.parse(f"({self.segment(node)}\n)", mode="eval").body
        except (SyntaxError, ValueError):
            return False
        return ast.unparse(again) == ast.unparse(node)

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        while (parent := self.parents.get(node)) is not None:
            yield parent
            node = parent

    def statement(self, node: ast.AST) -> ast.stmt:
        """The statement that holds `node`, or `node` itself where it is one."""
        while not isinstance(node, ast.stmt):
            node = self.parents[node]
        return node

    def scope(self, node: ast.AST) -> ast.AST:
        """The function, class or module in whose body `node` is written."""
        kinds = ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef
        return next((above for above in self.ancestors(node) if isinstance(above, kinds)), self.tree)

    def block(self, statement: ast.stmt) -> list[ast.stmt]:
        """The list of statements of which `statement` is one."""
        parent = self.parents[statement]
        for name in BLOCKS:
            block = getattr(parent, name, None)
            if isinstance(block, list) and statement in block:
                return block
        return [statement]

    def stands_alone(self, statement: ast.stmt) -> bool:
        """Whether nothing but white space and a comment shares the lines of `statement`."""
        start, end = self.span(statement)
        before, after = self.text[self.line_start(start) : start], self.text[end : self.next_line(end)]
        return not before.strip() and (not after.strip() or after.lstrip().startswith("#"))
