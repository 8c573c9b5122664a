"""Drafts the recipe for a release from what it broke: steps that follow from the findings, and notices for the rest."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from packaging.specifiers import SpecifierSet
from packaging.version import Version

from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding

Step = dict[str, Any]

_REMOVED = {
    "class_removed",
    "function_removed",
    "method_removed",
    "attribute_removed",
    "module_removed",
    "export_removed",
}
_REPLACEMENT = re.compile(
    r"\b(?i:use|by|favou?r of|to)\s+(?:(?::\w+:)?[`'\"]+(?P<quoted>[A-Za-z_][\w.]*\w)"
    r"|(?P<plain>[A-Za-z]\w*(?:[._]\w+)+|[a-z]+[A-Z]\w*|[A-Z][a-z]+[A-Z]\w*|\w+(?=\(|\s+instead\b)))"
)
"""What a message tells one to use: in quotes, or written as only a name is."""


def draft(library: str, release: str, findings: Iterable[Finding]) -> str:
    """The text of `<library>/<release>.toml`; what is for a person to complete stands in comments."""
    concerned = [finding for finding in findings if finding.level == Bump.MAJOR or "deprecated" in finding.rule]
    blocks = [_written(finding, _step(library, finding)) for finding in concerned]
    head = [
        f"# What {library} {release} asks of the code that uses it: a draft.",
        '# Read each step, complete the notices, and raise a step to `safety = "safe"` where it keeps the behaviour.',
        f"# Beside it belongs a library.toml: {_library(library)}",
    ]
    return "\n\n".join(["\n".join(head), *dict.fromkeys(blocks)]) + "\n"


def _library(name: str) -> str:
    return f"name = {_value(name)}, distribution = {_value(name)}, packages = [{_value(name)}]"


def _step(library: str, finding: Finding) -> Step | None:
    """What a recipe can do about a finding; None where no file of a user's says whether it concerns them."""
    if finding.rule == "requires_python_raised":
        return _raised_python(library, finding)
    if not _is_code(library, finding.symbol):
        return None
    for maker in (_renamed_parameter, _removed_parameter, _new_name, _named_replacement):
        if (step := maker(finding)) is not None:
            return step
    return {"codemod": "manual_notice", "safety": "manual", **_place(finding), "message": finding.message}


def _is_code(library: str, symbol: str) -> bool:
    """Whether a finding is about an object that code names.

    What a distribution says of itself (`extra:full`) is none, and a special method is called by the language.
    """
    owner, _, name = symbol.rpartition(".")
    if _is_class(owner) and name.endswith("__") and name != "__init__":
        return False
    dotted = "." in symbol and all(part.isidentifier() for part in symbol.split("."))
    return symbol == library or (dotted and symbol != "py.typed")


def _raised_python(library: str, finding: Finding) -> Step | None:
    bounds = [Version(one.version) for one in SpecifierSet(finding.new or "") if one.operator in (">=", "~=", ">")]
    if not bounds:
        return None
    return {
        "codemod": "require_python",
        "safety": "review",
        "least": str(max(bounds)),
        "distribution": library,
        "packages": [library],
    }


def _renamed_parameter(finding: Finding) -> Step | None:
    if finding.rule != "parameter_renamed" or not finding.renamed_to:
        return None
    asked = {"callables": [_callable(finding)], "old": finding.member, "new": finding.renamed_to}
    return {"codemod": "rename_parameter", "safety": "review", **asked}


def _removed_parameter(finding: Finding) -> Step | None:
    if finding.rule != "parameter_removed":
        return None
    return {
        "codemod": "remove_argument",
        "safety": "review",
        "reason": "the argument is dropped, and what it did with it",
        "callables": [_callable(finding)],
        "argument": finding.member,
    }


def _new_name(finding: Finding) -> Step | None:
    return _to(finding, finding.renamed_to) if finding.rule in _REMOVED and finding.renamed_to else None


def _named_replacement(finding: Finding) -> Step | None:
    """A deprecation or a removal whose message names what to use instead."""
    found = _REPLACEMENT.search(finding.message) if finding.rule == "object_deprecated" else None
    if found is None:
        return None
    name = found["quoted"] or found["plain"]
    return _to(finding, name if "." in name else f"{finding.symbol.rpartition('.')[0]}.{name}")


def _to(finding: Finding, new: str) -> Step:
    owner, _, old = finding.symbol.rpartition(".")
    if not _is_class(owner):
        return {"codemod": "rename_name", "safety": "review", "old": finding.symbol, "new": new}
    return {
        "codemod": "move_method",
        "safety": "review",
        "receivers": [owner],
        "old": old,
        "new": new.rpartition(".")[2],
    }


def _place(finding: Finding) -> Step:
    owner = finding.symbol.rpartition(".")[0]
    if finding.member is not None:
        return {"callables": [_callable(finding)], "argument": finding.member}
    return {"attributes": [finding.symbol]} if _is_class(owner) else {"names": [finding.symbol]}


def _callable(finding: Finding) -> str:
    return finding.symbol.removesuffix(".__init__")


def _is_class(path: str) -> bool:
    return path.rpartition(".")[2][:1].isupper()


def _written(finding: Finding, step: Step | None) -> str:
    told = f"# {' '.join(finding.message.split())}"
    if step is None:
        return f"{told} ({finding.rule} {finding.symbol})"
    lines = [told, "[[step]]"]
    entries = {"codemod": step["codemod"], "answers": f"{finding.rule} {_answered(finding)}", **step}
    return "\n".join([*lines, *_entries(entries)])


def _answered(finding: Finding) -> str:
    return f"{_callable(finding)}({finding.member})" if finding.member else finding.symbol


def _entries(table: Step) -> Iterator[str]:
    render: Callable[[Any], str] = _value
    return (f"{key} = {render(value)}" for key, value in table.items())


def _value(value: object) -> str:
    """A text or a list of texts as TOML, whose basic strings escape as JSON's do."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
