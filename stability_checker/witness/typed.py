"""Downstream functions with annotations, in which a type checker sees what a change of types breaks."""

import re
from collections.abc import Iterator

from msgspec import Struct, field
from msgspec.structs import replace

from stability_checker.model.api import Attribute, Module
from stability_checker.witness.case import Case, Reach
from stability_checker.witness.evidence import Reader, Witness

ANY = "Any"
_DOTTED = re.compile(r"(?<![\w.'\"])[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+")
_SELF = re.compile(r"\b(?:typing|typing_extensions)\.Self\b")


class Use(Struct, frozen=True):
    """A function that uses the package: its parameters with their types, and the expression that it gives back."""

    result: str
    parameters: dict[str, str] = field(default_factory=dict)
    expression: str = ""
    is_async: bool = False


def can_be_written(annotation: str | None, case: Case) -> bool:
    """Whether the annotation means something outside of its module: no type variable and no local name stands in it."""
    if annotation is None or "ParamSpec" in annotation:
        return False
    for path in _DOTTED.findall(annotation):
        found = case.old.find(path)
        if isinstance(found, Attribute) and found.role == "typevar":
            return False
    return not re.search(r"(?<![\w.\"'])(?:[A-Z]\w*_co|[A-Z]\w*_contra|_?[A-Z]T?)(?![\w.\"'])", annotation)


def use(case: Case, written: Use, asked: str) -> Witness:
    """The witness for a use; `asked` is the expression whose type must be known for mypy's consent to count."""
    return Witness(
        _text(case, written, f"return {written.expression}"),
        Reader.MYPY,
        _premise(case, written, asked),
    )


def _premise(case: Case, written: Use, asked: str) -> str:
    """Reveals what is asked about, and what the written types came to: one that cannot be found is silently `Any`."""
    named = {name: kind for name, kind in written.parameters.items() if kind != ANY}
    parameters = dict(written.parameters)
    if written.result not in (ANY, "None"):
        parameters["expected_"] = named["expected_"] = written.result
    line = f"reveal_type(({', '.join([asked, *named])}))"
    return _text(case, replace(written, parameters=parameters), line)


def assignment(case: Case, parameters: dict[str, str], line: str) -> Witness:
    """The witness that does something for its effect."""
    return Witness(_text(case, Use("None", parameters), line), Reader.MYPY, decisive=False)


def _text(case: Case, written: Use, line: str) -> str:
    at = _start(case)
    types = [*written.parameters.values(), written.result]
    mine = any(_SELF.search(each) for each in types)
    own = case.reach(case.holder if case.in_class else case.symbol).expression
    signature = ", ".join(f"{name}: {_filled(kind, mine, own)}" for name, kind in written.parameters.items())
    result = _SELF.sub("Mine", written.result)
    head = f"{'async ' if written.is_async else ''}def use({signature}) -> {result}:"
    before = f"class Mine({own}):\n    pass\n\n" if mine else ""
    return "\n".join([*_imports(types, at, case), "", f"{before}{head}", f"    {line}"]) + "\n"


def _filled(kind: str, mine: bool, own: str) -> str:
    """A parameter's type; the instance is of the subclass where that is what `Self` is about."""
    return "Mine" if mine and kind == own else _SELF.sub("Mine", kind)


def _start(case: Case) -> Reach:
    return case.reach(case.holder) if case.in_class else case.reach()


def _imports(types: list[str], at: Reach, case: Case) -> Iterator[str]:
    """What the annotations need, then the object itself."""
    own = at.expression.partition(".")[0]
    paths = {path for text in types for path in _DOTTED.findall(_SELF.sub("", text)) if path.partition(".")[0] != own}
    modules = {_module_of(path, case) for path in paths}
    yield from (f"import {each}" for each in sorted(modules))
    if any(re.search(r"(?<![\w.])Any\b", each) for each in types):
        yield "from typing import Any"
    yield at.line


def _module_of(path: str, case: Case) -> str:
    """The module to import for a dotted name: known in the package itself, by the case of its words elsewhere."""
    parts = path.split(".")
    if parts[0] == case.old.package.name.partition(".")[0]:
        for count in range(len(parts) - 1, 0, -1):
            if isinstance(case.old.find(".".join(parts[:count])), Module):
                return ".".join(parts[:count])
    first = next((number for number, word in enumerate(parts) if word[:1].isupper()), len(parts) - 1)
    return ".".join(parts[: max(first, 1)])
