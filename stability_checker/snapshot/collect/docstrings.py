"""What docstrings of the Google, NumPy and Sphinx styles say beyond the signature, read by griffe's parsers.

The only file that imports griffe, and only when a docstring has a section that is asked for: a package without such
docstrings never loads it. The tree itself is read with the standard library's `ast` and not with griffe, because the
description of an API needs the syntax nodes (what a body does with `**kwargs`, what a message says, which branch binds
a name), and to load a large package with griffe beside that takes twice as long as all the rest.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from stability_checker.model.api import Deprecation
from stability_checker.snapshot.collect.field_lists import read_field_list

if TYPE_CHECKING:
    from griffe import DocstringSection

_DIRECTIVE = re.compile(
    r"^(?P<margin>[ \t]*)\.\. deprecated::[ \t]*(?P<since>[\w.+-]*)[ \t]*(?P<rest>[^\n]*(?:\n[ \t]+\S[^\n]*)*)",
    re.MULTILINE,
)
_SECTION = re.compile(r"^[ \t]*(?:Raises|Exceptions|Deprecated|Warns)[ \t]*(?::[ \t]*$|\n[ \t]*-{3,})", re.MULTILINE)
_PARAMETERS = re.compile(
    r"^[ \t]*(?::param\b|(?:Args|Arguments|Parameters|Other Parameters|Attributes)[ \t]*(?::|\n))", re.MULTILINE
)
# A field says all in one line: no parser is needed for it, and many packages have no other mark in their docstrings.
_RAISES_FIELD = re.compile(r"^\s*:(?:raises?|except|exception)\s+([^:\n]+):", re.MULTILINE)
_ERROR = re.compile(r"(?:\w+\.)*[A-Z]\w*")
_ANNOUNCED = re.compile(r"\.\. deprecated::|^\(?\s*\*{0,2}deprecated\b", re.IGNORECASE)
# Where the description of a parameter opens with the word, it stands behind a colon, in NumPy's style below the name.
_OPENING = re.compile(r":\s*\(?\s*\*{0,2}deprecated\b", re.IGNORECASE)
_OPENING_BELOW = re.compile(r"[:\n]\s*\(?\s*\*{0,2}deprecated\b", re.IGNORECASE)
_MAY_OPEN = {"sphinx": _OPENING, "google": _OPENING, "numpy": _OPENING_BELOW}
_VERSION = r"v?(?P<since>\d+(?:\.\d+)+(?:[a-z]+\d*)?)"
_SINCE = re.compile(rf"(?:since|as of|deprecated (?:in|from|with))\s+(?:\w+\s+){{0,2}}{_VERSION}", re.IGNORECASE)


def documented_errors(docstring: str | None) -> list[str]:
    """The exceptions that a docstring says are raised, as it writes them."""
    if not docstring or not (":raise" in docstring or ":except" in docstring or "aises" in docstring):
        return []
    fields = _RAISES_FIELD.findall(docstring)
    if fields or _SECTION.search(docstring) is None:
        words = (word.strip("`~ ") for field in fields for word in field.split(","))
        return [word for word in words if _ERROR.fullmatch(word)]
    found = (each for section in _sections(docstring) if section.kind.value == "raises" for each in section.value)
    names = (re.split(r"[\s:(]", str(each.annotation or "").strip("` "), maxsplit=1)[0] for each in found)
    return [name for name in (each.strip("`~") for each in names) if _ERROR.fullmatch(name)]


def documented_deprecation(docstring: str | None) -> Deprecation | None:
    """The end that a docstring announces: the Sphinx directive `.. deprecated::`, or a section called Deprecated."""
    if not docstring or "eprecated" not in docstring:
        return None
    directive = _DIRECTIVE.search(docstring)
    if directive is not None:
        # Below the name of a parameter or attribute the directive speaks of that alone.
        own = docstring if _PARAMETERS.search(docstring) is None else _prose(docstring)
        found = _DIRECTIVE.search(own)
        return None if found is None else _announced(found["rest"], found["since"])
    if _SECTION.search(docstring) is None:
        return None
    return next(_deprecated_sections(docstring), None)


def documented_parameter_deprecations(docstring: str | None) -> dict[str, Deprecation]:
    """The parameters whose description opens with their end, or holds the directive."""
    if not docstring or "eprecated" not in docstring or _PARAMETERS.search(docstring) is None:
        return {}
    if ".. deprecated" not in docstring.lower() and _MAY_OPEN[_style(docstring)].search(docstring) is None:
        return {}
    found: dict[str, Deprecation] = {}
    for names, text in _described_parameters(docstring):
        if _ANNOUNCED.search(text):
            directive = _DIRECTIVE.search(text)
            for name in names.split(","):
                found[name.strip().lstrip("*")] = (
                    _announced(directive["rest"], directive["since"]) if directive else _announced(text, None)
                )
    return found


def _described_parameters(docstring: str) -> Iterator[tuple[str, str]]:
    """The names and the description of each parameter, or of those that are described together."""
    if _style(docstring) == "sphinx":
        yield from read_field_list(docstring).parameters.items()
        return
    for section in _sections(docstring):
        for each in section.value if section.kind.value in ("parameters", "other parameters") else ():
            yield str(each.name), str(each.description)


def since_of(message: str | None) -> str | None:
    """The version since which something is deprecated, where a message names one."""
    found = _SINCE.search(message) if message else None
    return found["since"] if found else None


def _announced(text: str, since: str | None) -> Deprecation:
    message = " ".join(text.split()) or None
    return Deprecation("docstring", message, since or since_of(message))


def _prose(docstring: str) -> str:
    if _style(docstring) == "sphinx":
        return read_field_list(docstring).prose
    return "\n\n".join(str(each.value) for each in _sections(docstring) if each.kind.value == "text")


def _deprecated_sections(docstring: str) -> Iterator[Deprecation]:
    """NumPy's section has the version in front, Google's is an admonition that may begin with one."""
    for section in _sections(docstring):
        kind = section.kind.value
        if kind == "deprecated":
            yield _announced(str(section.value.description), str(section.value.annotation or "") or None)
        elif kind == "admonition" and section.value.kind == "deprecated":
            version, colon, rest = str(section.value.description).partition(":")
            named = re.fullmatch(_VERSION, version.strip()) if colon else None
            yield _announced(rest if named else str(section.value.description), named["since"] if named else None)


@cache
def _sections(docstring: str) -> "tuple[DocstringSection, ...]":
    from griffe import Docstring

    options: dict[str, Any] = {"warnings": False}
    return tuple(Docstring(docstring).parse(_style(docstring), **options))


def _style(docstring: str) -> Any:
    if re.search(r"^[ \t]*:(?:param|raise|except|return|type)", docstring, re.MULTILINE):
        return "sphinx"
    return "numpy" if re.search(r"^[ \t]*-{3,}[ \t]*$", docstring, re.MULTILINE) else "google"
