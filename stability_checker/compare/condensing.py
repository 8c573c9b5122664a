"""One cause, one finding: what heirs share with a base is told at the base, with the heirs counted."""

from collections.abc import Iterable
from dataclasses import replace

from msgspec import Struct, structs

from stability_checker.compare.context import Context
from stability_checker.model.api import Class, Object
from stability_checker.model.finding import Finding


class Raw(Struct, frozen=True):
    """A finding with the pair that it was found on and the classes that share it."""

    finding: Finding
    old: Object | None
    new: Object | None
    heirs: tuple[str, ...] = ()


def condense(found: Iterable[Raw], context: Context) -> list[Finding]:
    """The findings, each cause once: same rule and member, and the same old definition or a class and its ancestor."""
    groups: dict[tuple[str, str | None, str], list[Raw]] = {}
    for each in found:
        groups.setdefault(_cause(each), []).append(each)
    merged = [_merge_definition(group) for group in groups.values()]
    return _merge_lines(merged, context)


def _cause(each: Raw) -> tuple[str, str | None, str]:
    home = each.old.path if each.old is not None else each.finding.symbol
    return each.finding.rule, each.finding.member, f"{home} {each.finding.old} {each.finding.new}"


def _merge_definition(group: list[Raw]) -> Raw:
    first = min(group, key=lambda each: (each.finding.symbol.count("."), each.finding.symbol))
    others = {heir for each in group for heir in each.heirs}
    others |= {each.finding.symbol.rpartition(".")[0] for each in group if each.finding.symbol != first.finding.symbol}
    return structs.replace(first, heirs=tuple(sorted(others)))


def _merge_lines(found: list[Raw], context: Context) -> list[Finding]:
    """A class whose ancestor has the same finding shares the ancestor's cause."""
    by_event: dict[tuple[str, str | None], dict[str, Raw]] = {}
    for each in found:
        if isinstance(each.old, Class):
            by_event.setdefault((each.finding.rule, each.finding.member), {})[each.old.path] = each
    shares: dict[int, list[str]] = {}
    swallowed: set[int] = set()
    for event, classes in by_event.items():
        for path, each in classes.items():
            above = _highest(each.old, classes, context) if event[0] in _INHERITED else None
            if above is not None and above.old is not None and above.old.path != path:
                shares.setdefault(id(above), []).append(each.finding.symbol)
                swallowed.add(id(each))
    kept = (each for each in found if id(each) not in swallowed)
    return [replace(each.finding, subclasses=_heirs(each, shares.get(id(each), []))) for each in kept]


# Events of a class that its subclasses go through with it.
_INHERITED = frozenset(
    [
        "base_removed",
        "base_added",
        "bases_reordered",
        "abstract_method_added",
        "method_became_abstract",
        "class_became_abstract",
        "subclassing_forbidden",
        "metaclass_changed",
        "slots_added",
        "slot_removed",
        "match_args_changed",
        "hash_lost",
        "field_added_required",
        "field_added_optional",
        "field_inserted",
        "namedtuple_field_added",
        "fields_reordered",
        "field_became_keyword_only",
        "field_left_constructor",
        "field_became_required",
        "key_became_optional",
        "protocol_member_added",
        "class_became_final",
    ]
)


def _highest(value: Object | None, classes: dict[str, Raw], context: Context) -> Raw | None:
    if not isinstance(value, Class):
        return None
    line = [base.path for base in context.old.line(value)[1:] if base.path in classes]
    return classes[line[-1]] if line else None


def _heirs(each: Raw, more: list[str]) -> tuple[str, ...]:
    return tuple(sorted({*each.heirs, *more} - {each.finding.symbol}))
