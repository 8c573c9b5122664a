"""Keywords that a callable hands to a private method, which no snapshot describes."""

from collections.abc import Callable, Iterable

from msgspec.structs import replace

from stability_checker.model.api import Function, ParameterKind
from stability_checker.snapshot.collect.bodies import parameter_names
from stability_checker.snapshot.collect.hierarchy import ClassSource
from stability_checker.snapshot.collect.scopes import FunctionNode
from stability_checker.snapshot.visibility import is_private

Line = Callable[[str], Iterable[ClassSource]]


def through_private(function: Function, line: Line) -> Function:
    """`function` as if it took by itself what the private method behind its `**kwargs` may be given.

    `line` gives the classes in which "self", "cls" or the path of a class look a name up. Parameters that the method
    demands are left out: the call fills them.
    """
    helper = _helper(function, line)
    if helper is None:
        return function
    optional = parameter_names(helper) - set(_demanded(helper))
    optional -= {each.arg for each in (helper.args.vararg, helper.args.kwarg) if each is not None}
    taken = replace(function, absorbs=tuple(sorted({*function.absorbs, *optional})))
    return taken if helper.args.kwarg is not None else replace(taken, forwards=(), rejects_unknown=True)


def _helper(function: Function, line: Line) -> FunctionNode | None:
    kinds = {each.kind for each in function.signature.parameters}
    if ParameterKind.VAR_KEYWORD not in kinds or ParameterKind.VAR_POSITIONAL in kinds or len(function.forwards) != 1:
        return None
    owner, _, name = function.forwards[0].rpartition(".")
    if not owner or not is_private(name):
        return None
    bound = (each.scope.bindings.get(name) for each in line(owner))
    found = next((each for each in bound if each is not None), None)
    return found.node if found is not None and isinstance(found.node, FunctionNode) else None


def _demanded(helper: FunctionNode) -> Iterable[str]:
    arguments = helper.args
    positional = [*arguments.posonlyargs, *arguments.args]
    yield from (each.arg for each in positional[: len(positional) - len(arguments.defaults)])
    for each, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if default is None:
            yield each.arg
