"""One cause, one finding: what heirs share with a base is told at the base, with the heirs counted."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from msgspec import Struct, structs

from stability_checker.compare.context import Context
from stability_checker.compare.index import is_dunder, parent, tail
from stability_checker.model.api import Class, Object
from stability_checker.model.finding import Finding

# The members that a finding names in its message; all of them are among its aliases.
_NAMED = 8

_SELF = frozenset({"typing.Self", "typing_extensions.Self"})

# Each class is called by its own name, whatever its bases take.
_CONSTRUCTORS = frozenset({"__init__", "__new__"})


class Raw(Struct, frozen=True):
    """A finding with the pair that it was found on and the classes that share it."""

    finding: Finding
    old: Object | None
    new: Object | None
    heirs: tuple[str, ...] = ()


def condense(found: Iterable[Raw], context: Context) -> list[Finding]:
    """The findings, each cause once: same rule and member, and the same old definition or a class and its ancestor.

    Of a member that subclasses define anew the same change is told where it was first defined. Where the methods of a
    class stop to promise `Self` and name one type instead, one of them speaks for all.
    """
    groups: dict[tuple[str, str | None, str], list[Raw]] = {}
    for each in found:
        groups.setdefault(_cause(each), []).append(each)
    merged = [_merge_definition(group) for group in groups.values()]
    overrides = list(_merge_overrides(_merge_constructors(merged), context))
    return _merge_lines(list(_merge_promises_of_self(overrides)), context)


def _cause(each: Raw) -> tuple[str, str | None, str]:
    home = each.old.path if each.old is not None else each.finding.symbol
    return each.finding.rule, each.finding.member, f"{home} {each.finding.old} {each.finding.new}"


def _merge_definition(group: list[Raw]) -> Raw:
    first = min(group, key=lambda each: (each.finding.symbol.count("."), each.finding.symbol))
    others = {heir for each in group for heir in each.heirs}
    others |= {each.finding.symbol.rpartition(".")[0] for each in group if each.finding.symbol != first.finding.symbol}
    return structs.replace(first, heirs=tuple(sorted(others)))


def _merge_constructors(found: list[Raw]) -> list[Raw]:
    """What `__new__` went through with `__init__`: a call of the class meets both, and one is enough to refuse it."""
    told = {_of_call(each) for each in found if tail(each.finding.symbol) == "__init__"}
    twins = {_of_call(each): each for each in found if tail(each.finding.symbol) == "__new__"}
    silent = {id(each) for call, each in twins.items() if call in told}
    return [_with_twin(each, twins) for each in found if id(each) not in silent] if silent else found


def _of_call(each: Raw) -> tuple[str | None, ...]:
    """What happened to the calls of a class; the two methods may spell the type of a parameter in different ways."""
    finding = each.finding
    return finding.rule, parent(finding.symbol), finding.member, finding.renamed_to


def _with_twin(each: Raw, twins: dict[tuple[str | None, ...], Raw]) -> Raw:
    twin = twins.get(_of_call(each)) if tail(each.finding.symbol) == "__init__" else None
    if twin is None:
        return each
    names = {*each.finding.aliases, twin.finding.symbol, *twin.finding.aliases}
    spoken = replace(each.finding, aliases=tuple(sorted(names)))
    return structs.replace(each, finding=spoken, heirs=tuple(sorted({*each.heirs, *twin.heirs})))


def _merge_overrides(found: list[Raw], context: Context) -> Iterable[Raw]:
    """A base and the overrides of its heirs that went through the same change: the heirs follow what the base did."""
    by_event: dict[tuple[str | None, ...], dict[str, Raw]] = {}
    for each in found:
        if each.old is not None and each.old.name not in _CONSTRUCTORS:
            by_event.setdefault(_event(each.finding, each.old), {})[each.old.parent] = each
    followers: dict[int, list[Raw]] = {}
    for classes in by_event.values():
        for path, each in classes.items() if len(classes) > 1 else ():
            first = _highest(context.old.objects.get(path), classes, context)
            if first is not None:
                followers.setdefault(id(first), []).append(each)
    following = {id(each) for group in followers.values() for each in group}
    return [_led(each, followers.get(id(each), ())) for each in found if id(each) not in following]


def _event(finding: Finding, old: Object) -> tuple[str | None, ...]:
    """What happened to a member; of a loss it does not matter how each class spelled what is lost."""
    spelled = finding.old if finding.new is not None else None
    return finding.rule, finding.member, old.name, spelled, finding.new, tail(finding.renamed_to or "")


def _led(each: Raw, followers: Sequence[Raw]) -> Raw:
    """A finding that speaks for overrides too: by their names it can be looked up as well."""
    others = [other.finding for other in followers]
    if not others:
        return each
    names = {name for other in others for name in (other.symbol, *other.aliases)} - {each.finding.symbol}
    heirs = {heir for other in followers for heir in (parent(other.finding.symbol), *other.heirs)}
    spoken = replace(each.finding, aliases=tuple(sorted({*each.finding.aliases, *names})))
    return structs.replace(each, finding=spoken, heirs=tuple(sorted({*each.heirs, *heirs})))


def _merge_promises_of_self(found: list[Raw]) -> Iterable[Raw]:
    by_class: dict[tuple[str, str, str | None], list[Raw]] = {}
    for each in found:
        if each.old is not None and each.finding.member is None and each.finding.old in _SELF:
            by_class.setdefault((each.finding.rule, each.old.parent, each.finding.new), []).append(each)
    speakers = {id(group[0]): group for group in map(_plain_names_first, by_class.values()) if len(group) > 1}
    silent = {id(each) for group in speakers.values() for each in group[1:]}
    return [_speaking_for(speakers.get(id(each), [each])) for each in found if id(each) not in silent]


def _plain_names_first(group: list[Raw]) -> list[Raw]:
    return sorted(group, key=lambda each: (is_dunder(tail(each.finding.symbol)), each.finding.symbol))


def _speaking_for(group: list[Raw]) -> Raw:
    first, *others = group
    if not others:
        return first
    led, names = _led(first, others), [f"`{tail(each.finding.symbol)}`" for each in others]
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    where = f"So it is with {len(names)} other{'s' * (len(names) > 1)} of the class: {', '.join(names[:_NAMED])}{more}."
    heirs = tuple(each for each in led.heirs if each != parent(first.finding.symbol))
    return structs.replace(led, finding=replace(led.finding, message=f"{first.finding.message} {where}"), heirs=heirs)


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
