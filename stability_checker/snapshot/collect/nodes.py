"""The nodes of a syntax tree that say something: what `ast` walks too slowly for whole packages."""

import ast
from collections.abc import Iterator

# Of no node that holds one of these is it ever asked: whether a name is read or bound is told by where it stands.
_SILENT = frozenset({"ctx", "op", "ops", "type_comment", "kind", "lineno", "id", "attr", "simple", "level", "module"})


class _Fields(dict[type[ast.AST], tuple[str, ...]]):
    def __missing__(self, kind: type[ast.AST]) -> tuple[str, ...]:
        self[kind] = () if kind is ast.Constant else tuple(name for name in kind._fields if name not in _SILENT)
        return self[kind]


_FIELDS = _Fields()


def nodes_below(node: ast.AST) -> list[ast.AST]:
    """The nodes right below `node`, in the order of its fields, without operators and contexts."""
    found: list[ast.AST] = []
    for name in _FIELDS[type(node)]:
        value = getattr(node, name, None)
        if isinstance(value, list):
            found += [each for each in value if isinstance(each, ast.AST)]
        elif isinstance(value, ast.AST):
            found.append(value)
    return found


def walk(node: ast.AST) -> Iterator[ast.AST]:
    """`node` and all nodes below it, those nearer to it first, as `ast.walk` orders them."""
    level = [node]
    while level:
        yield from level
        level = [below for each in level for below in nodes_below(each)]
