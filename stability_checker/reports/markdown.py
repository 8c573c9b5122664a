"""The comparison as Markdown, for a pull request's comment or a step's summary."""

import re
from collections.abc import Iterator, Sequence

from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.reports import Comparison, counted, subject

_TITLES = {Bump.MAJOR: "Breaking", Bump.MINOR: "New, deprecated or widened", Bump.PATCH: "Without effect on callers"}


def render(comparisons: Sequence[Comparison]) -> str:
    """GitHub-flavoured Markdown; long lists of small changes are folded."""
    return "\n".join(line for comparison in comparisons for line in _lines(comparison)).rstrip() + "\n"


def _lines(comparison: Comparison) -> Iterator[str]:
    yield f"## {comparison.package}: {comparison.old.version or 'old'} → {comparison.new.version or 'new'}"
    yield ""
    yield _verdict(comparison)
    yield ""
    yield from _list("Why the gate is shut", comparison.gate.reasons if comparison.gate else ())
    yield from _list("Not compared: the result is incomplete", comparison.problems)
    yield from _list("Notes", comparison.notes)
    for level in (Bump.MAJOR, Bump.MINOR, Bump.PATCH):
        yield from _section(_TITLES[level], comparison.of_level(level), folded=level != Bump.MAJOR)
    yield from _section("Accepted by an exception", comparison.accepted, folded=True)
    if comparison.gate and comparison.gate.base:
        yield from _section(f"This change alone (since {comparison.gate.base})", comparison.gate.change, folded=True)


def _verdict(comparison: Comparison) -> str:
    if comparison.declared is None:
        return f"The change asks for a **{comparison.required}** version{_next(comparison)}."
    if comparison.keeps_promise:
        return (
            f"The change asks for a **{comparison.required}** version and is declared as **{comparison.declared}**. ✅"
        )
    return (
        f"The change asks for a **{comparison.required}** version but is declared as "
        f"**{comparison.declared}**{_next(comparison)}. ❌"
    )


def _next(comparison: Comparison) -> str:
    return f": {comparison.next_version} or later" if comparison.next_version else ""


def _list(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield f"**{title}**"
        yield ""
        yield from (f"- {_prose(line)}" for line in lines)
        yield ""


def _section(title: str, findings: Sequence[Finding], *, folded: bool) -> Iterator[str]:
    if not findings:
        return
    heading = f"{title} ({counted(len(findings), 'finding')})"
    yield f"<details><summary>{heading}</summary>" if folded else f"### {heading}"
    yield ""
    for finding in findings:
        yield from _item(finding)
    yield ""
    if folded:
        yield "</details>"
        yield ""


def _item(finding: Finding) -> Iterator[str]:
    yield f"- {_code(subject(finding))}: {_prose(finding.message)} ({_code(finding.rule)})"
    for label, text in (("old", finding.old), ("new", finding.new), ("use instead", finding.renamed_to)):
        if text:
            yield f"  - {label}: {_code(text)}"
    if finding.subclasses:
        yield f"  - also on the subclasses {', '.join(map(_code, finding.subclasses))}"
    if finding.accepted:
        yield f"  - accepted: {_prose(finding.accepted)}"
    if finding.witness:
        yield from ("", "  ```python", *(f"  {line}" for line in finding.witness.splitlines()), "  ```")


def _code(text: str) -> str:
    """A code span that holds any text: its fence is longer than every run of backticks inside (CommonMark 6.1)."""
    line = " ".join(text.split())
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", line)), default=0))
    return f"{fence} {line} {fence}" if len(fence) > 1 else f"`{line}`"


def _prose(text: str) -> str:
    """A sentence in which no name turns into markup: `__init__`, `*args` and `<lambda>` stay as they are."""
    return re.sub(r"([\\*_<>\[\]|])", r"\\\1", " ".join(text.split()))
