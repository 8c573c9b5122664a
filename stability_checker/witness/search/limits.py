"""Why a break at run time may have no finding: what no reading of the source can know."""

from stability_checker.compare.index import Index, parent, tail
from stability_checker.model.api import Alias, Attribute, Class, Module, Object

MADE = "no source names it: it is made while the old version is imported"
CALLED = "a call decides what it is"
SERVED = "the new version may answer it by `__getattr__`"


def why_unnamed(symbol: str, old: Index, new: Index) -> str:
    """The reason in a few words; empty where the source says enough, so that a rule should have spoken."""
    before = old.find(symbol)
    if before is None:
        return MADE
    if _is_called(before) or _is_called(new.find(symbol)):
        return CALLED
    return SERVED if _is_served(symbol, new) else ""


def _is_called(value: Object | None) -> bool:
    """A variable that holds what a call gives back, or what comes from elsewhere."""
    if isinstance(value, Attribute):
        return "(" in (value.default or "") or value.default == "..."
    return isinstance(value, Alias)


def _is_served(symbol: str, new: Index) -> bool:
    holder = new.find(parent(symbol))
    if isinstance(holder, Class):
        metaclass = new.find(holder.metaclass or "")
        return isinstance(metaclass, Class) and "__getattr__" in new.children.get(metaclass.path, {})
    answering = isinstance(holder, Module) and "__getattr__" in new.children.get(holder.path, {})
    return answering and tail(symbol) not in new.children.get(parent(symbol), {})
