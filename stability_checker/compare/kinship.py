"""Which objects of the new package are the same one of the old: those to which any of its public names leads."""

from functools import cached_property

from stability_checker.compare.index import Index, tail


class Kinship:
    """Two packages whose objects may have been copied, moved or split: one old name may lead to several new ones.

    `pkg.K` that was also offered as `pkg.v1.K` may live on as two classes; for a user of either name it is the same
    class as before.
    """

    def __init__(self, old: Index, new: Index) -> None:
        self._old, self._new = old, new

    @cached_property
    def _origins(self) -> dict[str, set[str]]:
        """The old definitions of each new one, by path."""
        origins: dict[str, set[str]] = {}
        for name, before in self._old.names.items():
            after = self._new.find(name)
            if after is not None:
                origins.setdefault(after.path, set()).add(before.path)
        return origins

    def are_one(self, one: str, other: str) -> bool:
        """Whether two paths of definitions, in either version, stand for one old object."""
        if one == other:
            return True
        if "." not in one or "." not in other:
            return False
        return not self.origins(one).isdisjoint(self.origins(other)) or self._has_moved(one, other)

    def _has_moved(self, one: str, other: str) -> bool:
        """Whether an object without public names seems to have gone to another module: no version has both."""
        if tail(one) != tail(other):
            return False
        places = [{each for each in (one, other) if index.find(each) is not None} for index in (self._old, self._new)]
        return [len(each) for each in places] == [1, 1] and places[0] != places[1]

    def origins(self, path: str) -> set[str]:
        """The paths of the old definitions that a new one stands for, its own where there are none."""
        return self._origins.get(path) or {path}
