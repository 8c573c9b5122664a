"""What a new type (`typing.NewType`) rests on: each of its values is one of that type, no other is its own."""

import ast

from stability_checker.compare.index import Index
from stability_checker.compare.typetext import Type, read_type
from stability_checker.model.api import Attribute


def underlying(value: Attribute) -> str | None:
    """The annotation of the type that a new type is made of; None for any other variable."""
    if value.role != "newtype" or value.default is None:
        return None
    try:
        node = ast.parse(value.default, mode="eval").body
    except SyntaxError:
        return None
    return ast.unparse(node.args[1]) if isinstance(node, ast.Call) and len(node.args) > 1 else None


def underlying_type(name: str, *indexes: Index) -> Type | None:
    """The type below the new type called `name`, by the first of `indexes` that has one; None where none has."""
    for index in indexes if "." in name else ():
        found = index.find(name)
        text = underlying(found) if isinstance(found, Attribute) else None
        if text is not None:
            return read_type(text)
    return None
