"""Renames and moves: which added object is a removed one under another name or in another place, and how surely."""

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

from stability_checker.compare.index import Index, parent, tail
from stability_checker.compare.movements import Gone, Movements, New
from stability_checker.model.api import Alias, Attribute, Class, Function, Module, Object, Property

# Below this confidence a likeness is a coincidence: small functions resemble each other.
ENOUGH = 0.6


def follow_matches(found: Movements, old: Index, new: Index) -> None:
    """Say where removed module members live on; an addition that is a known object under a new name is dropped."""
    open_gone = [gone for gone in found.gone if gone.renamed_to is None]
    taken = _follow(open_gone, found.new, old, new)
    found.new = [added for added in found.new if id(added) not in taken]
    for gone in open_gone:
        if gone.renamed_to is None:
            _find_private(gone, new)


def follow_member_matches(found: Movements, gone_from: int, new_from: int) -> None:
    """The same among the members of each class: a removed member may be a sibling that is new."""
    siblings: dict[str, list[New]] = {}
    taken: set[int] = set()
    for added in found.new[new_from:]:
        siblings.setdefault(parent(added.symbol), []).append(added)
    for gone in found.gone[gone_from:]:
        candidates = siblings.get(parent(gone.symbol), [])
        _take_best(gone, [(added, likeness(gone.old, added.new)) for added in candidates], taken)
    found.new = [added for added in found.new if id(added) not in taken]


def _follow(gones: list[Gone], news: list[New], old: Index, new: Index) -> set[int]:
    taken: set[int] = set()
    by_clue: dict[object, list[New]] = {}
    for added in news:
        for clue in _clues(added.new, added.symbol):
            by_clue.setdefault(clue, []).append(added)
    for gone in gones:
        candidates = {id(each): each for clue in _clues(gone.old, gone.symbol) for each in by_clue.get(clue, ())}
        _take_best(gone, [(each, likeness(gone.old, each.new, old, new)) for each in candidates.values()], taken)
    return taken


def _clues(value: Object, symbol: str) -> Iterator[object]:
    """What two objects must have in common to be compared at all; keeps the search linear."""
    yield type(value), tail(symbol)
    if isinstance(value, Function):
        if value.fingerprint:
            yield value.fingerprint
        yield parent(symbol), tuple(each.name for each in value.signature.parameters)
    elif isinstance(value, Class | Module):
        yield type(value), parent(symbol)


def _take_best(gone: Gone, scored: Iterable[tuple[New, float]], taken: set[int]) -> None:
    free = [entry for entry in scored if id(entry[0]) not in taken and entry[1] >= ENOUGH]
    if not free:
        return
    best, confidence = max(free, key=lambda entry: entry[1])
    gone.renamed_to, gone.confidence = best.symbol, round(confidence, 2)
    taken.add(id(best))


def _find_private(gone: Gone, new: Index) -> None:
    """A removed name with an underscore before it is the same object, made private."""
    hidden = f"{parent(gone.symbol)}._{tail(gone.symbol)}"
    if type(new.objects.get(hidden)) is type(gone.old):
        gone.renamed_to, gone.confidence = hidden, 0.9


def likeness(old: Object, new: Object, before: Index | None = None, after: Index | None = None) -> float:
    """How surely `new` is `old` under another name or in another place, from 0 to 1."""
    if type(old) is not type(new) or isinstance(old, Alias):
        return 0.0
    if isinstance(old, Function) and isinstance(new, Function):
        return _function_likeness(old, new)
    if isinstance(old, Attribute) and isinstance(new, Attribute):
        return _value_likeness(old, new)
    if isinstance(old, Property) and isinstance(new, Property):
        return 0.5 * _similarity(old.name, new.name) + 0.3 * (old.annotation == new.annotation is not None)
    if before is not None and after is not None:
        return _container_likeness(old, new, before, after)
    return 0.0


def _function_likeness(old: Function, new: Function) -> float:
    same_body = old.fingerprint is not None and old.fingerprint == new.fingerprint
    same_signature = old.signature == new.signature
    if same_body:
        return 1.0 if old.name == new.name else 0.85 + 0.1 * same_signature
    if old.name == new.name:
        return 0.7 + 0.2 * same_signature
    known = [each for each in old.signature.parameters if each.name not in ("self", "cls")]
    return 0.2 * bool(known) + 0.7 * _similarity(old.name, new.name) if same_signature else 0.0


def _value_likeness(old: Attribute, new: Attribute) -> float:
    same_value = old.default is not None and old.default == new.default
    if old.name == new.name:
        return 0.6 + 0.3 * same_value
    return 0.7 * _similarity(old.name, new.name) + 0.1 if same_value else 0.0


def _container_likeness(old: Object, new: Object, before: Index, after: Index) -> float:
    mine, theirs = set(before.children.get(old.path, ())), set(after.children.get(new.path, ()))
    shared = len(mine & theirs) / max(len(mine | theirs), 1)
    if old.name == new.name:
        return 0.65 + 0.3 * shared
    return 0.5 + 0.4 * shared if shared >= 0.6 and len(mine & theirs) > 1 else 0.0


def _similarity(old: str, new: str) -> float:
    return SequenceMatcher(None, old.strip("_"), new.strip("_")).ratio()
