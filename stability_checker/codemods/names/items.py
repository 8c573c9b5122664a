"""Which expressions may stand at one position of a tuple: in a literal, in what a function returns, in a fixture."""

import ast
from collections.abc import Callable, Iterator

from stability_checker.codemods.frame.source import Function
from stability_checker.codemods.names.definitions import results_of
from stability_checker.codemods.names.module import Module

Functions = Callable[[Module, ast.expr], "Iterator[tuple[Module, Function]]"]
"""The functions of the project whose result an expression may be: those that it calls, a fixture that it names."""


class Items:
    """Follows a tuple back to where it is written; `functions` says which functions an expression's value is from."""

    def __init__(self, functions: Functions) -> None:
        self._functions = functions
        self._asked: set[tuple[ast.expr, int]] = set()

    def at(self, module: Module, node: ast.expr, index: int) -> list[tuple[Module, ast.expr | None]]:
        """What `node[index]` may be, each with its module; None where the trail ends."""
        if (node, index) in self._asked:
            return []
        self._asked.add((node, index))
        try:
            return list(self._at(module, node, index))
        finally:
            self._asked.discard((node, index))

    def _at(self, module: Module, node: ast.expr, index: int) -> Iterator[tuple[Module, ast.expr | None]]:
        match node:
            case ast.Tuple(elts=elts) | ast.List(elts=elts):
                yield module, _element(elts, index)
            case ast.Await(value=value) | ast.NamedExpr(value=value):
                yield from self.at(module, value, index)
            case ast.IfExp(body=one, orelse=other):
                yield from self.at(module, one, index)
                yield from self.at(module, other, index)
            case _:
                wholes = list(self._wholes(module, node))
                for there, whole in wholes:
                    yield from self.at(there, whole, index)
                if not wholes:
                    yield module, None

    def _wholes(self, module: Module, node: ast.expr) -> Iterator[tuple[Module, ast.expr]]:
        """The expressions elsewhere that the value of `node` may be."""
        for binding in module.bindings(node) if isinstance(node, ast.Name) else []:
            if binding.value is not None and not binding.entered:
                yield module, binding.value
        for there, function in self._functions(module, node):
            for result in results_of(function):
                yield there, result


def _element(elements: list[ast.expr], index: int) -> ast.expr | None:
    plain = not any(isinstance(one, ast.Starred) for one in elements[: index + 1])
    return elements[index] if plain and index < len(elements) else None
