"""Annotations read as types: one value for all spellings of a type (PEP 484, 585, 586, 593, 604)."""

import ast
from collections.abc import Iterable
from functools import lru_cache

from msgspec import Struct

from stability_checker.compare.outside import standard_name


class Named(Struct, frozen=True):
    """A class, alias or type variable by its dotted name, with its arguments in brackets."""

    name: str
    arguments: tuple["Type", ...] = ()


class Union(Struct, frozen=True):
    """One of several types; never nested, never of a single one."""

    members: frozenset["Type"]


class Values(Struct, frozen=True):
    """`Literal[...]`: the source texts of the values."""

    texts: frozenset[str]


class Signed(Struct, frozen=True):
    """`Callable[[...], R]`; `parameters` is None for `...`."""

    parameters: "tuple[Type, ...] | None"
    returns: "Type"


class Anything(Struct, frozen=True):
    """`Any`, and whatever is not understood: it is compatible with everything and says nothing."""

    known: bool = False


Type = Named | Union | Values | Signed | Anything

NONE = Named("None")
ANY = Anything(known=True)
UNKNOWN = Anything()
# Wrappers that say something about the place, not about the type.
_TRANSPARENT = frozenset({"Annotated", "ClassVar", "Final", "Required", "NotRequired", "ReadOnly", "InitVar"})


@lru_cache(maxsize=20_000)
def read_type(text: str) -> Type:
    """The type that an annotation means; UNKNOWN where it is not one that can be read."""
    try:
        return _read(ast.parse(text.strip(), mode="eval").body)
    except (SyntaxError, ValueError, RecursionError):
        return UNKNOWN


def unite(members: Iterable[Type]) -> Type:
    """The union of `members`, flat, without repetitions; a single one is itself."""
    flat: set[Type] = set()
    for each in members:
        flat |= each.members if isinstance(each, Union) else {each}
    values = [each for each in flat if isinstance(each, Values)]
    if len(values) > 1:
        flat = {each for each in flat if not isinstance(each, Values)}
        flat.add(Values(frozenset(text for each in values for text in each.texts)))
    return next(iter(flat)) if len(flat) == 1 else Union(frozenset(flat))


def includes(wide: str, narrow: str) -> bool:
    """Whether the annotation `wide` lists all that `narrow` lists, as a union does its members."""
    listed, asked = (each.members if isinstance(each, Union) else {each} for each in map(read_type, (wide, narrow)))
    return asked <= listed


def _read(node: ast.expr) -> Type:
    match node:
        case ast.Constant(value=None):
            return NONE
        case ast.Constant(value=str(text)):
            return read_type(text)
        case ast.Name() | ast.Attribute():
            return _read_name(_dotted(node))
        case ast.BinOp(op=ast.BitOr(), left=left, right=right):
            return unite((_read(left), _read(right)))
        case ast.Subscript(value=ast.Name() | ast.Attribute() as head, slice=inner):
            return _read_applied(_dotted(head), inner)
        case _:
            return UNKNOWN


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ast.unparse(node)


def _read_name(dotted: str) -> Type:
    name = standard_name(dotted)
    match name:
        case "typing.Any" | "Any":
            return ANY
        case "collections.abc.Callable" | "typing.Callable":
            return Signed(None, ANY)
        case "typing.AnyStr":
            return UNKNOWN
        case "types.NoneType":
            return NONE
    return Named(name)


def _read_applied(dotted: str, inner: ast.expr) -> Type:
    name = standard_name(dotted)
    short = name.rpartition(".")[2]
    arguments = list(inner.elts) if isinstance(inner, ast.Tuple) else [inner]
    if short == "Optional":
        return unite((_read(inner), NONE))
    if short == "Union":
        return unite(map(_read, arguments))
    if short == "Literal":
        return Values(frozenset(ast.unparse(each) for each in arguments))
    if short in _TRANSPARENT:
        return _read(arguments[0])
    if short == "Callable":
        return _read_callable(arguments)
    return Named(name, tuple(_read_argument(each) for each in arguments))


def _read_argument(node: ast.expr) -> Type:
    if isinstance(node, ast.Constant) and node.value is ...:
        return Named("...")
    return _read(node)


def _read_callable(arguments: list[ast.expr]) -> Type:
    if len(arguments) != 2:
        return UNKNOWN
    taken, returned = arguments
    if isinstance(taken, ast.List):
        return Signed(tuple(map(_read, taken.elts)), _read(returned))
    return Signed(None, _read(returned))
