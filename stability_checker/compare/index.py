"""A package indexed for comparing: public names, members with inheritance, and the lines of its classes."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from stability_checker.compare.outside import outside_class
from stability_checker.model.api import Alias, Attribute, Class, Function, Module, Object, Package

# Dunder names that no user reaches for, that the interpreter makes, or that only Python 2 called.
UNSPOKEN = frozenset(
    [
        "__all__",
        "__doc__",
        "__module__",
        "__dict__",
        "__weakref__",
        "__annotations__",
        "__slots__",
        "__qualname__",
        "__name__",
        "__file__",
        "__path__",
        "__metaclass__",
        "__nonzero__",
        "__unicode__",
        "__div__",
        "__rdiv__",
        "__idiv__",
        "__getslice__",
        "__setslice__",
        "__delslice__",
        "__cmp__",
        "__coerce__",
        "__long__",
        "__hex__",
        "__oct__",
        "__match_args__",
        "__parameters__",
        "__orig_bases__",
        "__abstractmethods__",
        "__static_attributes__",
        "__firstlineno__",
        "__sa_type_engine__",
        "__visit_name__",
        "__traversable__",
        "__conform__",
        "__getattr__",
        "__dir__",
    ]
)


def is_dunder(name: str) -> bool:
    return len(name) > 4 and name.startswith("__") and name.endswith("__")


def is_spoken(name: str) -> bool:
    """Whether users may say a member's `name`: it is no private name, and no dunder of the machinery."""
    return name not in UNSPOKEN and (not name.startswith("_") or is_dunder(name))


def tail(path: str) -> str:
    return path.rpartition(".")[2]


def parent(path: str) -> str:
    return path.rpartition(".")[0]


