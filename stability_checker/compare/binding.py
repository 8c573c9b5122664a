"""Calls bound to parameters as Python binds them, to try what no single change of a parameter explains."""

from collections.abc import Iterator

from stability_checker.compare.signatures import KEYWORD, Callee
from stability_checker.model.api import Parameter

Call = tuple[int, frozenset[str]]


def refused_call(old: Callee, new: Callee) -> Call | None:
    """A call that `old` accepts and `new` refuses, as the number of positional arguments and the keywords.

    Only closed signatures are tried: where `**kwargs` may take anything, or a leading underscore says that a name is
    not for callers, nothing is certain.
    """
    names = {**old.named, **new.named}
    if old.is_operator or new.kwargs or any(name.startswith("_") for name in names):
        return None
    return next((call for call in _calls(old) if not accepts(new, call)), None)


def _calls(callee: Callee) -> Iterator[Call]:
    """Typical calls: every number of positional arguments, what is required by keyword, and each option by keyword."""
    most = len(callee.positional) + (callee.varargs is not None)
    for count in range(most + 1):
        rest = [each for each in callee.named.values() if each not in callee.positional[:count]]
        needed = frozenset(each.name for each in rest if each.required)
        options = [each.name for each in rest if not each.required and each.kind in KEYWORD]
        for chosen in ((), *((name,) for name in options), tuple(options)):
            call = (count, needed | frozenset(chosen))
            if accepts(callee, call):
                yield call


def accepts(callee: Callee, call: Call) -> bool:
    """Whether the call binds: every argument has a parameter of its own, and every required parameter an argument."""
    count, keywords = call
    positional = callee.positional
    if count > len(positional) and callee.varargs is None:
        return False
    filled = {each.name for each in positional[:count]}
    by_name = {each.name for each in callee.named.values() if _may_be_named(each) and each.name not in filled}
    if not keywords <= by_name and callee.kwargs is None:
        return False
    given = filled | (keywords & by_name)
    return all(each.name in given for each in callee.named.values() if each.required)


def _may_be_named(each: Parameter) -> bool:
    return each.kind in KEYWORD
