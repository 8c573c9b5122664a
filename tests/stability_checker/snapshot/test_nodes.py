"""The quick walk over a tree meets the nodes that `ast.walk` meets, in its order, but for operators and contexts."""

import ast
import inspect
import types

import pytest

from stability_checker.snapshot.collect.nodes import nodes_below, walk

ODD = """
def f(a, /, b: int = 1, *args, c, d=2, **kw) -> {**x, 'a': None}: return lambda: (yield)
match v:
    case {'k': [1, *_], **rest} | K(x=None) as whole if a < b <= c: del a[1:2], b.c
async def g():
    async with a as b, c: [x async for x in y if z]
    try: global q; q += f'{a!r:>{w}}'
    except* E as e: raise e from not -a
"""
_LEFT_OUT = (ast.expr_context, ast.operator, ast.unaryop, ast.boolop, ast.cmpop)


@pytest.mark.parametrize("text", [ODD, inspect.getsource(ast), inspect.getsource(types)], ids=["odd", "ast", "types"])
def test_a_walk_meets_every_node_that_says_something(text: str) -> None:
    tree = ast.parse(text)
    assert list(walk(tree)) == [each for each in ast.walk(tree) if not isinstance(each, _LEFT_OUT)]


def test_a_node_without_a_field_has_no_children_there() -> None:
    assert nodes_below(ast.Attribute(ast.Name("a"), "b"))[0].id == "a"  # type: ignore[attr-defined]
