"""The comparison as Markdown that a reviewer reads in a minute: verdict, what breaks for whom, and the way over it."""

from collections.abc import Iterator, Sequence

from stability_checker.model.audience import audience
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.model.markup import cell, code, prose
from stability_checker.model.recipe import Safety
from stability_checker.reports import Comparison, counted, proof_lines, subject

_TITLES = {Bump.MAJOR: "Breaking", Bump.MINOR: "New, deprecated or widened", Bump.PATCH: "Without effect on callers"}

# More rows than this are no glance any more.
_SHOWN = 20


def render(comparisons: Sequence[Comparison]) -> str:
    """GitHub-flavoured Markdown: what decides first, the details of each finding and small changes folded."""
    return "\n".join(line for comparison in comparisons for line in _lines(comparison)).rstrip() + "\n"


def _lines(comparison: Comparison) -> Iterator[str]:
    yield f"## {comparison.package}: {comparison.old.version or 'old'} → {comparison.new.version or 'new'}"
    yield ""
    yield _verdict(comparison)
    yield ""
    yield from _list("Why the gate is shut", comparison.gate.reasons if comparison.gate else ())
    yield from _list("Not compared: the result is incomplete", comparison.problems)
    yield from _list("Notes", comparison.notes)
    yield from _list("Proof", tuple(proof_lines(comparison.proof)) if comparison.proof else ())
    yield from _breaks(comparison, comparison.of_level(Bump.MAJOR))
    for level in (Bump.MINOR, Bump.PATCH):
        yield from _folded(_TITLES[level], comparison.of_level(level))
    yield from _folded("Accepted by an exception", comparison.accepted)
    if comparison.gate and comparison.gate.base:
        yield from _folded(f"This change alone (since {comparison.gate.base})", comparison.gate.change)


def _breaks(comparison: Comparison, findings: Sequence[Finding]) -> Iterator[str]:
    """A table to take in at a glance, what it takes to repair downstream code, and the details of each break."""
    if not findings:
        return
    yield f"### {_TITLES[Bump.MAJOR]} ({counted(len(findings), 'finding')})"
    yield from ("", "| what breaks | for whom | the way over it |", "|---|---|---|")
    for finding in findings[:_SHOWN]:
        yield f"| {cell(code(subject(finding)))} | {audience(finding)} | {cell(_way(comparison, finding))} |"
    if len(findings) > _SHOWN:
        yield f"| and {len(findings) - _SHOWN} more, below | | |"
    yield ""
    yield from _roads(comparison, findings)
    yield from _folded("Each break: old, new, proof", findings)


def _way(comparison: Comparison, finding: Finding) -> str:
    repair = comparison.repair(finding)
    if repair is None:
        return f"use {code(finding.renamed_to)}" if finding.renamed_to else "not written yet"
    if repair.safety is Safety.MANUAL:
        return f"by hand: {prose(repair.advice)}" if repair.advice else "by hand"
    return f"{code(repair.codemod)} ({repair.safety})"


def _roads(comparison: Comparison, findings: Sequence[Finding]) -> Iterator[str]:
    repairs = [repair for finding in findings if (repair := comparison.repair(finding)) and repair.command]
    for target in dict.fromkeys(repair.target for repair in repairs):
        mine = [repair for repair in repairs if repair.target == target]
        unsafe = " --unsafe" if any(repair.safety is Safety.REVIEW for repair in mine) else ""
        yield f"Downstream code: `stability-checker upgrade . --to {target}{unsafe}` answers {len(mine)} of them."
        yield ""


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
        yield from (f"- {prose(line)}" for line in lines)
        yield ""


def _folded(title: str, findings: Sequence[Finding]) -> Iterator[str]:
    if not findings:
        return
    yield f"<details><summary>{title} ({counted(len(findings), 'finding')})</summary>"
    yield ""
    for finding in findings:
        yield from _item(finding)
    yield from ("", "</details>", "")


def _item(finding: Finding) -> Iterator[str]:
    yield f"- {code(subject(finding))}: {prose(finding.message)} ({code(finding.rule)})"
    for label, text in (("old", finding.old), ("new", finding.new), ("use instead", finding.renamed_to)):
        if text:
            yield f"  - {label}: {code(text)}"
    if finding.unannounced:
        yield "  - never deprecated before"
    if finding.subclasses:
        yield f"  - also on the subclasses {', '.join(map(code, finding.subclasses))}"
    if finding.accepted:
        yield f"  - accepted: {prose(finding.accepted)}"
    if finding.unproven:
        yield f"  - not proven: {prose(finding.unproven)}"
    if finding.witness:
        yield f"  - this code stops working{' (proven by running it)' if finding.verified else ''}:"
        yield from ("", "  ```python", *(f"  {line}" for line in finding.witness.splitlines()), "  ```")
