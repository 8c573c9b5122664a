"""What kind of thing a variable or property is, where the type of the model does not say it."""

from stability_checker.compare.typetext import Named, Signed, Union, read_type
from stability_checker.model.api import Attribute

# The kinds of enumeration that behave differently (see the table in the documentation of `enum`).
ENUM_KINDS = frozenset({"StrEnum", "IntEnum", "Flag", "IntFlag", "int", "str"})
_DATA = frozenset({"int", "str", "bytes", "bool", "float", "complex", "list", "dict", "set", "tuple", "frozenset"})


def parameter_name(text: str) -> str:
    """The name of a type parameter as written in a PEP 695 list: `T`, `T: int`, `T = int`, `*Ts`."""
    return text.partition("=")[0].partition(":")[0].strip(" *")


def is_constant(value: Attribute) -> bool:
    """Whether a variable holds a known constant, other than None, which often stands for what comes later."""
    return value.value is not None and value.value != "None" and not value.callable_


def is_plain_data(value: Attribute) -> bool:
    """Whether the annotation says that a variable holds a number, a text or a container."""
    return (
        value.annotation is not None
        and isinstance(read_type(value.annotation), Named)
        and (
            read_type(value.annotation).name in _DATA  # type: ignore[union-attr]
        )
    )


def returns_callable(annotation: str | None) -> bool:
    """Whether reading a property gives something that can be called in turn."""
    if annotation is None:
        return False
    found = read_type(annotation)
    members = found.members if isinstance(found, Union) else {found}
    return any(isinstance(each, Signed) for each in members)
