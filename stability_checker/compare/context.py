"""What a rule may ask about a pair beyond the two objects: hierarchy, calls, types."""

from abc import ABCMeta
from collections.abc import Callable, Iterator
from functools import cached_property, wraps
from typing import Any, TypeVar

from stability_checker.compare.annotations import Relation, relate
from stability_checker.compare.calls import CallChanges, compare_calls
from stability_checker.compare.decorators import is_command
from stability_checker.compare.emptied import is_emptied
from stability_checker.compare.fields import FieldChanges, compare_fields
from stability_checker.compare.index import Index, tail
from stability_checker.compare.kinship import Kinship
from stability_checker.compare.outside import outside_class
from stability_checker.compare.signatures import Callees
from stability_checker.compare.subtyping import Scope, definition, is_subtype
from stability_checker.compare.typechanges import TypeChange, lost_overloads, parameter_types, return_type
from stability_checker.compare.typetext import Named
from stability_checker.compare.typevars import relate_variables
from stability_checker.compare.values import value_type
from stability_checker.model.api import Attribute, Class, Function, Module, Object, Package, Property, Signature

# Ancestors that say how a class is made, not what it is.
_MARKERS = frozenset({"ABC", "Generic", "Protocol", "object"})


_Old = TypeVar("_Old", bound=Object)
_New = TypeVar("_New", bound=Object)
_Answer = TypeVar("_Answer")


def _asked_once(
    ask: Callable[["Context", _Old, _New], _Answer],
) -> Callable[["Context", _Old, _New], _Answer]:
    """Answer each question about a pair once: several rules ask the same.

    A pair is known by its identity, and kept, so that no other object takes its place in memory.
    """

    @wraps(ask)
    def remembered(self: "Context", old: _Old, new: _New) -> _Answer:
        key = (ask.__name__, id(old), id(new))
        if key not in self.answers:
            self.answers[key] = old, new, ask(self, old, new)
        answer: _Answer = self.answers[key][2]
        return answer

    return remembered


def _face(value: Function) -> tuple[object, ...]:
    """All of a function that rules look at: its body is none of their business."""
    signatures = (value.signature, value.runtime, value.overloads, value.raises, value.forwards, value.absorbs)
    marks = (value.binding, value.flavour, value.decorators, value.abstract, value.final, value.rejects_unknown)
    return (value.name, value.deprecated, *signatures, *marks)


def _unpacks(signature: Signature) -> bool:
    """Whether a parameter is typed by what stands elsewhere (PEP 646, PEP 692)."""
    return any("Unpack[" in each.annotation for each in signature.parameters if each.annotation)


