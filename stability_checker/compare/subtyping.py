"""Whether every value of one type is a value of another: three-valued, for classes that nobody here can look into.

True, False, or None where the answer rests on a class of another library. A finding needs certainty, so None never
becomes one.
"""

from collections.abc import Iterable

from msgspec import Struct

from stability_checker.compare.index import Index
from stability_checker.compare.kinship import Kinship
from stability_checker.compare.newtypes import underlying_type
from stability_checker.compare.outside import outside_class, standard_name
from stability_checker.compare.typetext import (
    ANY,
    NONE,
    Anything,
    Named,
    Signed,
    Type,
    Union,
    Values,
    read_type,
    unite,
)
from stability_checker.model.api import Attribute, Class

# PEP 484: these stand in for each other although the classes do not inherit.
_TOWER = {("int", "float"), ("int", "complex"), ("float", "complex"), ("bytearray", "bytes"), ("memoryview", "bytes")}
_COVARIANT = frozenset(
    [
        "collections.abc.Iterable",
        "collections.abc.Iterator",
        "collections.abc.Collection",
        "collections.abc.Sequence",
        "collections.abc.Set",
        "collections.abc.Container",
        "collections.abc.Reversible",
        "collections.abc.Awaitable",
        "collections.abc.AsyncIterable",
        "collections.abc.AsyncIterator",
        "collections.abc.Coroutine",
        "collections.abc.Generator",
        "collections.abc.AsyncGenerator",
        "collections.abc.KeysView",
        "collections.abc.ValuesView",
        "collections.abc.ItemsView",
        "frozenset",
        "tuple",
        "type",
        "contextlib.AbstractContextManager",
        "contextlib.AbstractAsyncContextManager",
    ]
)
# Aliases of aliases grow as fast as they are named in each other; real ones are seldom stacked higher.
_DEEPEST_ALIAS = 5
_SECOND_COVARIANT = frozenset({"collections.abc.Mapping"})
_KEYED = frozenset(
    [
        "dict",
        "collections.abc.Mapping",
        "collections.abc.MutableMapping",
        "collections.defaultdict",
        "collections.OrderedDict",
    ]
)


class Scope(Struct, frozen=True):
    """Where an annotation stands: the two packages, which of their classes are one, and the class that `Self` means."""

    old: Index
    new: Index
    owner: str | None = None
    kinship: Kinship | None = None

    def are_one(self, one: str, other: str) -> bool:
        return one == other or (self.kinship is not None and self.kinship.are_one(one, other))


def definition(name: str, old: Index, new: Index) -> str:
    """One name for a class of the package in both versions: the path of its definition in the new one."""
    found = new.find(name)
    if found is None and (before := old.find(name)) is not None:
        known = (new.find(each) for each in old.names_of.get(before.path, ()))
        found = next((each for each in known if each is not None), None)
    return found.path if isinstance(found, Class | Attribute) else standard_name(name)


def expand(type_: Type, index: Index, scope: Scope, within: tuple[str, ...] = ()) -> Type:
    """Aliases of the package replaced by what they stand for, and one name for each class, in every place.

    `within` are the aliases that are being replaced: one that needs itself stays a name, and so does one that too many
    others need.
    """
    match type_:
        case Named(name, arguments):
            inner = tuple(expand(each, index, scope, within) for each in arguments)
            known = index.find(name) if "." in name and name not in within and len(within) < _DEEPEST_ALIAS else None
            if isinstance(known, Attribute) and known.role == "type alias" and known.annotation and not inner:
                return expand(read_type(known.annotation), index, scope, (*within, name))
            if name == "type" and len(inner) == 1 and isinstance(inner[0], Union):
                return unite(Named(name, (each,)) for each in inner[0].members)
            return Named(definition(name, scope.old, scope.new), inner)
        case Union(members):
            return unite(expand(each, index, scope, within) for each in members)
        case Signed(parameters, returns):
            taken = None if parameters is None else tuple(expand(each, index, scope, within) for each in parameters)
            return Signed(taken, expand(returns, index, scope, within))
    return type_


