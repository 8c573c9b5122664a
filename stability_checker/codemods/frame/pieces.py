"""The part of a file that a hit covers as a libcst tree, and back as text: nothing else is parsed or printed."""

from collections.abc import Sequence
from typing import TypeVar, cast

import libcst as cst

from stability_checker.codemods.frame.edits import Edit
from stability_checker.codemods.frame.source import Source
from stability_checker.codemods.frame.text import line_ending

Node = TypeVar("Node", bound=cst.BaseExpression)
Space = cst.SimpleWhitespace | cst.ParenthesizedWhitespace


def expression(source: Source, node: object, kind: type[Node]) -> Node:
    """The expression `node` (of `ast`) as a libcst node of the expected `kind`."""
    piece = _parsed(source.segment(node))  # type: ignore[arg-type]
    if not isinstance(piece, kind):
        raise TypeError(f"expected {kind.__name__}, found {type(piece).__name__}")
    return piece


def _parsed(text: str) -> cst.BaseExpression:
    """The expression, with the ending of every line spelled where it is not the one that `code` writes."""
    piece = cst.parse_expression(text)
    return cast(cst.BaseExpression, piece.visit(_SpelledEndings(line_ending(text)))) if "\r" in text else piece


class _SpelledEndings(cst.CSTTransformer):
    """Gives lines that end as the first line does that ending, which libcst else keeps on the module alone."""

    def __init__(self, ending: str) -> None:
        super().__init__()
        self._ending = ending

    def leave_Newline(self, original_node: cst.Newline, updated_node: cst.Newline) -> cst.Newline:
        return updated_node if updated_node.value else updated_node.with_changes(value=self._ending)


def code(node: cst.CSTNode) -> str:
    return cst.Module(body=()).code_for_node(node)


def rewrite(source: Source, node: object, transformer: cst.CSTTransformer) -> Edit:
    """Replace the expression `node` by what `transformer` makes of it."""
    before = _parsed(source.segment(node))  # type: ignore[arg-type]
    return source.replace(node, code(cast(cst.CSTNode, before.visit(transformer))))  # type: ignore[arg-type]


def argument(value: str, keyword: str | None = None) -> cst.Arg:
    """An argument as one writes it by hand: `value` or `keyword=value`."""
    tight = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
    name = cst.Name(keyword) if keyword else None
    return cst.Arg(cst.parse_expression(value), keyword=name, equal=tight if name else cst.MaybeSentinel.DEFAULT)


def named(arg: cst.Arg, keyword: str) -> cst.Arg:
    """An argument that was handed over by place, by keyword."""
    return arg.with_changes(keyword=cst.Name(keyword), equal=argument("None", keyword).equal)


def without(args: Sequence[cst.Arg], position: int) -> list[cst.Arg]:
    """`args` without that at `position`; what stands at the end keeps the closing white space of the old end."""
    left = [*args[:position], *args[position + 1 :]]
    if left and position == len(args) - 1:
        left[-1] = left[-1].with_changes(comma=args[-1].comma, whitespace_after_arg=args[-1].whitespace_after_arg)
    return left


def joined(call: cst.Call, args: Sequence[cst.Arg], added: Sequence[cst.Arg]) -> list[cst.Arg]:
    """`args` of `call` and then `added`, laid out as `args` are: one a line where each has a line of its own."""
    if not args or not added:
        return [*args, *added]
    comma = _separator(call, args)
    ahead, end = _parted(args[-1], comma)
    spread = [*args[:-1], ahead, *(arg.with_changes(comma=comma) for arg in added[:-1])]
    return [*spread, added[-1].with_changes(comma=end.comma, whitespace_after_arg=end.whitespace_after_arg)]


def bare(comma: cst.Comma) -> cst.Comma:
    """A comma with its line break, but without the comment and the blank lines behind it."""
    behind = comma.whitespace_after
    if not isinstance(behind, cst.ParenthesizedWhitespace):
        return comma
    return comma.with_changes(whitespace_after=_unsaid(behind).with_changes(empty_lines=()))


def _unsaid(behind: cst.ParenthesizedWhitespace) -> cst.ParenthesizedWhitespace:
    first = behind.first_line.with_changes(comment=None, whitespace=cst.SimpleWhitespace(""))
    return behind.with_changes(first_line=first)


def _separator(call: cst.Call, args: Sequence[cst.Arg]) -> cst.Comma:
    """A comma as it stands between two of `args`, with the line break but without what is said behind it."""
    for arg in args[:-1]:
        if isinstance(arg.comma, cst.Comma) and not _holds_comment(bare(arg.comma)):
            return bare(arg.comma)
    opening = call.whitespace_before_args
    if len(args) == 1 and isinstance(opening, cst.ParenthesizedWhitespace):
        return bare(cst.Comma(whitespace_after=opening))
    return cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))


def _parted(last: cst.Arg, comma: cst.Comma) -> tuple[cst.Arg, cst.Arg]:
    """`last` before a further argument, and how that one ends; a comment behind `last` stays on its line."""
    tight = cst.SimpleWhitespace("")
    told, between = behind(last), comma.whitespace_after
    if not isinstance(told, cst.ParenthesizedWhitespace) or not isinstance(between, cst.ParenthesizedWhitespace):
        return last.with_changes(comma=comma, whitespace_after_arg=tight), last
    said = comma.with_changes(whitespace_after=between.with_changes(first_line=told.first_line))
    end = _unsaid(told)
    if isinstance(last.comma, cst.Comma):
        return last.with_changes(comma=said), last.with_changes(comma=last.comma.with_changes(whitespace_after=end))
    return last.with_changes(comma=said, whitespace_after_arg=tight), last.with_changes(whitespace_after_arg=end)


def behind(arg: cst.Arg) -> Space:
    """What stands behind an argument and its comma."""
    return cast(Space, arg.comma.whitespace_after if isinstance(arg.comma, cst.Comma) else arg.whitespace_after_arg)


def _holds_comment(node: cst.CSTNode) -> bool:
    return "#" in code(node)