class Context:
    """Both packages, indexed. One context serves one comparison; what is asked twice is computed once."""

    def __init__(self, old: Package, new: Package) -> None:
        self.old = Index(old)
        self.new = Index(new)
        self._aliases: dict[str, frozenset[str]] = {}
        self._scopes: dict[str | None, Scope] = {}
        self.answers: dict[tuple[str, int, int], tuple[Object, Object, Any]] = {}

    def unchanged(self, old: Object, new: Object) -> bool:
        """Whether a pair is the same in all that rules look at: for a class that is also its members'."""
        if isinstance(old, Function) and isinstance(new, Function):
            # A callable that hands its keywords on may have changed although it reads the same.
            return _face(old) == _face(new) and not (old.forwards or _unpacks(old.signature))
        if old != new:
            return False
        if isinstance(old, Class) and isinstance(new, Class):
            return self.old.line(old) == self.new.line(new) and self.old.members(old) == self.new.members(new)
        return True

    # -- calls ---------------------------------------------------------------------------------------------------

    @cached_property
    def callees(self) -> tuple[Callees, Callees]:
        """What tells of each version what its callables accept."""
        return Callees(self.old), Callees(self.new)

    @_asked_once
    def calls(self, old: Function, new: Function) -> CallChanges:
        """Which calls of `old` the new function rejects or binds otherwise."""
        before, after = self.callees
        same = old.signature == new.signature and old.binding is new.binding and not (old.forwards or new.forwards)
        same = same and old.absorbs == new.absorbs and old.runtime == new.runtime
        same = same and not _unpacks(old.runtime or old.signature)
        same = same or (is_command(old) and is_command(new))
        return CallChanges() if same else compare_calls(before.of(old), after.of(new))

    def accepts_all(self, old: Function, new: Function) -> bool:
        """Whether the new function accepts every call of the old one, as far as the names of parameters say."""
        calls = self.calls(old, new)
        lost = (calls.removed, calls.swallowed, calls.renamed, calls.varargs_removed, calls.kwargs_removed)
        return not any(lost)

    @cached_property
    def _kinship(self) -> Kinship:
        return Kinship(self.old, self.new)

    # -- types ---------------------------------------------------------------------------------------------------

    def scope(self, holder: Object | None = None) -> Scope:
        """Where annotations are read; `holder` is the new object in whose class `Self` stands."""
        key = holder.parent if holder is not None else None
        if key not in self._scopes:
            owner = self.new.objects.get(key) if key is not None else None
            named = owner.path if isinstance(owner, Class) else None
            self._scopes[key] = Scope(self.old, self.new, named, self._kinship)
        return self._scopes[key]

    def relate(self, old: str, new: str, holder: Object | None = None) -> Relation:
        """What the annotation `new` is to `old`."""
        return relate(old, new, self.scope(holder))

    def relate_variables(self, old: Attribute, new: Attribute) -> Relation:
        """What a type variable accepts, compared with before; EQUAL for what is no type variable in both versions."""
        if not old.role == new.role == "typevar":
            return Relation.EQUAL
        return relate_variables(old.default or "", new.default or "", self.scope())

    @_asked_once
    def parameter_types(self, old: Function, new: Function) -> list[TypeChange]:
        """The parameters whose type changed; a function with overloads is judged by these instead."""
        return [] if old.overloads or new.overloads else list(parameter_types(self.calls(old, new), self.scope(new)))

    @_asked_once
    def return_type(self, old: Function, new: Function) -> TypeChange | None:
        """What became of the type of the result; None where it is the same, or where overloads say it."""
        return None if old.overloads or new.overloads else return_type(old, new, self.scope(new))

    @_asked_once
    def value_type(self, old: Attribute | Property, new: Attribute | Property) -> TypeChange | None:
        """What became of the type of a variable or property; None where it is the same or not known."""
        return value_type(old, new, self.scope(new))

    def lost_overloads(self, old: Function, new: Function) -> Iterator[Signature]:
        """The typed ways to call `old` that `new` does not offer."""
        return lost_overloads(old, new, self.scope())

    def exceptions(self, old: Function, new: Function) -> tuple[list[str], list[str]]:
        """The exceptions that a function no longer names, and those that it names anew and that are no subclass."""
        if old.raises == new.raises:
            return [], []
        scope = self.scope()
        lost = [each for each in old.raises if not self._has_one(new.raises, each)]
        come = [each for each in new.raises if not self._has_one(old.raises, each)]
        handled = {
            each for each in come for known in old.raises if is_subtype(Named(each), Named(known), scope) is not False
        }
        return lost, [each for each in come if each not in handled]

    def _has_one(self, paths: tuple[str, ...], path: str) -> bool:
        """Whether one of `paths` stands for the same object as `path`; the two may be of different versions."""
        return path in paths or any(not self._known_as(path).isdisjoint(self._known_as(each)) for each in paths)

    def _known_as(self, path: str) -> frozenset[str]:
        """What two paths of one object share, in either version."""
        if path not in self._aliases:
            found = self._identity(path)
            self._aliases[path] = frozenset({found, *self._kinship.origins(found)})
        return self._aliases[path]

    # -- data models ---------------------------------------------------------------------------------------------

    @_asked_once
    def fields(self, old: Class, new: Class) -> FieldChanges:
        """What became of the fields of a data model."""
        return compare_fields(old, new)

    def is_hashable(self, value: Class, index: Index) -> bool | None:
        """Whether instances can be hashed, by who defines `__eq__` and `__hash__`; None where a stranger may."""
        for base in index.line(value):
            own = index.children.get(base.path, {})
            hashed = own.get("__hash__")
            if hashed is not None:
                return not (isinstance(hashed, Attribute) and hashed.default == "None")
            if "__eq__" in own:
                return False
        if index.strangers(value):
            return None
        outside = (outside_class(path) for path in value.ancestors if not isinstance(index.find(path), Class))
        return all(base is None or base.__hash__ is not None for base in outside)

    # -- hierarchy -----------------------------------------------------------------------------------------------

    @cached_property
    def _carriers(self) -> frozenset[str]:
        """The paths of new classes from which a class that was public before now inherits."""
        survivors = (self.new.find(self.old.symbol(each)) for each in self._public_classes())
        lines = (self.new.line(each)[1:] for each in survivors if isinstance(each, Class))
        return frozenset(base.path for line in lines for base in line)

    def _public_classes(self) -> Iterator[Class]:
        for path in self.old.names_of:
            found = self.old.objects.get(path)
            if isinstance(found, Class):
                yield found

    def carries_an_old_class(self, new: Class) -> bool:
        """Whether a class that existed before has come to inherit from `new`."""
        return new.path in self._carriers

    def is_emptied(self, module: str) -> bool:
        """Whether a module is still there with nothing left of what it offered."""
        return is_emptied(module, self.old, self.new)

    def only_carries_bases(self, new: Module) -> bool:
        """Whether all that a module offers are bases of classes that existed before."""
        names = [name for name in self.new.names if name.startswith(f"{new.path}.")]
        offered = [each for each in map(self.new.names.__getitem__, names) if not isinstance(each, Module)]
        return bool(offered) and all(isinstance(each, Class) and self.carries_an_old_class(each) for each in offered)

    def lost_bases(self, old: Class, new: Class) -> list[str]:
        """The public ancestors that a class lost; one that only left together with a nearer one is not repeated."""
        if old.ancestors == new.ancestors:
            return []
        if any(self.new.owns(path) for path in self.new.strangers(new) - self.old.strangers(old)):
            return []  # a class of the package that leads nowhere (compiled, bound by a test, unread) may have them all
        lost = [path for path in old.ancestors if self._matters(path, self.old) and not self._survives(path, new)]
        nearest = [path for path in lost if not any(self._stands_above(path, other) for other in lost if other != path)]
        return nearest or lost[:1]

    def gained_bases(self, old: Class, new: Class) -> list[str]:
        """The public ancestors that a class got and that existed before."""
        if old.ancestors == new.ancestors:
            return []
        gained = [path for path in new.ancestors if not self._has_one(old.ancestors, path)]
        known = [path for path in gained if self._matters(path, self.new) and self._existed(path)]
        return [path for path in known if self._names_it(new, path)]

    def _names_it(self, value: Class, path: str) -> bool:
        return any(base.partition("[")[0] == path for base in value.bases)

    def _identity(self, path: str) -> str:
        """What an ancestor of either version is in the new one: names come and go, the definition is one."""
        return definition(path, self.old, self.new)

    def _matters(self, path: str, index: Index) -> bool:
        """Whether users can name an ancestor: a public class of the package, or one of another library."""
        if tail(path) in _MARKERS or tail(path).startswith("_"):
            return False
        found = index.find(path)
        if isinstance(found, Class):
            return index.is_public(found)
        return path.partition(".")[0] != index.package.name

    def _survives(self, path: str, new: Class) -> bool:
        """Whether the new class still has an ancestor, or nobody can ask for it because it is gone itself."""
        if self._has_one(new.ancestors, path):
            return True
        found = self.old.find(path)
        if not isinstance(found, Class):
            return False
        after = self.new.find(self.old.symbol(found))
        return after in (None, new) or (isinstance(after, Class) and self._answers_for_itself(after))

    def _answers_for_itself(self, value: Class) -> bool:
        """Whether a metaclass of the package decides what counts as a subclass: a stand-in for what was a base."""
        return f"{value.metaclass}.__subclasscheck__" in self.new.objects

    def _stands_above(self, path: str, other: str) -> bool:
        found = self.old.find(other)
        if isinstance(found, Class):
            return path in found.ancestors
        mine, theirs = outside_class(path), outside_class(other)
        return mine is not None and theirs is not None and mine is not theirs and mine in theirs.__mro__

    def _existed(self, path: str) -> bool:
        found = self.new.find(path)
        return not isinstance(found, Class) or isinstance(self.old.find(self.new.symbol(found)), Class)

    def is_marked_abstract(self, value: Class, index: Index) -> bool:
        """Whether a class says itself that it is abstract, or has a metaclass that is made for that."""
        if "abc.ABC" in value.bases:
            return True
        if tail(value.metaclass or "") == "ABCMeta":
            outside = (outside_class(path) for path in value.ancestors if not isinstance(index.find(path), Class))
            return not any(isinstance(base, ABCMeta) for base in outside) and not index.line(value)[1:]
        return False

    def keeps_on_class(self, new: Attribute) -> bool:
        """Whether a base of its class gives the class what instances get for themselves."""
        holder = self.new.objects.get(new.parent)
        line = self.new.line(holder)[1:] if isinstance(holder, Class) else ()
        found = (self.new.children.get(base.path, {}).get(new.name) for base in line)
        return any(not isinstance(each, Attribute) or each.default is not None for each in found if each is not None)

    def loses_a_base(self, old: Class, new: Class) -> bool:
        """Whether `lost_bases` says what happened to the line of a class."""
        return bool(self.lost_bases(old, new))

    def has_foreign_metaclass(self, old: Class, new: Class) -> bool:
        """Whether the metaclass of a class is neither the old one nor made of it."""
        before, after = (tail(each.metaclass or "type") for each in (old, new))
        if after in (before, "type", "ABCMeta") or new.deprecated is not None:
            return False
        found = self.new.find(new.metaclass) if new.metaclass else None
        inherited = {tail(path) for path in found.ancestors} if isinstance(found, Class) else set()
        return before == "type" or before not in inherited

    def counterpart(self, old: Object) -> Object | None:
        """The new object that answers to the public symbol of an old one."""
        return self.new.find(self.old.symbol(old))
