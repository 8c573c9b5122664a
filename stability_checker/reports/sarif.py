"""The comparison as SARIF 2.1.0 (OASIS), for code scanning: a result a finding, accepted ones as suppressed."""

import json
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from stability_checker.model.finding import Finding
from stability_checker.reports import Comparison, identity, place, proof_lines, standing, subject

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def render(comparisons: Sequence[Comparison]) -> str:
    """One log with one run; locations are relative to the repository's root."""
    results = [result for comparison in comparisons for result in _results(comparison)]
    rules = sorted({result["ruleId"] for result in results})
    for result in results:
        result["ruleIndex"] = rules.index(result["ruleId"])
    run = {
        "tool": {"driver": {"name": "stability-checker", "rules": [{"id": rule} for rule in rules]}},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(comparisons)],
        "results": results,
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False) + "\n"


def _invocation(comparisons: Sequence[Comparison]) -> dict[str, Any]:
    """What could not be read, and what the proof came to: SARIF keeps notes about the run apart from results."""
    problems = [problem for comparison in comparisons for problem in comparison.problems]
    told = [{"level": "error", "message": {"text": problem}} for problem in problems]
    proofs = [comparison.proof for comparison in comparisons if comparison.proof]
    told += [{"level": "note", "message": {"text": line}} for proof in proofs for line in proof_lines(proof)]
    return {"executionSuccessful": not problems, "toolExecutionNotifications": told}


def _results(comparison: Comparison) -> Iterator[dict[str, Any]]:
    for finding in comparison.findings:
        yield _result(comparison, finding)


def _result(comparison: Comparison, finding: Finding) -> dict[str, Any]:
    file, line = place(comparison, finding)
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "level": comparison.severity(finding) if finding.accepted is None else "note",
        "message": {"text": _message(comparison, finding)},
        "locations": [
            {"physicalLocation": {"artifactLocation": {"uri": quote(file)}, "region": {"startLine": line}}},
        ],
        "partialFingerprints": {"stabilityChecker/v1": identity(comparison, finding)},
        "properties": _properties(finding),
    }
    if finding.accepted is not None:
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": finding.accepted}]
    return result


def _properties(finding: Finding) -> dict[str, Any]:
    """What SARIF has no place for, with the code that stops working and whether it was seen to (null: nobody tried)."""
    sides = {"old": finding.old, "new": finding.new}
    proof = {"witness": finding.witness, "verified": finding.verified, "unproven": finding.unproven}
    return {"bump": str(finding.level), "symbol": subject(finding), **sides, **proof}


def _message(comparison: Comparison, finding: Finding) -> str:
    repair = comparison.repair(finding)
    said = " ".join(filter(None, [f"{subject(finding)}: {finding.message} ({finding.level})", standing(finding)]))
    return f"{said} Users get over it with `{repair.command}`." if repair and repair.command else said
