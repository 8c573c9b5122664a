"""Field lists of docstrings (`:param name: what it is`), as Sphinx reads them: prose, and what each parameter is for.

They are simple enough to be read here, and whole packages document nothing in another way: griffe, which reads the
other styles, takes longer to load than such a package takes to be described.
"""

import re
from collections.abc import Iterator
from inspect import cleandoc

from msgspec import Struct, field

# https://www.sphinx-doc.org/en/master/usage/domains/python.html#info-field-lists
_FIELD = re.compile(r":(?:param|arg|key|type|[ic]?var|vartype|raise|except|return|rtype)")
_PARAMETER = (":param", ":arg", ":key")


class FieldList(Struct):
    """The prose of a docstring without its fields, and the text about each parameter by name."""

    prose: str = ""
    parameters: dict[str, str] = field(default_factory=dict)


def read_field_list(docstring: str) -> FieldList:
    """What a docstring with fields says; a field goes on to the next line that begins with a colon."""
    found, prose = FieldList(), list[str]()
    for lines in _blocks(docstring):
        if not _FIELD.match(lines[0]):
            prose += lines
        elif lines[0].startswith(_PARAMETER):
            _, *parts = cleandoc("\n".join(lines)).split(":", 2)
            words = parts[0].split(" ")
            if len(parts) == 2 and len(words) > 1:
                found.parameters.setdefault(words[-1], parts[1].strip())
    found.prose = "\n".join(prose).strip("\n")
    return found


def _blocks(docstring: str) -> Iterator[list[str]]:
    block: list[str] = []
    for line in cleandoc(docstring.rstrip()).split("\n"):
        if line.startswith(":") and block:
            yield block
            block = []
        block.append(line)
    yield block