class Index:
    """One package, looked at by name, by member and by line of descent; everything is computed once."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.objects: Mapping[str, Object] = package.objects
        self._members: dict[str, dict[str, Object]] = {}
        self._lines: dict[str, tuple[Class, ...]] = {}
        self._found: dict[str, Object | None] = {}
        self.sameness: dict[tuple[int, int], bool] = {}

    @cached_property
    def children(self) -> dict[str, dict[str, Object]]:
        """The objects that stand directly below each path, by their last name."""
        below: dict[str, dict[str, Object]] = {}
        for path, value in self.objects.items():
            head, _, name = path.rpartition(".")
            below.setdefault(head, {})[name] = value
        return below

    def is_member(self, value: Object) -> bool:
        return isinstance(self.objects.get(value.parent), Class)

    @cached_property
    def names(self) -> dict[str, Object]:
        """Every public name outside of classes and what it leads to: a definition, or an import from elsewhere."""
        return {name: self.resolve(value) for name, value in self._bound.items()}

    @cached_property
    def _bound(self) -> dict[str, Object]:
        """Every public name and the object that carries it, imports not followed."""
        return dict(self._public_names())

    def _public_names(self) -> Iterator[tuple[str, Object]]:
        for path, value in self.objects.items():
            if self.is_member(value):
                continue
            names = value.names or ((path,) if value.public else ())
            for name in names:
                yield name, value

    def owns(self, name: str) -> bool:
        """Whether a dotted name is one of the package that is compared, and of no companion."""
        return name.partition(".")[0] == self.package.name.partition(".")[0]

    def distance(self, name: str) -> tuple[bool, int, str]:
        """How far a name is from users: those of a companion package come last, then the longer ones."""
        return not self.owns(name), name.count("."), name

    def best_name(self, names: Iterable[str], preferred: str) -> str:
        """The name by which to speak of an object: the preferred one if it is among them, else the nearest."""
        nearest = min(names := list(names), key=self.distance)
        return preferred if preferred in names and not self.distance(preferred)[0] else nearest

    @cached_property
    def instances(self) -> dict[str, Class]:
        """The private class of each public variable through which alone users know it, by the variable's path."""
        known = (each for each in self.objects.values() if isinstance(each, Class) and each.symbol != each.path)
        found = {each.symbol: each for each in known if not each.public}
        return {self.names[name].path: each for name, each in found.items() if name in self.names}

    @cached_property
    def offered(self) -> dict[str, list[str]]:
        """The public names directly below each public name."""
        below: dict[str, list[str]] = {}
        for name in self.names:
            below.setdefault(parent(name), []).append(name)
        return below

    @cached_property
    def announced(self) -> dict[str, Object]:
        """Names that no `__all__` lists, of objects that are deprecated: a deprecation speaks to users all the same."""
        unlisted = (each for each in self.objects.values() if each.reason == "unlisted" and each.deprecated)
        return {each.path: each for each in unlisted if not self.is_member(each)}

    def is_bare(self, value: Object) -> bool:
        """Whether no more is known of a private definition than its name."""
        return not value.public and value.location is None and isinstance(value, Function | Class | Attribute)

    def every_name(self, value: Object) -> Iterator[str]:
        """All public paths of an object; those of a member are the paths of its class with its name behind."""
        holder = self.objects.get(value.parent)
        if isinstance(holder, Class):
            yield from (f"{name}.{value.name}" for name in self.names_of.get(holder.path, ()))
        yield from self.names_of.get(value.path, ())

    @cached_property
    def names_of(self) -> dict[str, list[str]]:
        """The public names of each definition, the shortest first."""
        names: dict[str, list[str]] = {}
        for name, value in self.names.items():
            names.setdefault(value.path, []).append(name)
        for found in names.values():
            found.sort(key=self.distance)
        return names

    def resolve(self, value: Object) -> Object:
        """What an import leads to in this package; the import itself where it leads out of it."""
        for _ in range(20):
            if not isinstance(value, Alias):
                return value
            target = self.objects.get(value.target) or self._through_parent(value.target)
            if target is None or target.path == value.path:
                return value
            value = target
        return value

    def find(self, name: str) -> Object | None:
        """The object that `name` is bound to, publicly or not, through imports, re-exported modules and bases."""
        if name not in self._found:
            value = self.objects.get(name) or self._bound.get(name) or self._through_parent(name)
            self._found[name] = None if value is None else self.resolve(value)
        return self._found[name]

    def _through_parent(self, name: str) -> Object | None:
        head, _, last = name.rpartition(".")
        above = self.find(head) if head else None
        held = self.instances.get(above.path) if isinstance(above, Attribute) else above
        if isinstance(held, Class):
            return self.members(held).get(last)
        if isinstance(above, Module) and above.path != head:
            return self.objects.get(f"{above.path}.{last}")
        return None

    def exports(self, name: str) -> bool:
        """Whether the `__all__` of the module of `name` lists it."""
        module = self.find(parent(name))
        return isinstance(module, Module) and module.exports is not None and tail(name) in module.exports

    def is_unread(self, file: str) -> bool:
        """Whether a file of the package could not be read, so that nothing is known of what stands in it."""
        return any(problem.startswith(f"{file}:") for problem in self.package.problems)

    def has_unread_stub(self, value: Object) -> bool:
        """Whether a stub that could not be read may say more of an object than its source does."""
        return value.location is not None and self.is_unread(f"{value.location.file}i")

    def serves(self, name: str) -> bool:
        """Whether the module of `name` answers it through its `__getattr__`."""
        module = self.find(parent(name))
        return isinstance(module, Module) and tail(name) in module.served

    def symbol(self, value: Object) -> str:
        """The path by which users reach `value`: its own symbol, or that of the class or module that holds it."""
        if value.path in self.names_of:
            return self.best_name(self.names_of[value.path], value.symbol)
        holder = self.objects.get(value.parent)
        return value.symbol or value.path if holder is None else f"{self.symbol(holder)}.{value.name}"

    def line(self, value: Class) -> tuple[Class, ...]:
        """The classes of this package from which `value` takes its members, in resolution order, itself first."""
        if value.path not in self._lines:
            bases = (self.find(path) for path in value.ancestors)
            self._lines[value.path] = (
                value,
                *(base for base in bases if isinstance(base, Class) and base is not value),
            )
        return self._lines[value.path]

    def members(self, value: Class) -> dict[str, Object]:
        """All members of a class by name, inherited ones included, the nearest definition of each."""
        if value.path not in self._members:
            found: dict[str, Object] = dict(self._of_metaclass(value))
            for base in reversed(self.line(value)):
                found.update(self.children.get(base.path, {}))
            self._members[value.path] = found
        return self._members[value.path]

    def _of_metaclass(self, value: Class) -> Iterator[tuple[str, Object]]:
        """What users reach as attributes of the class because its metaclass has it."""
        metaclass = self.find(value.metaclass) if value.metaclass else None
        if isinstance(metaclass, Class) and metaclass is not value:
            for base in reversed(self.line(metaclass)):
                below = self.children.get(base.path, {})
                yield from ((name, each) for name, each in below.items() if not name.startswith("_") and name != "mro")

    def strangers(self, value: Class) -> frozenset[str]:
        """The ancestors that no one here can look into: neither of this package nor of the standard library."""
        return frozenset(
            path for path in value.ancestors if not isinstance(self.find(path), Class) and outside_class(path) is None
        )

    def inherits_outside(self, value: Class, name: str) -> bool:
        """Whether a class of the standard library gives `value` the member `name`."""
        known = (outside_class(path) for path in value.ancestors if not isinstance(self.find(path), Class))
        return any(base is not None and hasattr(base, name) for base in known)

    def is_public(self, value: Object) -> bool:
        return value.path in self.names_of
