"""The members of classes, paired: what a base loses or changes is one event, and its heirs are counted."""

from collections.abc import Iterator

from msgspec import Struct, field
from msgspec.structs import replace

from stability_checker.compare.index import Index, is_dunder, is_spoken
from stability_checker.compare.matches import follow_member_matches
from stability_checker.compare.movements import Gone, Met, Movements, New
from stability_checker.compare.signatures import constructor
from stability_checker.model.api import Alias, Attribute, Binding, Class, Function, Object, Parameter, ParameterKind

# What calling a class runs is compared as one thing, whichever of these defines it.
_CONSTRUCTORS = frozenset({"__init__", "__new__"})


# A base that lies this many packages deeper than an heir is where code is shared, not what users import.
_OUT_OF_THE_WAY = 2


class _Shared(Struct):
    """One event among members and the classes at which it is seen."""

    old: Object | None
    new: Object | None
    classes: list[Met] = field(default_factory=list)

    def owner(self) -> Met:
        """The class that defines the member, unless users know it by an heir that is much nearer to them."""
        home = (self.old or self.new).parent  # type: ignore[union-attr]
        nearest = min(self.classes, key=lambda each: (each.symbol.count("."), each.symbol))
        definers = (each for each in self.classes if home in (each.old.path, each.new.path))
        definer = next(definers, nearest)
        return nearest if definer.symbol.count(".") - nearest.symbol.count(".") >= _OUT_OF_THE_WAY else definer


def pair_members(found: Movements, old: Index, new: Index) -> None:
    """Add the events among the members of all paired classes to `found`, nested classes included."""
    gone_before, new_before = len(found.gone), len(found.new)
    pending = [each for each in found.met if isinstance(each.old, Class) and isinstance(each.new, Class)]
    pending += _known_by_instance(found.met, old, new)
    visited: set[tuple[str, str]] = set()
    while pending:
        events: dict[tuple[str, str], _Shared] = {}
        for couple in pending:
            visited.add((couple.old.path, couple.new.path))
            _collect(couple, old, new, events)
        nested = list(_publish(events, found))
        pending = [each for each in nested if (each.old.path, each.new.path) not in visited]
    follow_member_matches(found, gone_before, new_before)


def _known_by_instance(met: list[Met], old: Index, new: Index) -> Iterator[Met]:
    """The private classes of public variables: only their members matter to those who have no more than the instance.

    A class that became public is still the one behind the variable that its old self was known by.
    """
    for each in met:
        before, after = old.instances.get(each.old.path), new.instances.get(each.new.path)
        if before is not None and isinstance(each.new, Attribute):
            known = after or new.objects.get(before.path)
            if isinstance(known, Class) and not new.is_bare(known):
                yield Met(before, known, each.symbol)


def _collect(couple: Met, old: Index, new: Index, events: dict[tuple[str, str], _Shared]) -> None:
    assert isinstance(couple.old, Class)
    assert isinstance(couple.new, Class)
    before, after = old.members(couple.old), new.members(couple.new)
    known = old.sameness
    for name, bound in before.items():
        value, counterpart = old.resolve(bound), after.get(name)
        if counterpart is not None:
            counterpart = new.resolve(counterpart)
        if not is_spoken(name) or (name in _CONSTRUCTORS and counterpart is None):
            continue
        if counterpart is not None and not _may_change_elsewhere(value) and _is_same(value, counterpart, known):
            continue
        if counterpart is not None and value is not bound and not isinstance(value, Function):
            continue  # a class or module under a second name, told under its own
        if isinstance(value, Function) and value is not bound and counterpart and counterpart.name != value.name:
            value = replace(value, path=bound.path)  # `__or__ = union` before `__or__` had a body of its own
        if counterpart is None and is_still_there(couple.old, couple.new, name, old, new):
            continue
        if counterpart is None and _falls_back_on_a_stranger(couple.new, value, new):
            continue
        if counterpart is None and _went_with_its_base(couple.old, couple.new, value, old, new):
            continue
        # A member that is a second name of something elsewhere goes alone: what it led to is judged where it stands.
        lost_name = counterpart is None and isinstance(bound, Alias) and not isinstance(value, Function)
        _note(events, bound if lost_name else value, counterpart, couple)
    for name, value in after.items():
        if name not in before and is_spoken(name) and name not in _CONSTRUCTORS and not _was_answered(value, before):
            _note(events, None, value, couple)
    _pair_constructors(couple, old, new, events)


def _is_same(value: Object, counterpart: Object, known: dict[tuple[int, int], bool]) -> bool:
    """Whether two members are equal; heirs ask again and again for what they inherit."""
    key = (id(value), id(counterpart))
    if key not in known:
        known[key] = value == counterpart
    return known[key]


