"""How two annotations relate: equal, wider, narrower, unrelated, vaguer, or unknown where one says too little."""

import enum

from stability_checker.compare.subtyping import Scope, expand, is_subtype
from stability_checker.compare.typetext import ANY, Anything, Named, Signed, Type, Union, read_type


class Relation(enum.Enum):
    """What the new type is to the old one."""

    EQUAL = "equal"
    WIDER = "wider"
    NARROWER = "narrower"
    UNRELATED = "unrelated"
    VAGUER = "vaguer"  # `Any`, or `Callable[..., R]`, where a type said more
    UNKNOWN = "unknown"


def relate(old: str, new: str, scope: Scope) -> Relation:
    """What the annotation `new` is to `old`."""
    if old == new and "." not in old:
        return Relation.EQUAL
    before = expand(read_type(old), scope.old, scope)
    after = expand(read_type(new), scope.new, scope)
    return relate_types(before, after, scope)


def relate_types(before: Type, after: Type, scope: Scope) -> Relation:
    if before == after:
        return Relation.EQUAL
    if isinstance(before, Anything) or isinstance(after, Anything):
        return Relation.VAGUER if after == ANY and not _says_nothing(before) else Relation.UNKNOWN
    if isinstance(after, Signed) and _differ_in_ellipsis(before, after):
        return Relation.VAGUER if after.parameters is None else Relation.UNKNOWN
    narrower = is_subtype(after, before, scope)
    wider = is_subtype(before, after, scope)
    match (narrower, wider):
        case (True, True):
            return Relation.EQUAL
        case (True, False):
            return Relation.NARROWER
        case (False, True):
            return Relation.WIDER
        case (False, False):
            return Relation.UNRELATED
        case (True, None) if _has_more(before, after):
            return Relation.NARROWER
        case (None, True) if _has_more(after, before):
            return Relation.WIDER
    return Relation.UNKNOWN


def _says_nothing(type_: Type) -> bool:
    return isinstance(type_, Anything) or type_ == Named("object")


def _differ_in_ellipsis(before: Type, after: Type) -> bool:
    """Whether of two callables that give the same, one names its parameters and the other is `Callable[..., R]`."""
    if not isinstance(before, Signed) or not isinstance(after, Signed) or before.returns != after.returns:
        return False
    return (before.parameters is None) is not (after.parameters is None)


def _has_more(larger: Type, smaller: Type) -> bool:
    """Whether one is a union that lists all that the other lists and more."""
    return isinstance(larger, Union) and _members(smaller) < larger.members


def _members(type_: Type) -> frozenset[Type]:
    return type_.members if isinstance(type_, Union) else frozenset({type_})
