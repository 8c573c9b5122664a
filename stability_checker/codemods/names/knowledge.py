"""What is known of the libraries themselves: under which paths they are met, who inherits whom, what calls return."""

from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from typing import TypeVar

from stability_checker.model.recipe import Library

Value = TypeVar("Value")


class Knowledge:
    """The libraries of one run, asked as one."""

    def __init__(self, libraries: Iterable[Library] = ()) -> None:
        self.libraries = tuple(libraries)
        self.packages = frozenset(package for library in self.libraries for package in library.packages)
        self._aliases = _merged(library.aliases for library in self.libraries)
        self._bases = _merged(library.bases for library in self.libraries)
        self._attributes = _merged(library.attributes for library in self.libraries)
        self._returns = _merged(library.returns for library in self.libraries)

    def covers(self, path: str) -> bool:
        """Whether `path` lies in a package that one of the libraries is met in."""
        return path.partition(".")[0] in self.packages

    def canonical(self, path: str) -> str:
        """The path that recipes use for the object at `path`."""
        for prefix, rest in _splits(path):
            if (target := self._aliases.get(prefix)) is not None and target != prefix:
                return self.canonical(target + rest)
        return path

    def bases(self, path: str) -> tuple[str, ...]:
        return self._bases.get(path, ())

    def attribute(self, path: str, name: str) -> str | None:
        return self._inherited(self._attributes, path, name)

    def returned(self, path: str, name: str | None = None) -> str | None:
        """The class of what the callable at `path`, or the method `name` of the class at `path`, returns."""
        return self._inherited(self._returns, path, name) if name else self._returns.get(path)

    def _inherited(self, table: Mapping[str, str], path: str, name: str) -> str | None:
        if (found := table.get(f"{path}.{name}")) is not None:
            return found
        inherited = (self._inherited(table, base, name) for base in self.bases(path))
        return next((found for found in inherited if found), None)


def _merged(tables: Iterable[Mapping[str, Value]]) -> dict[str, Value]:
    return reduce(lambda merged, table: {**merged, **table}, tables, {})


def _splits(path: str) -> Iterator[tuple[str, str]]:
    """`a.b.c` as (a.b.c, ""), (a.b, .c), (a, .b.c)."""
    end = len(path)
    while end > 0:
        yield path[:end], path[end:]
        end = path.rfind(".", 0, end)
