"""Modules that are still there with nothing left of what they offered: one cause, however many names it took along."""

from collections import Counter
from collections.abc import Iterator

from stability_checker.compare.index import Index, parent, tail
from stability_checker.compare.movements import EmptiedModule, Gone
from stability_checker.model.api import Module

# One name that went is told by itself.
_FEWEST = 2


def is_emptied(name: str, old: Index, new: Index) -> bool:
    """Whether a module answers to `name` before and after, and no name below it leads anywhere any more."""
    before, after = old.find(name), new.find(name)
    if not isinstance(before, Module) or not isinstance(after, Module) or (after.opaque and not before.opaque):
        return False
    offered = old.offered.get(name, ())
    return len(offered) >= _FEWEST and not any(new.find(each) or new.serves(each) for each in offered)


def find_emptied(old: Index, new: Index) -> Iterator[Gone]:
    """The emptied modules, each once, under the name by which users reach it."""
    told: set[str] = set()
    for name in sorted(old.offered, key=lambda name: (name.count("."), name)):
        module = old.find(name)
        if module is not None and module.path not in told and is_emptied(name, old, new):
            told.add(module.path)
            home, share = _new_home(name, old, new)
            yield Gone(_emptied(name, module, old), name, renamed_to=home, confidence=share)


def _emptied(name: str, module: object, old: Index) -> EmptiedModule:
    assert isinstance(module, Module)
    lost = tuple(sorted(tail(each) for each in old.offered[name]))
    return EmptiedModule(path=name, symbol=name, deprecated=module.deprecated, location=module.location, lost=lost)


def _new_home(name: str, old: Index, new: Index) -> tuple[str | None, float | None]:
    """The module in which most of the names live on, by their other public names, and how many of them do."""
    offered = old.offered[name]
    homes = Counter(parent(home) for each in offered if (home := _other_name(each, old, new)))
    if not homes:
        return None, None
    home, count = homes.most_common(1)[0]
    return (home, round(count / len(offered), 2)) if 2 * count > len(offered) else (None, None)


def _other_name(name: str, old: Index, new: Index) -> str | None:
    """Another public name of an object that still leads somewhere, of the same last name where there is one."""
    others = [each for each in old.names_of.get(old.names[name].path, ()) if each != name and new.find(each)]
    return max(others, key=lambda each: (tail(each) == tail(name), each.count("."), each), default=None)
