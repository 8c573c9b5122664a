"""Argument lists: how to call what an old signature accepts, with one parameter used in a chosen way."""

from collections.abc import Iterator

from msgspec import Struct

from stability_checker.compare.binding import Call, accepts
from stability_checker.compare.signatures import KEYWORD, POSITIONAL, Callee
from stability_checker.model.api import Parameter

VALUE = "None"


class Arguments(Struct, frozen=True):
    """The parameters that are given by position, and those that are given by name."""

    positional: tuple[Parameter, ...] = ()
    named: tuple[Parameter, ...] = ()

    def text(self, receiver: bool = False, more: tuple[str, ...] = ()) -> str:
        """The argument list as source, every value the same; `more` are arguments that no parameter names."""
        places = [VALUE] * (len(self.positional) + receiver)
        return ", ".join([*places, *(f"{each.name}={VALUE}" for each in self.named), *more])

    @property
    def call(self) -> Call:
        return len(self.positional), frozenset(each.name for each in self.named)


def least(callee: Callee) -> Arguments:
    """The fewest arguments that `callee` accepts, by position as far as that goes."""
    return _with(callee, len(_leading(callee)), None)


def by_name(callee: Callee, name: str) -> Iterator[Arguments]:
    """Calls that give the parameter `name` by keyword, the rest by position first and by keyword then."""
    wanted = callee.named.get(name)
    if wanted is None or wanted.kind not in KEYWORD:
        return
    leading = _leading(callee)
    before = leading.index(wanted) if wanted in leading else len(leading)
    for count in (before, 0):
        arguments = _with(callee, count, wanted)
        if accepts(callee, arguments.call):
            yield arguments


def by_place(callee: Callee, name: str) -> Iterator[Arguments]:
    """The call that gives all parameters through `name` by position."""
    wanted = callee.named.get(name)
    if wanted is not None and wanted in callee.positional:
        yield _with(callee, callee.positional.index(wanted) + 1, None)


def all_places(callee: Callee) -> Arguments:
    """The call that gives every positional parameter by position."""
    return _with(callee, len(callee.positional), None)


def _leading(callee: Callee) -> list[Parameter]:
    """The required parameters that a call can give by position without giving an optional one."""
    found = []
    for each in callee.positional:
        if not each.required:
            break
        found.append(each)
    return found


def _with(callee: Callee, count: int, wanted: Parameter | None) -> Arguments:
    """`count` arguments by position, then by name what is required and what is wanted."""
    given = callee.positional[:count]
    rest = [each for each in callee.named.values() if each not in given]
    named = [each for each in rest if each.required or each is wanted]
    return Arguments(tuple(given), tuple(each for each in named if each.kind in KEYWORD))


def preferred(calls: Iterator[Arguments], old: Callee, new: Callee) -> Arguments | None:
    """The first call that the old signature accepts and the new one refuses, or else the first that the old accepts."""
    known = [each for each in calls if accepts(old, each.call)]
    return next((each for each in known if not accepts(new, each.call)), known[0] if known else None)


def is_positional(parameter: Parameter) -> bool:
    return parameter.kind in POSITIONAL