def is_subtype(one: Type, other: Type, scope: Scope) -> bool | None:
    """Whether every value of `one` is a value of `other`; None where that cannot be known."""
    if one == other:
        return True
    if isinstance(one, Anything) or isinstance(other, Anything):
        return True if ANY in (one, other) else None
    if isinstance(one, Union):
        return _all(is_subtype(each, other, scope) for each in one.members)
    if isinstance(other, Union):
        return one in other.members or _any(is_subtype(one, each, scope) for each in other.members)
    if isinstance(one, Values):
        return _is_value_subtype(one, other, scope)
    if isinstance(other, Values):
        return False
    if isinstance(one, Signed) or isinstance(other, Signed):
        return _is_callable_subtype(one, other, scope)
    return _is_named_subtype(one, other, scope)


def _all(answers: Iterable[bool | None]) -> bool | None:
    return _decided(answers, by=False)


def _any(answers: Iterable[bool | None]) -> bool | None:
    return _decided(answers, by=True)


def _decided(answers: Iterable[bool | None], by: bool) -> bool | None:
    """`by` as soon as one answer is that; else the opposite, or None where an answer is not known."""
    unknown = False
    for answer in answers:
        if answer is by:
            return by
        unknown = unknown or answer is None
    return None if unknown else not by


def _is_value_subtype(one: Values, other: Type, scope: Scope) -> bool | None:
    if isinstance(other, Values):
        return one.texts <= other.texts
    return _all(is_subtype(_class_of(text), other, scope) for text in one.texts)


def _class_of(text: str) -> Type:
    if text[:1] in "'\"":
        return Named("str")
    if text[:2] in ("b'", 'b"'):
        return Named("bytes")
    if text in ("True", "False"):
        return Named("bool")
    return NONE if text == "None" else Named("int") if text.lstrip("-").isdigit() else Anything()


def _is_callable_subtype(one: Type, other: Type, scope: Scope) -> bool | None:
    if isinstance(one, Signed) and isinstance(other, Signed):
        returns = is_subtype(one.returns, other.returns, scope)
        if one.parameters is None or other.parameters is None:
            return returns
        if len(one.parameters) != len(other.parameters):
            return False
        pairs = zip(one.parameters, other.parameters, strict=True)
        return _all((returns, *(is_subtype(theirs, mine, scope) for mine, theirs in pairs)))
    named = other if isinstance(one, Signed) else one
    if isinstance(one, Signed):
        return named == Named("object") or (None if _is_stranger(named, scope) else False)
    return False if named == NONE else None


def _is_stranger(type_: Type, scope: Scope) -> bool:
    return isinstance(type_, Named) and outside_class(type_.name) is None and type_ != NONE


def _is_named_subtype(one: Type, other: Type, scope: Scope) -> bool | None:
    assert isinstance(one, Named)
    assert isinstance(other, Named)
    if other.name == "object":
        return True
    if one == NONE or other == NONE:
        return None if _may_hold_none(one if other == NONE else other, scope) else False
    if "Self" in (_short(one), _short(other)):
        return _is_self_subtype(one, other, scope)
    below = underlying_type(one.name, scope.new, scope.old)
    if below is not None and one.name != other.name:
        return is_subtype(expand(below, scope.new, scope), other, scope)
    if underlying_type(other.name, scope.new, scope.old) is not None and one.name != other.name:
        return False if _is_class(one, scope) else None
    classes = _is_subclass(one.name, other.name, scope)
    if classes is not True:
        return classes
    return _have_compatible_arguments(one, other, scope)


def _short(type_: Named) -> str:
    return type_.name.rpartition(".")[2]


def _may_hold_none(type_: Named, scope: Scope) -> bool:
    """None is no instance of a class; of an alias, a type variable or a protocol that nobody can see, it may be."""
    if outside_class(type_.name) is not None:
        return type_.name == "collections.abc.Hashable"
    return not any(isinstance(index.find(type_.name), Class) for index in (scope.old, scope.new))


def _is_class(type_: Named, scope: Scope) -> bool:
    """Whether a type is known to be a class."""
    known = any(isinstance(index.find(type_.name), Class) for index in (scope.old, scope.new))
    return known or outside_class(type_.name) is not None


def _is_self_subtype(one: Named, other: Named, scope: Scope) -> bool | None:
    if _short(one) == "Self":
        return None if scope.owner is None else is_subtype(Named(scope.owner), other, scope)
    if scope.owner is None:
        return None
    return False if is_subtype(one, Named(scope.owner), scope) is not None else None


