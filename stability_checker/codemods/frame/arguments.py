"""Takes an argument out of a call, or puts another in its place, and leaves the comments that stand with it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import libcst as cst

from stability_checker.codemods.frame.pieces import Space, behind

_FOR_TOOLS = re.compile(r"#\s*(?:noqa|type:|pyright:|mypy:|pylint:|pragma|fmt:|nosec)", re.IGNORECASE)
"""Comments that speak to a tool about the line on which they stand: they go with it."""


def drop(call: cst.Call, position: int) -> cst.Call:
    """`call` without the argument at `position`; its comments get lines of their own, others stay as they are."""
    gone, left = call.args[position], [*call.args[:position], *call.args[position + 1 :]]
    told = _Comments.of(gone.value)
    space = _between(_ahead(call, position), told, behind(gone), closing=position == len(left))
    if position == len(left) and left:
        left[-1] = _ending(left[-1], gone.comma, space)
        return call.with_changes(args=left)
    return _with_space_ahead(call.with_changes(args=left), position, space)


def put(call: cst.Call, position: int, name: str, value: str) -> cst.Call:
    """`call` with `name=value` in the place of the argument at `position`; comments inside that one stand above it."""
    old = call.args[position]
    new = old.with_changes(keyword=cst.Name(name), value=cst.parse_expression(value))
    args = [*call.args[:position], new, *call.args[position + 1 :]]
    space = _with_lines(_ahead(call, position), _Comments.of(old.value), ())
    return _with_space_ahead(call.with_changes(args=args), position, space)


@dataclass
class _Comments(cst.CSTVisitor):
    """The comments inside a part of an expression, how its lines are set in, and how they end."""

    texts: list[str] = field(default_factory=list)
    indent: cst.SimpleWhitespace = field(default_factory=lambda: cst.SimpleWhitespace("    "))
    newline: cst.Newline = field(default_factory=cst.Newline)

    @classmethod
    def of(cls, node: cst.CSTNode) -> "_Comments":
        found = cls()
        node.visit(found)
        return found

    def visit_ParenthesizedWhitespace(self, node: cst.ParenthesizedWhitespace) -> None:
        if not self.texts:
            self.indent, self.newline = node.last_line, node.first_line.newline

    def visit_Comment(self, node: cst.Comment) -> None:
        if not _FOR_TOOLS.match(node.value):
            self.texts.append(node.value)

    def add(self, comment: cst.Comment | None) -> None:
        if comment is not None:
            self.visit_Comment(comment)


def _ahead(call: cst.Call, position: int) -> Space:
    return behind(call.args[position - 1]) if position else call.whitespace_before_args  # type: ignore[return-value]


def _with_space_ahead(call: cst.Call, position: int, space: Space) -> cst.Call:
    if not position:
        return call.with_changes(whitespace_before_args=space)
    args = list(call.args)
    args[position - 1] = _ending(args[position - 1], args[position - 1].comma, space)
    return call.with_changes(args=args)


def _ending(arg: cst.Arg, comma: cst.Comma | cst.MaybeSentinel, space: Space) -> cst.Arg:
    if isinstance(comma, cst.Comma):
        return arg.with_changes(
            comma=comma.with_changes(whitespace_after=space), whitespace_after_arg=cst.SimpleWhitespace("")
        )
    return arg.with_changes(comma=comma, whitespace_after_arg=space)


def _between(ahead: Space, told: _Comments, behind: Space, closing: bool) -> Space:
    """What takes the place of an argument and the space on both sides of it; `closing` where a bracket follows."""
    if not isinstance(behind, cst.ParenthesizedWhitespace):
        behind_lines: Sequence[cst.EmptyLine] = ()
    elif not isinstance(ahead, cst.ParenthesizedWhitespace):
        # The argument shares its line with what stands in front of it: so may its comment.
        return _with_lines(behind, told, ())
    else:
        told.add(behind.first_line.comment)
        behind_lines = behind.empty_lines
    if closing and not told.texts and not behind_lines and not _holds_comment(ahead):
        return behind
    space = _with_lines(ahead, told, behind_lines)
    if closing and isinstance(space, cst.ParenthesizedWhitespace):
        last = behind.last_line if isinstance(behind, cst.ParenthesizedWhitespace) else cst.SimpleWhitespace("")
        return space.with_changes(last_line=last)
    return space


def _with_lines(space: Space, told: _Comments, behind: Sequence[cst.EmptyLine]) -> Space:
    """`space` with more lines: the comments, and those that stood behind them."""
    if not told.texts and not behind:
        return space
    if not isinstance(space, cst.ParenthesizedWhitespace):
        all_told = cst.Comment("; ".join(told.texts).replace("; #", ";"))
        first = cst.TrailingWhitespace(cst.SimpleWhitespace("  "), all_told, told.newline)
        return cst.ParenthesizedWhitespace(first, last_line=told.indent)
    newline = space.first_line.newline
    lines = [cst.EmptyLine(False, space.last_line, cst.Comment(text), newline) for text in told.texts]
    return space.with_changes(empty_lines=[*space.empty_lines, *lines, *behind])


def _holds_comment(space: Space) -> bool:
    if not isinstance(space, cst.ParenthesizedWhitespace):
        return False
    return bool(space.first_line.comment or any(line.comment for line in space.empty_lines))
