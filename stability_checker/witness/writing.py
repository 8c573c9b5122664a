"""From a finding to its witnesses, the most telling one first."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import replace

from stability_checker.compare.context import Context
from stability_checker.model.api import Package
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.witness.case import Case
from stability_checker.witness.evidence import Witness
from stability_checker.witness.writers import writers


def write_witness(finding: Finding, old: Package, new: Package) -> str | None:
    """The downstream code that a finding of level major breaks, None where none can be written."""
    best = next(iter(candidates(finding, Context(old, new))), None)
    return best.code if best else None


def with_witnesses(findings: Iterable[Finding], context: Context) -> Iterator[Finding]:
    """The findings, those of level major with the code that they break."""
    for finding in findings:
        if finding.level < Bump.MAJOR or finding.witness is not None:
            yield finding
            continue
        best = next(candidates(finding, context), None)
        yield replace(finding, witness=best.code) if best else finding


def candidates(finding: Finding, context: Context) -> Iterator[Witness]:
    """Every witness that can be written for a finding; programs that do not parse are left out."""
    case = Case(finding, context)
    for writer in writers().get(finding.rule, ()):
        for witness in writer(case):
            if _parses(witness.code):
                yield witness


def _parses(code: str) -> bool:
    try:
        ast.parse(code)
    except (SyntaxError, ValueError):
        return False
    return True
