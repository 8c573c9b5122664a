"""Arguments that go or are replaced: every comment stays, and only those lines change that must."""

import ast
from pathlib import Path

import libcst as cst
import pytest

from stability_checker.codemods.frame.arguments import drop, put
from stability_checker.codemods.frame.pieces import code, expression
from stability_checker.codemods.frame.source import Source

DROPPED = {
    "alone on a line": ("f(old=1, keep=2)", 0, "f(keep=2)"),
    "the only one": ("f(old=1)", 0, "f()"),
    "first of several lines": (
        "f(\n    old=1,  # why\n    keep=2,  # two\n)",
        0,
        "f(\n    # why\n    keep=2,  # two\n)",
    ),
    "between": (
        "f(\n    a=1,  # one\n    old=2,  # why\n    # about b\n    b=3,\n)",
        1,
        "f(\n    a=1,  # one\n    # why\n    # about b\n    b=3,\n)",
    ),
    "last": ("f(\n    a=1,  # one\n    old=2,  # why\n)", 1, "f(\n    a=1,  # one\n    # why\n)"),
    "last without a comma": ("f(\n    a=1,  # one\n    old=2)", 1, "f(\n    a=1  # one\n)"),
    "last of lines without comments": ("f(\n    a=1,\n    old=2,\n)", 1, "f(\n    a=1,\n)"),
    "on the line of the name": ("f(old=1,  # why\n  keep=2)", 0, "f(  # why\n  keep=2)"),
    "comments inside": (
        "f(\n    old=[\n        1,  # one\n    ],\n    keep=2,\n)",
        0,
        "f(\n    # one\n    keep=2,\n)",
    ),
    "what only tools read": ("f(\n    old=1,  # type: ignore[x]\n    keep=2,\n)", 0, "f(\n    keep=2,\n)"),
}
PUT = {
    "its comment": ("f(\n    old=1,  # why\n)", "f(\n    new=2,  # why\n)"),
    "comments inside": (
        "f(\n    old=[\n        1,  # one\n    ],  # all\n)",
        "f(\n    # one\n    new=2,  # all\n)",
    ),
    "comments inside on the line of the name": (
        "f(old=[\n    1,  # one\n    2,  # two\n])",
        "f(  # one; two\n    new=2)",
    ),
}
ENDINGS = pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["unix", "windows"])


def _call(text: str) -> cst.Call:
    source = Source(text, Path("example.py"))
    (statement,) = source.tree.body
    assert isinstance(statement, ast.Expr)
    return expression(source, statement.value, cst.Call)


@ENDINGS
@pytest.mark.parametrize(("before", "position", "after"), DROPPED.values(), ids=DROPPED)
def test_what_is_dropped_leaves_its_comment(before: str, position: int, after: str, ending: str) -> None:
    assert code(drop(_call(before.replace("\n", ending)), position)) == after.replace("\n", ending)


@ENDINGS
@pytest.mark.parametrize(("before", "after"), PUT.values(), ids=PUT)
def test_what_is_replaced_leaves_its_comments(before: str, after: str, ending: str) -> None:
    assert code(put(_call(before.replace("\n", ending)), 0, "new", "2")) == after.replace("\n", ending)
