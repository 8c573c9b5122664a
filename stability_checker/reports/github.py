"""Annotations for a GitHub Actions log: one workflow command a finding, with paths relative to the repository."""

from collections.abc import Iterator, Sequence

from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.reports import Comparison, counted, proof_lines, standing, subject

_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}


def render(comparisons: Sequence[Comparison]) -> str:
    """Workflow commands (`::error file=...,line=...::message`), worst first, and one line that sums up."""
    return "".join(f"{line}\n" for comparison in comparisons for line in _lines(comparison))


def _lines(comparison: Comparison) -> Iterator[str]:
    for level in (Bump.MAJOR, Bump.MINOR):
        for finding in comparison.of_level(level):
            yield _annotation(_COMMANDS[comparison.severity(finding)], finding, comparison.prefix)
    for problem in comparison.problems:
        yield f"::warning title=not compared::{_escaped(problem)}"
    for reason in comparison.gate.reasons if comparison.gate else ():
        yield f"::error title=API promise of {_property(comparison.package)}::{_escaped(reason)}"
    if comparison.proof:
        told = _joined(proof_lines(comparison.proof))
        yield f"::notice title=proof of {_property(comparison.package)}::{_escaped(told)}"
    yield f"::notice title={_property(comparison.package)}::{_escaped(_summary(comparison))}"


def _annotation(severity: str, finding: Finding, prefix: str) -> str:
    place = (
        f"file={_property(prefix + finding.location.file)},line={finding.location.line}," if finding.location else ""
    )
    title = _property(f"{finding.level}: {finding.rule}")
    return f"::{severity} {place}title={title}::{_escaped(_joined(_sentences(finding)))}"


def _sentences(finding: Finding) -> Iterator[str]:
    """What an annotation says: the change, how its proof went and, where that ran, the code that stops working."""
    yield finding.message or subject(finding)
    if told := standing(finding):
        yield told
    if finding.verified and finding.witness:
        yield f"This code stops working:\n{finding.witness.rstrip()}"


def _joined(sentences: Iterator[str]) -> str:
    """Sentences below each other, as an annotation shows them."""
    return "\n".join(sentences)


def _summary(comparison: Comparison) -> str:
    found = counted(sum(finding.accepted is None for finding in comparison.findings), "finding")
    declared = f", {comparison.declared} declared" if comparison.declared is not None else ""
    return f"{comparison.old.version} -> {comparison.new.version}: {found}; {comparison.required} needed{declared}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
