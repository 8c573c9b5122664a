"""What a rule may ask about a pair beyond the two objects: hierarchy, calls, types."""

from functools import cached_property

from stability_checker.compare.annotations import Relation, Scope, relate
from stability_checker.compare.calls import CallChanges, compare_calls
from stability_checker.compare.index import Index
from stability_checker.compare.signatures import Callees
from stability_checker.model.api import Class, Function, Object, Package


class Context:
    """Both packages, indexed. One context serves one comparison; what is asked twice is computed once."""

    def __init__(self, old: Package, new: Package) -> None:
        self.old = Index(old)
        self.new = Index(new)
        self._calls: dict[tuple[int, int], CallChanges] = {}

    @cached_property
    def _callees(self) -> tuple[Callees, Callees]:
        return Callees(self.old), Callees(self.new)

    def calls(self, old: Function, new: Function) -> CallChanges:
        """Which calls of `old` the new function rejects or binds otherwise."""
        key = (id(old), id(new))
        if key not in self._calls:
            before, after = self._callees
            self._calls[key] = compare_calls(before.of(old), after.of(new))
        return self._calls[key]

    def relate(self, old: str, new: str, holder: Object | None = None) -> Relation:
        """What the annotation `new` is to `old`; `holder` is the new object in whose class `Self` stands."""
        owner = self.new.objects.get(holder.parent) if holder is not None else None
        name = self.new.symbol(owner) if isinstance(owner, Class) else None
        return relate(old, new, Scope(self.old, self.new, name))

    def counterpart(self, old: Object) -> Object | None:
        """The new object that answers to the public symbol of an old one."""
        return self.new.find(self.old.symbol(old))
