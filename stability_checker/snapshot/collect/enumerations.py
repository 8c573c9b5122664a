"""The members of enumerations that are made by a call: `Enum("Colour", "RED GREEN")`."""

import ast
from collections.abc import Iterator

from stability_checker.snapshot.collect.constants import Lookup, NotConstant, fold, text_of
from stability_checker.snapshot.collect.scopes import last_name


def called_members(call: ast.Call, lookup: Lookup) -> Iterator[tuple[str, str | None]]:
    """Each member with its value as `repr`, None where that cannot be known; nothing where the names cannot be read."""
    given = {each.arg: each.value for each in call.keywords}
    described = call.args[1] if len(call.args) > 1 else given.get("names")
    try:
        names = fold(described, lookup) if described is not None else ()
        start = fold(given["start"], lookup) if "start" in given else 1
    except NotConstant:
        return
    if isinstance(names, dict):
        names = list(names.items())
    words = names.replace(",", " ").split() if isinstance(names, str) else names
    for place, each in enumerate(words):
        if isinstance(each, str):
            yield each, _automatic(last_name(call.func), each, place, start)
        elif isinstance(each, tuple | list) and len(each) == 2:
            yield str(each[0]), text_of(each[1])


def _automatic(kind: str, name: str, place: int, start: int) -> str:
    """The value that `auto()` would give to the member at a place."""
    if kind == "StrEnum":
        return repr(name.lower())
    return repr(start << place if "Flag" in kind else start + place)
