"""What became of the value of a variable: another constant, another type, another meaning as a type."""

import ast

from stability_checker.compare.annotations import Relation, relate
from stability_checker.compare.index import Index, tail
from stability_checker.compare.newtypes import underlying
from stability_checker.compare.outside import outside_class
from stability_checker.compare.subtyping import Scope
from stability_checker.compare.typechanges import TypeChange
from stability_checker.model.api import Alias, Attribute, Class, Property

_TYPES = ("type alias", "typevar", "newtype")


def is_ordinary(value: Attribute | Property) -> bool:
    """Whether a variable holds a value, and is no member of an enumeration and no name of a type."""
    return isinstance(value, Property) or value.role in ("", "field")


def changes_value(old: Attribute, new: Attribute) -> bool:
    """Whether both values are known and differ."""
    return is_ordinary(old) and is_ordinary(new) and None not in (old.value, new.value) and old.value != new.value


def changes_type(old: Attribute, new: Attribute) -> bool:
    """Whether two constants without annotation are of different kinds; None and numbers stand in for each other."""
    before, after = _kind(old), _kind(new)
    return before is not None and after is not None and before != after


def _kind(value: Attribute) -> str | None:
    try:
        constant = ast.literal_eval(value.value or "None")
    except (ValueError, SyntaxError):
        return None
    if constant is None:
        return None
    return "number" if isinstance(constant, int | float | complex) else type(constant).__name__


def value_type(old: Attribute | Property, new: Attribute | Property, scope: Scope) -> TypeChange | None:
    """How the type of a variable changed, by its annotations, or by two constants where there are none."""
    if not (is_ordinary(old) and is_ordinary(new)):
        return None
    before, after = old.annotation, new.annotation
    if before is not None and after is not None:
        if _is_descriptor(old, before, scope.old) or _is_descriptor(new, after, scope.new):
            return None  # what reading it gives is what the descriptor says
        return None if before == after else TypeChange(None, before, after, relate(before, after, scope))
    if not (isinstance(old, Attribute) and isinstance(new, Attribute) and before is after is None):
        return None
    if not (changes_type(old, new) and changes_value(old, new)):
        return None
    return TypeChange(None, old.value or "", new.value or "", Relation.UNRELATED)


def _is_descriptor(value: Attribute | Property, annotation: str, index: Index) -> bool:
    """Whether a variable is declared to be an object that answers for the variable (PEP 252).

    Of a class that nobody here can look into, that may be said where a class body makes an object of it.
    """
    path = annotation.partition("[")[0].strip("'\"")
    found = index.find(path)
    if isinstance(found, Class):
        return "__get__" in index.members(found)
    made = (value.default or "").partition("(")[0] if isinstance(value, Attribute) and value.scope == "class" else ""
    return found is None and bool(made) and tail(made) == tail(path) and outside_class(path) is None


def aliased(value: Attribute | Alias) -> str | None:
    """The type that an alias or a new type stands for."""
    if isinstance(value, Alias):
        return value.target
    if value.role == "type alias":
        return value.annotation
    if not value.role and value.annotation is None and value.default and outside_class(value.default) is not None:
        return value.default
    return underlying(value)


def leads_elsewhere(old: Alias, new: Alias) -> bool:
    """Whether an import leads to another thing, and not merely to the same by another road."""
    return (
        tail(old.target) != tail(new.target)
        or old.target.partition(".")[0] == new.target.partition(".")[0] == (old.path.partition(".")[0])
    )
