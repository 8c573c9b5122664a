"""Methods of the class that `dispatch` hands `call_next` to: they are given the three channels of ASGI instead."""

import ast
from collections.abc import Iterator

from stability_checker.codemods.frame.edits import Edit
from stability_checker.codemods.pure_middleware.dispatch import Dispatch


def methods(dispatch: Dispatch) -> list[Dispatch]:
    """`dispatch` and the methods that it hands `call_next` to, each as a method that asks the application."""
    found = [dispatch]
    for one in found:
        given = (one.handed_to(forward) for forward in one.forwards())
        found += [other for other in given if other is not None and _is_new(other, found)]
    return found


def _is_new(other: Dispatch, found: list[Dispatch]) -> bool:
    return all(other.function is not one.function for one in found)


def call(dispatch: Dispatch, forward: ast.Await, channels: str) -> str:
    """The text of `forward`, in which a method is handed `channels` in the place of `call_next`."""
    source = dispatch.module.source
    names = (node for node in ast.walk(forward) if isinstance(node, ast.Name))
    argument = next(node for node in names if node.id == dispatch.call_next)
    start, end = source.span(forward)
    first, last = source.span(argument)
    return f"{source.text[start:first]}{channels}{source.text[last:end]}"


def header(dispatch: Dispatch, channels: str, result: str) -> Iterator[Edit]:
    """The head of a method that was handed `call_next`, and now takes `channels` in its place."""
    function, source = dispatch.function, dispatch.module.source
    taken = next(arg for arg in function.args.args if arg.arg == dispatch.call_next)
    yield source.replace(taken, channels)
    if function.returns is not None:
        yield source.replace(function.returns, result)
