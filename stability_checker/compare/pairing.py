"""Which object of the new API answers to which of the old: pairs, removals and additions, by public path."""

import sys
from collections.abc import Iterable, Iterator

from msgspec import Struct, field
from msgspec.structs import replace

from stability_checker.compare.emptied import find_emptied
from stability_checker.compare.index import Index, parent, tail
from stability_checker.compare.inheritance import pair_members
from stability_checker.compare.matches import follow_matches
from stability_checker.compare.movements import Gone, Met, Movements, New, TypingName, UnlistedName
from stability_checker.model.api import Alias, Attribute, Class, Function, Module, Object


class _Fate(Struct):
    """What became of the public names of one old definition."""

    value: Object
    kept: dict[str, Object] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    unlisted: list[str] = field(default_factory=list)
    typing: list[str] = field(default_factory=list)


def pair(old: Index, new: Index) -> Movements:
    """Compare two packages name by name; what hangs below a removed or added parent is not listed again."""
    found = Movements()
    fates = _fates(old, new)
    emptied = list(find_emptied(old, new))
    gone = {name for fate in fates if isinstance(fate.value, Module) for name in _without_module(fate)}
    gone |= {each.symbol for each in emptied}
    for fate in fates:
        found.met += _met(fate, old, new)
        found.gone += _gone(fate, old, gone)
    found.gone += emptied
    found.new = list(_added(fates, old, new))
    follow_matches(found, old, new)
    pair_members(found, old, new)
    return found


def _without_module(fate: _Fate) -> Iterator[str]:
    """The names of a module under which none is found any more."""
    yield from fate.lost
    yield from (name for name, value in fate.kept.items() if not isinstance(value, Module | Alias))


def _identity(value: Object) -> str:
    """What two names of one object share: the path of a definition, the target of an import from elsewhere."""
    return f"->{value.target}" if isinstance(value, Alias) else value.path


def _by_identity(names: Iterable[tuple[str, Object]]) -> dict[str, list[tuple[str, Object]]]:
    groups: dict[str, list[tuple[str, Object]]] = {}
    for name, value in names:
        groups.setdefault(_identity(value), []).append((name, value))
    return groups


def _fates(old: Index, new: Index) -> list[_Fate]:
    fates = []
    for group in _by_identity({**old.announced, **old.names}.items()).values():
        group.sort(key=lambda entry: old.distance(entry[0]))
        fate = _Fate(group[0][1])
        for name, _ in group:
            _record(fate, name, old, new)
        fates.append(fate)
    return fates


def _record(fate: _Fate, name: str, old: Index, new: Index) -> None:
    found = new.names.get(name) or new.find(name)
    if found is None:
        if not _may_be_bound_unseen(name, old, new) and not _stood_unread(name, old, new):
            fate.lost.append(name)
    elif _only_for_typing(name, new) and not _only_for_typing(name, old):
        fate.typing.append(name)
    elif name not in new.names and name in old.names and _is_unlisted(name, new) and not new.serves(name):
        fate.unlisted.append(name)
    else:
        fate.kept[name] = found


def _may_be_bound_unseen(name: str, old: Index, new: Index) -> bool:
    """A module that has come to bind names in ways that cannot be read may still have this one."""
    before, after = old.find(parent(name)), new.find(parent(name))
    if isinstance(after, Module) and after.exports is not None and tail(name) not in after.exports:
        return False
    return isinstance(after, Module) and after.opaque and isinstance(before, Module) and not before.opaque


def _stood_unread(name: str, old: Index, new: Index) -> bool:
    """What stood in a file that cannot be read now may still be there; an import of another library was never meant."""
    binding = old.objects.get(name)
    if isinstance(binding, Alias) and binding.target in sys.stdlib_module_names:
        return not old.exports(name)
    places = [each.location for each in (binding, old.find(name)) if each is not None]
    return any(place is not None and new.is_unread(place.file) for place in places)


def _only_for_typing(name: str, index: Index) -> bool:
    binding = index.objects.get(name)
    return isinstance(binding, Alias) and binding.typing_only and not index.serves(name)


def _is_unlisted(name: str, new: Index) -> bool:
    module = new.find(parent(name))
    return isinstance(module, Module) and module.exports is not None and tail(name) not in module.exports