def _may_change_elsewhere(value: Object) -> bool:
    """Whether an object that reads the same may have changed: a class by its members, a function by what it calls."""
    return isinstance(value, Class) or (isinstance(value, Function) and bool(value.forwards))


def _pair_constructors(couple: Met, old: Index, new: Index, events: dict[tuple[str, str], _Shared]) -> None:
    """What a call of the class runs, where the two versions define it by different means."""
    assert isinstance(couple.old, Class)
    assert isinstance(couple.new, Class)
    before, after = constructor(couple.old, old), constructor(couple.new, new)
    if before is None or after is None:
        return
    written = [each.path in index.objects for each, index in ((before, old), (after, new))]
    if written == [True, True] and before.name == after.name and after.name in _CONSTRUCTORS:
        return
    if written == [False, False]:
        return
    before, after = (_as_init(each, couple.old.path) for each in (before, after))
    events[f"{couple.old.path}()", f"{couple.new.path}()"] = _Shared(before, after, [couple])


def _as_init(made_by: Function, owner: str) -> Function:
    """The constructor as one method, by whatever name the class defines it: the first argument is bound."""
    signature = made_by.signature
    if made_by.binding is Binding.STATICMETHOD:  # `__new__(cls, ...)`
        receiver = Parameter("self", ParameterKind.POSITIONAL_ONLY)
        signature = replace(signature, parameters=(receiver, *signature.parameters[1:]))
    return replace(made_by, path=f"{owner}.__init__", binding=Binding.METHOD, signature=signature)


def is_still_there(old_class: Class, new_class: Class, name: str, old: Index, new: Index) -> bool:
    """Whether a member without a visible definition is still answered: by an outside base, or by `__getattr__`."""
    if new.inherits_outside(new_class, name) or name in (new_class.slots or ()):
        return True
    strangers = new.strangers(new_class)
    if strangers - old.strangers(old_class) or any(new.owns(path) for path in strangers):
        return True  # a class of the package that leads nowhere (compiled, unread) may have it
    if is_dunder(name) or _is_used_on_classes(old.members(old_class).get(name)):
        return False  # `__getattr__` is asked for what instances lack, and never by the interpreter
    return "__getattr__" in new.members(new_class) and "__getattr__" not in old.members(old_class)


def _was_answered(value: Object, before: dict[str, Object]) -> bool:
    """Whether a new member only tells type checkers what `__getattr__` gave before."""
    return "TYPE_CHECKING" in value.conditions and "__getattr__" in before and not is_dunder(value.name)


def _is_used_on_classes(value: Object | None) -> bool:
    return isinstance(value, Function) and value.binding in (Binding.CLASSMETHOD, Binding.STATICMETHOD)


def _falls_back_on_a_stranger(new_class: Class, value: Object, new: Index) -> bool:
    """Whether a method that overrode another one is gone, and a base that cannot be looked into may be what had it."""
    if not isinstance(value, Function) or not new.strangers(new_class):
        return False
    return f"super().{value.name}" in value.forwards or "typing.override" in value.decorators


def _went_with_its_base(old_class: Class, new_class: Class, value: Object, old: Index, new: Index) -> bool:
    """A member that left because a public base left is part of that finding, while the base itself still has it."""
    base = old.objects.get(value.parent)
    if not isinstance(base, Class) or base.path == old_class.path or not old.is_public(base):
        return False
    counterpart = new.find(old.symbol(base))
    if not isinstance(counterpart, Class) or counterpart in new.line(new_class):
        return False
    return value.name in new.members(counterpart)


def _note(events: dict[tuple[str, str], _Shared], old: Object | None, new: Object | None, couple: Met) -> None:
    key = (old.path if old else "", new.path if new else "")
    events.setdefault(key, _Shared(old, new)).classes.append(couple)


def _publish(events: dict[tuple[str, str], _Shared], found: Movements) -> Iterator[Met]:
    pulled_up = {event.new.path for event in events.values() if event.old is not None and event.new is not None}
    for event in events.values():
        if event.old is None and event.new is not None and event.new.path in pulled_up:
            continue  # the member only moved from a class to its base
        owner = event.owner()
        value = event.old or event.new
        assert value is not None
        symbol = f"{owner.symbol}.{value.name}"
        heirs = tuple(sorted(each.symbol for each in event.classes if each is not owner))
        if event.old is None or event.new is None:
            _publish_one_sided(event, symbol, heirs, found)
            continue
        met = Met(event.old, event.new, symbol, heirs)
        found.met.append(met)
        if isinstance(met.old, Class) and isinstance(met.new, Class):
            yield met


def _publish_one_sided(event: _Shared, symbol: str, heirs: tuple[str, ...], found: Movements) -> None:
    if event.old is not None:
        found.gone.append(Gone(event.old, symbol, heirs))
    elif event.new is not None:
        found.new.append(New(event.new, symbol, heirs))
