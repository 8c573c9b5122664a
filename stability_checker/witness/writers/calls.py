"""Calls that the new signature refuses, or whose arguments land elsewhere, bound as the interpreter binds them."""

from collections.abc import Callable, Iterator

from stability_checker.compare.binding import Call
from stability_checker.compare.signatures import Callee
from stability_checker.witness import calling
from stability_checker.witness.calling import VALUE, Arguments
from stability_checker.witness.case import Case
from stability_checker.witness.evidence import Witness
from stability_checker.witness.phrases import Writer, bound, either, with_signature

_Choice = Callable[[Case, Callee, Callee], Arguments | None]


def refuses(choose: _Choice, *, unless: str, more: tuple[str, ...] = ()) -> Writer:
    """A writer of a call; `unless` is the kind of variadic parameter that could hide what becomes of its arguments."""

    def write(case: Case) -> Iterator[Witness]:
        callees = case.callees()
        arguments = choose(case, *callees) if callees else None
        if arguments is not None:
            yield bound(case, arguments.text(case.gives_receiver, more), unless)

    return write


def lands(choose: _Choice) -> Writer:
    """A writer of a call whose argument must reach the parameter that the finding names."""

    def write(case: Case) -> Iterator[Witness]:
        callees = case.callees()
        arguments = choose(case, *callees) if callees else None
        if arguments is not None:
            at = case.target
            call = f"inspect.signature({at.expression}).bind({arguments.text(case.gives_receiver)})"
            name = _landing(case, arguments)
            yield with_signature(case, f'assert "{name}" in {call}.arguments', "VAR_KEYWORD")

    return write


def really(*, keyword: str = "") -> Writer:
    """A writer of a call that is made, not only bound: what a callable hands on is refused further down."""

    def write(case: Case) -> Iterator[Witness]:
        callees = case.callees()
        if callees and callees[0].kwargs and not case.gives_receiver:
            at, rest = case.target, calling.least(callees[0]).text()
            arguments = ", ".join(filter(None, [rest, f"{keyword or case.member}={VALUE}"]))
            yield Witness(f"{at.line}\n\n{at.expression}({arguments})\n", decisive=False)

    return write


def _landing(case: Case, arguments: Arguments) -> str:
    given = arguments.positional[-1:]
    return given[0].name if given and not arguments.named else case.member


# -- which call --------------------------------------------------------------------------------------------------------


def _naming(case: Case, old: Callee, new: Callee) -> Arguments | None:
    return calling.preferred(calling.by_name(old, case.member), old, new)


def _placing(case: Case, old: Callee, new: Callee) -> Arguments | None:
    return calling.preferred(calling.by_place(old, case.member), old, new)


def _using(case: Case, old: Callee, new: Callee) -> Arguments | None:
    """By keyword where that is allowed, else by position."""
    return _naming(case, old, new) or _placing(case, old, new)


def _leaving_out(case: Case, old: Callee, new: Callee) -> Arguments | None:
    """The fewest arguments; by keyword where the parameters by position would reach the new one."""
    few = calling.least(old)
    if new.positional[: len(few.positional)] != old.positional[: len(few.positional)]:
        named = tuple(each for each in old.named.values() if each.required)
        by_keyword = Arguments((), named)
        return calling.preferred(iter((few, by_keyword)), old, new)
    return few


def _everywhere(case: Case, old: Callee, new: Callee) -> Arguments:
    return calling.all_places(old)


def _shifted(case: Case, old: Callee, new: Callee) -> Arguments | None:
    """All positional arguments up to the first place at which the two signatures differ."""
    before, after = old.positional, new.positional
    for place, each in enumerate(before):
        if place >= len(after) or after[place].name != each.name:
            return next(calling.by_place(old, each.name), None)
    return None


def _refused(case: Case) -> Iterator[Witness]:
    found = case.functions()
    call: Call | None = case.context.calls(*found).refused if found else None
    if call is not None:
        places = [VALUE] * (call[0] + case.gives_receiver)
        yield bound(case, ", ".join([*places, *(f"{each}={VALUE}" for each in sorted(call[1]))]), "VAR_KEYWORD")


def _beyond(case: Case) -> Iterator[Witness]:
    """One positional argument more than there are parameters for."""
    callees = case.callees()
    if callees:
        text = calling.all_places(callees[0]).text(case.gives_receiver)
        places = max(len(callees[0].positional), len(callees[1].positional)) - len(callees[0].positional) + 1
        yield bound(case, ", ".join(filter(None, [*[VALUE] * places, text])), "VAR_POSITIONAL")


def _collected(case: Case) -> Iterator[Witness]:
    """A keyword that `**kwargs` took and that a parameter takes now."""
    callees = case.callees()
    if callees and callees[0].kwargs:
        at, rest = case.target, calling.least(callees[0]).text(case.gives_receiver)
        arguments = ", ".join(filter(None, [rest, f"{case.member}={VALUE}"]))
        call = f"inspect.signature({at.expression}).bind({arguments})"
        yield with_signature(
            case, f'assert "{case.member}" in {call}.arguments["{callees[0].kwargs.name}"]', "VAR_POSITIONAL"
        )


def _gathered(case: Case) -> Iterator[Witness]:
    """An argument that `*args` took and that a parameter takes now."""
    callees = case.callees()
    if callees and callees[0].varargs:
        at, text = case.target, calling.all_places(callees[0]).text(case.gives_receiver)
        call = f"inspect.signature({at.expression}).bind({', '.join(filter(None, [VALUE, text]))})"
        yield with_signature(case, f'assert {call}.arguments.get("{callees[0].varargs.name}")', "VAR_KEYWORD")


WRITERS: dict[str, Writer] = {
    "call_refused": _refused,
    "kwargs_removed": either(
        refuses(lambda case, old, new: calling.least(old), unless="VAR_KEYWORD", more=("anything=None",)),
        really(keyword="anything"),
    ),
    "parameter_added_before_varargs": _gathered,
    "parameter_added_required": refuses(_leaving_out, unless="VAR_POSITIONAL"),
    "parameter_became_keyword_only": refuses(
        lambda case, old, new: _placing(case, old, new) or _everywhere(case, old, new), unless="VAR_POSITIONAL"
    ),
    "parameter_became_positional_only": refuses(_naming, unless="VAR_KEYWORD"),
    "parameter_default_removed": refuses(_leaving_out, unless="VAR_POSITIONAL"),
    "parameter_inserted": lands(_shifted),
    "parameter_removed": either(refuses(_using, unless="VAR_KEYWORD"), really()),
    "parameter_renamed": refuses(_naming, unless="VAR_KEYWORD"),
    "parameter_reordered": lands(_shifted),
    "parameter_shadows_keywords": _collected,
    "parameter_swallowed": lands(_naming),
    "varargs_removed": _beyond,
}
