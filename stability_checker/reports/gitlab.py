"""The comparison as a GitLab code quality report: an issue a finding, shown in the merge request."""

import json
from collections.abc import Sequence
from typing import Any

from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.reports import Comparison, identity, place, standing, subject

_SEVERITIES = {"error": "blocker", "warning": "major", "note": "info"}


def render(comparisons: Sequence[Comparison]) -> str:
    """A JSON array of issues; what an exception accepts and what callers do not notice is left out."""
    issues = [
        _issue(comparison, finding)
        for comparison in comparisons
        for level in (Bump.MAJOR, Bump.MINOR)
        for finding in comparison.of_level(level)
    ]
    return json.dumps(issues, indent=2, ensure_ascii=False) + "\n"


def _issue(comparison: Comparison, finding: Finding) -> dict[str, Any]:
    file, line = place(comparison, finding)
    return {
        "description": _description(finding),
        "check_name": finding.rule,
        "fingerprint": identity(comparison, finding),
        "severity": _SEVERITIES[comparison.severity(finding)],
        "location": {"path": file, "lines": {"begin": line}},
    }


def _description(finding: Finding) -> str:
    """One line, which is all that a merge request shows of an issue."""
    told = [f"{subject(finding)}: {finding.message} ({finding.level})", standing(finding) or ""]
    return " ".join(" ".join(told).split())
