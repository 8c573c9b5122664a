"""The comparisons as one page that needs no network: a timeline of releases, their findings, and each symbol's life.

The page is `page.html` with `page.css` and `page.js` put in and the data as JSON; the script draws everything else.
"""

import json
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

from stability_checker.model.finding import Finding
from stability_checker.reports import Comparison

# Inside a script element, these would end it or open a comment (HTML, section 4.12.1.3).
_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def render(comparisons: Sequence[Comparison]) -> str:
    """The page; `comparisons` are of neighbouring releases, oldest first."""
    parts = {
        name: files(__name__).joinpath(f"page.{name}").read_text(encoding="utf-8") for name in ("html", "css", "js")
    }
    page = parts["html"].replace("/*css*/", parts["css"]).replace("/*js*/", parts["js"])
    return page.replace("{{package}}", _escaped(comparisons[0].package)).replace("{{data}}", _data(comparisons))


def _file(name: str) -> str:
    return files(__name__).joinpath(name).read_text(encoding="utf-8")


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _data(comparisons: Sequence[Comparison]) -> str:
    document = {
        "package": comparisons[0].package,
        "first": comparisons[0].old.version or comparisons[0].old.source,
        "notes": [note for comparison in comparisons for note in (*comparison.problems, *comparison.notes)],
        "releases": [_release(comparison) for comparison in comparisons],
    }
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return "".join(_ESCAPES.get(character, character) for character in text)


def _release(comparison: Comparison) -> dict[str, Any]:
    return {
        "version": comparison.new.version or comparison.new.source,
        "needed": str(comparison.required),
        "promised": None if comparison.declared is None else str(comparison.declared),
        "kept": comparison.keeps_promise,
        "findings": [_finding(finding) for finding in comparison.findings],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    """What the page shows of a finding; what is empty is left out, for a long history has thousands of them."""
    place = finding.location and f"{finding.location.file}:{finding.location.line}"
    values = {
        "rule": finding.rule,
        "level": str(finding.level),
        "symbol": finding.symbol,
        "member": finding.member,
        "message": finding.message,
        "old": finding.old,
        "new": finding.new,
        "place": place,
        "since": finding.deprecated_since,
        "now": finding.renamed_to,
        "accepted": finding.accepted,
        "witness": finding.witness,
    }
    return {name: value for name, value in values.items() if value}