def _met(fate: _Fate, old: Index, new: Index) -> Iterator[Met]:
    for group in _by_identity(fate.kept.items()).values():
        symbol = old.best_name((name for name, _ in group), fate.value.symbol)
        value, counterpart = as_bound(fate.value, symbol, old), as_bound(group[0][1], symbol, new)
        if _is_retargeted(value, counterpart, old, new):
            yield Met(_alias(symbol, value), _alias(symbol, counterpart), symbol)
        elif not old.is_bare(value) and not new.is_bare(counterpart):
            yield Met(value, counterpart, symbol)


def as_bound(value: Object, name: str, index: Index) -> Object:
    """An object as its name gives it: an import may be deprecated although the object is not."""
    binding = index.objects.get(name)
    if binding is None or binding is value or binding.deprecated is None or value.deprecated is not None:
        return value
    return replace(value, deprecated=binding.deprecated)


def _is_retargeted(value: Object, counterpart: Object, old: Index, new: Index) -> bool:
    """Whether a name leads to another thing than before: the two are both there, in one version at least."""
    if not isinstance(value, Function | Class) or not isinstance(counterpart, Function | Class):
        return False
    if value.path == counterpart.path or _moved_and_was_replaced(value, counterpart, old, new):
        return False
    if tail(value.path) == tail(counterpart.path):
        return _defines(new, value.path) and _defines(old, counterpart.path)
    return _defines(new, value.path) or _defines(old, counterpart.path)


def _moved_and_was_replaced(value: Object, counterpart: Object, old: Index, new: Index) -> bool:
    """Whether the object itself is what the name still leads to, and another one took its old place."""
    successor = new.objects.get(value.path)
    if successor is None or not _is_like(value, counterpart, old, new):
        return False
    return not _is_like(value, successor, old, new)


def _is_like(value: Object, other: Object, old: Index, new: Index) -> bool:
    if isinstance(value, Function) and isinstance(other, Function):
        return value.fingerprint == other.fingerprint and value.signature == other.signature
    return type(value) is type(other) and set(old.children.get(value.path, ())) == set(new.children.get(other.path, ()))


def _defines(index: Index, path: str) -> bool:
    return isinstance(index.objects.get(path), Function | Class)


def _alias(name: str, value: Object) -> Alias:
    target = value.target if isinstance(value, Alias) else value.path
    return Alias(
        path=name, symbol=name, names=(name,), target=target, deprecated=value.deprecated, location=value.location
    )


def _gone(fate: _Fate, old: Index, gone: set[str]) -> Iterator[Gone]:
    lost = [name for name in fate.lost if not _hangs_below(name, gone)]
    for names, kind in ((fate.unlisted, UnlistedName), (fate.typing, TypingName)):
        if names:
            symbol = old.best_name(names, fate.value.symbol)
            yield Gone(kind(path=symbol, symbol=symbol, deprecated=fate.value.deprecated), symbol)
    if not lost:
        return
    symbol = old.best_name(lost, fate.value.symbol)
    if not fate.kept:
        yield Gone(as_bound(fate.value, symbol, old), symbol)
    elif not isinstance(fate.value, Module) or symbol in old.objects:
        home = old.best_name(fate.kept, fate.value.symbol)
        yield Gone(_alias(symbol, fate.value), symbol, renamed_to=home, confidence=1.0)


def _hangs_below(name: str, parents: set[str]) -> bool:
    above = parent(name)
    while above:
        if above in parents:
            return True
        above = parent(above)
    return False


def _added(fates: list[_Fate], old: Index, new: Index) -> Iterator[New]:
    known = {_identity(value) for fate in fates for value in fate.kept.values()}
    known |= {_identity(fate.value) for fate in fates if fate.kept or fate.unlisted}
    groups = {key: group for key, group in _by_identity(new.names.items()).items() if key not in known}
    modules = {name for group in groups.values() for name, value in group if isinstance(value, Module)}
    for group in groups.values():
        value = group[0][1]
        names = [name for name, _ in group if not _hangs_below(name, modules)]
        if new.is_member(value) and value.path not in old.objects:
            continue  # `run = _runner.run`: told where the class has the method
        if names and not (isinstance(value, Attribute) and value.role == "served"):
            yield New(value, new.best_name(names, value.symbol))
