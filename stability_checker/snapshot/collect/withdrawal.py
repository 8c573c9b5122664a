"""Definitions that are kept for the message of the error that they raise: there is nothing to use any more."""

import ast
import re
from collections.abc import Callable

from stability_checker.snapshot.collect.bodies import docstring_of
from stability_checker.snapshot.collect.classes import is_abstract
from stability_checker.snapshot.collect.nodes import walk
from stability_checker.snapshot.collect.scopes import Binding, FunctionNode, last_name

_GONE = re.compile(
    r"\b(?:is|was|were|been) (?:now )?(?:removed|withdrawn|dropped|obsolete|gone)\b|\bremoved (?:in|since|from)\b"
    r"|\bno longer (?:\w+ )?(?:supported|available|exists?|provided|part|works?|possible|needed)\b",
    re.IGNORECASE,
)
# What may be read before the error is raised.
_HARMLESS = (ast.Constant, ast.JoinedStr, ast.Name, ast.Attribute)
# An error in these is about what callers passed, or about how the class is to be made.
_CONSTRUCTORS = frozenset({"__init__", "__new__", "__init_subclass__"})


def is_withdrawn_property(binding: Binding) -> bool:
    """Whether a property can only raise, by each of its functions; NotImplementedError asks heirs to do better."""
    nodes = [each for each in (binding.node, *binding.accessors) if isinstance(each, FunctionNode)]
    return not any(is_abstract(each) for each in nodes) and all(map(_only_refuses, nodes))


def is_withdrawn_function(binding: Binding, find: Callable[[str], ast.AST | None] = lambda name: None) -> bool:
    """Whether all that a function does is to raise an error that says that it is gone.

    Without these words it may be a function whose purpose is to raise, or one that heirs are to write. `find` gives
    the definition behind a name, for functions that leave the raising to another one.
    """
    node = binding.node
    if not isinstance(node, FunctionNode) or node.name in _CONSTRUCTORS or is_abstract(node):
        return False
    if _refusal(node) is not None:
        return _GONE.search(_words(node)) is not None
    called = _called_alone(node)
    refuser = find(called) if called else None
    return isinstance(refuser, FunctionNode) and _never_returns(refuser) and _GONE.search(_words(refuser)) is not None


def _called_alone(node: FunctionNode) -> str | None:
    """The function that a body calls, where it does nothing else."""
    match _body(node):
        case [ast.Expr(value=ast.Call(func=ast.Name(id=name)))]:
            return name
    return None


def _never_returns(node: FunctionNode) -> bool:
    last = node.body[-1]
    ends = isinstance(last, ast.Raise) or (isinstance(last, ast.Expr) and last_name(last.value) == "exit")
    return ends and not any(isinstance(each, ast.Return) for statement in node.body for each in walk(statement))


def makes_refusal(maker: ast.AST) -> bool:
    """Whether the function that `maker` defines inside and gives back can only raise."""
    inner = [each for each in maker.body if isinstance(each, FunctionNode)] if isinstance(maker, FunctionNode) else []
    return len(inner) == 1 and _only_refuses(inner[0])


def _only_refuses(node: FunctionNode) -> bool:
    error = _refusal(node)
    return error is not None and last_name(error.exc or ast.Constant(None)) != "NotImplementedError"


def _refusal(node: FunctionNode) -> ast.Raise | None:
    """The error that a body raises whatever it was given; a message may be put together before."""
    for statement in _body(node):
        if isinstance(statement, ast.Raise):
            return statement
        if not (isinstance(statement, ast.Assign) and isinstance(statement.value, _HARMLESS)):
            return None
    return None


def _words(node: FunctionNode) -> str:
    """All that the error may say."""
    parts = (each for statement in _body(node) for each in walk(statement))
    return " ".join(each.value for each in parts if isinstance(each, ast.Constant) and isinstance(each.value, str))


def _body(node: FunctionNode) -> list[ast.stmt]:
    return node.body[1:] if docstring_of(node) is not None else node.body
