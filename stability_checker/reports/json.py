"""The comparison as one JSON document: the contract that scripts rely on, schema `stability-checker/diff/1`."""

import json
from collections.abc import Sequence
from typing import Any

from msgspec.structs import asdict

from stability_checker.model.finding import Finding
from stability_checker.model.proof import Proof
from stability_checker.reports import Comparison, Side


def render(comparisons: Sequence[Comparison]) -> str:
    """One document; a project of several packages gives `{"schema": ..., "packages": [document, ...]}`."""
    documents = [_document(comparison) for comparison in comparisons]
    whole = documents[0] if len(documents) == 1 else {"schema": documents[0]["schema"], "packages": documents}
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def _document(comparison: Comparison) -> dict[str, Any]:
    document: dict[str, Any] = {
        "schema": "stability-checker/check/1" if comparison.gate else "stability-checker/diff/1",
        "package": comparison.package,
        "old": _side(comparison.old),
        "new": _side(comparison.new),
        "bump": {
            "required": str(comparison.required),
            "declared": None if comparison.declared is None else str(comparison.declared),
            "next_version": comparison.next_version,
        },
        "incomplete": bool(comparison.problems),
        "problems": list(comparison.problems),
        "notes": list(comparison.notes),
        "findings": [_finding(finding) | _repair(comparison, finding) for finding in comparison.findings],
    }
    if comparison.proof:
        document["proof"] = _proof(comparison.proof)
    if comparison.gate:
        document["verdict"] = "fail" if comparison.gate.reasons else "pass"
        document["reasons"] = list(comparison.gate.reasons)
        document["change"] = {
            "base": comparison.gate.base,
            "findings": [_finding(finding) for finding in comparison.gate.change],
        }
    return document


def _repair(comparison: Comparison, finding: Finding) -> dict[str, Any]:
    repair = comparison.repair(finding)
    told = repair and {"codemod": repair.codemod, "safety": str(repair.safety), "command": repair.command}
    return {"repair": told}


def _proof(proof: Proof) -> dict[str, Any]:
    missed = proof.missed and [asdict(each) for each in proof.missed]
    return {
        "proven": proof.proven,
        "unprovable": proof.unprovable,
        "refuted": [_finding(each) for each in proof.refuted],
        "missed": None if proof.missed is None else list(missed or ()),
    }


def _side(side: Side) -> dict[str, str | None]:
    return {"source": side.source, "version": side.version}


def _finding(finding: Finding) -> dict[str, Any]:
    location = finding.location and {"file": finding.location.file, "line": finding.location.line}
    return {
        "rule": finding.rule,
        "level": str(finding.level),
        "symbol": finding.symbol,
        "path": finding.path,
        "aliases": list(finding.aliases),
        "member": finding.member,
        "message": finding.message,
        "old": finding.old,
        "new": finding.new,
        "location": location,
        "deprecated_since": finding.deprecated_since,
        "renamed_to": finding.renamed_to,
        "confidence": finding.confidence,
        "subclasses": list(finding.subclasses),
        "accepted": finding.accepted is not None,
        "accepted_reason": finding.accepted,
        "witness": finding.witness,
        "verified": finding.verified,
        "unproven": finding.unproven,
    }