def _is_subclass(one: str, other: str, scope: Scope) -> bool | None:
    if (one, other) in _TOWER or scope.are_one(one, other):
        return True
    if _is_hidden(one, scope) and _is_hidden(other, scope):
        return None
    mine, theirs = outside_class(one), outside_class(other)
    if mine is not None and theirs is not None:
        return _is_outside_subclass(mine, theirs)
    for index in (scope.new, scope.old):
        found = index.find(one)
        if isinstance(found, Class):
            return _descends(found, other, index, scope)
    if mine is not None:
        return _is_known_nominal(other, scope)
    return None


def _is_hidden(path: str, scope: Scope) -> bool:
    """Whether no version offers a class of the package to its users, who then cannot ask which one it is."""
    found = [(index, value) for index in (scope.old, scope.new) if (value := index.find(path)) is not None]
    return bool(found) and not any(index.is_public(value) for index, value in found)


def _is_outside_subclass(mine: type, theirs: type) -> bool | None:
    try:
        return issubclass(mine, theirs)
    except TypeError:  # a protocol with members that are no methods
        return None


def _is_known_nominal(name: str, scope: Scope) -> bool | None:
    """Whether a class of the standard library can be said not to be one of the package's: protocols are open."""
    found = [index.find(name) for index in (scope.old, scope.new)]
    classes = [each for each in found if isinstance(each, Class)]
    return False if classes and not any(_is_protocol(each) for each in classes) else None


def _is_protocol(value: Class) -> bool:
    return value.family == "protocol"


def _descends(value: Class, other: str, index: Index, scope: Scope) -> bool | None:
    target = index.find(other)
    if isinstance(target, Class):
        if target in index.line(value) or any(scope.are_one(each.path, other) for each in index.line(value)):
            return True
        return None if _is_protocol(target) or index.strangers(value) else False
    if other in value.ancestors:
        return True
    outside = outside_class(other)
    if outside is None:
        return _is_known_nominal(other, scope) if not index.strangers(value) else None
    bases = (outside_class(path) for path in value.ancestors)
    if any(base is not None and _is_outside_subclass(base, outside) for base in bases):
        return True
    return None if index.strangers(value) or _is_structural(outside) else False


def _is_structural(outside: type) -> bool:
    """Classes of `collections.abc` with a subclass hook take whatever has the methods."""
    return outside.__module__ in ("collections.abc", "typing", "os", "contextlib")


def _have_compatible_arguments(one: Named, other: Named, scope: Scope) -> bool | None:
    if not one.arguments or not other.arguments:
        return True  # a bare generic is one of Any
    if one.name == other.name == "tuple":
        return _are_compatible_tuples(one, other, scope)
    mine, theirs = _aligned(one, other)
    if mine is None or theirs is None:
        return None
    checks = []
    for place, (inner, outer) in enumerate(zip(mine, theirs, strict=True)):
        covariant = other.name in _COVARIANT or (place == 1 and other.name in _SECOND_COVARIANT)
        checks.append(is_subtype(inner, outer, scope) if covariant else _is_same(inner, outer, scope, other.name))
    return _all(checks)


def _is_same(inner: Type, outer: Type, scope: Scope, container: str) -> bool | None:
    both = _all((is_subtype(inner, outer, scope), is_subtype(outer, inner, scope)))
    known = outside_class(container) is not None
    return both if known or both else None


def _aligned(one: Named, other: Named) -> tuple[tuple[Type, ...] | None, tuple[Type, ...] | None]:
    """The arguments that answer each other; a keyed container offers its keys to what is iterated."""
    mine, theirs = one.arguments, other.arguments
    if one.name == "tuple" and mine[-1:] == (Named("..."),):
        mine = mine[:-1]
    elif one.name == "tuple" and other.name != "tuple":
        mine = (unite(mine),)
    if len(mine) == len(theirs):
        return mine, theirs
    if (one.name in _KEYED or one.name.endswith("Generator")) and len(theirs) == 1:
        return mine[:1], theirs
    return None, None


def _are_compatible_tuples(one: Named, other: Named, scope: Scope) -> bool | None:
    endless = Named("...")
    mine, theirs = one.arguments, other.arguments
    if theirs[-1] == endless:
        return _all(is_subtype(each, theirs[0], scope) for each in mine if each != endless)
    if mine[-1] == endless or len(mine) != len(theirs):
        return False
    return _all(is_subtype(inner, outer, scope) for inner, outer in zip(mine, theirs, strict=True))
