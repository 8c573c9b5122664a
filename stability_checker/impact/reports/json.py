"""The impact as one JSON document: the contract that scripts rely on, schema `stability-checker/impact/1`."""

import json
from typing import Any

from stability_checker.impact.outcome import Downstream, Hit, Impact, Way
from stability_checker.model.recipe import Repair


def render(impact: Impact) -> str:
    document = {
        "schema": "stability-checker/impact/1",
        "package": impact.package,
        "old": dict(zip(("source", "version"), impact.old, strict=True)),
        "new": dict(zip(("source", "version"), impact.new, strict=True)),
        "findings": {"total": impact.findings, "unseen": impact.unseen},
        "projects": [_project(project) for project in impact.projects],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _project(project: Downstream) -> dict[str, Any]:
    summary = {"hits": len(project.hits), "lines": project.lines} | {each.value: project.count(each) for each in Way}
    return {
        "project": project.name,
        "files": project.files,
        "summary": summary,
        "problems": list(project.problems),
        "hits": [_hit(hit) for hit in project.hits],
    }


def _hit(hit: Hit) -> dict[str, Any]:
    finding = hit.finding
    return {
        "file": hit.file,
        "line": hit.line,
        "kind": hit.kind.value,
        "source": hit.source,
        "rule": finding.rule,
        "level": str(finding.level),
        "subject": finding.subject,
        "message": finding.message,
        "way": hit.way.value,
        "repair": hit.repair and _repair(hit.repair),
    }


def _repair(repair: Repair) -> dict[str, Any]:
    return {
        "codemod": repair.codemod,
        "safety": repair.safety.value,
        "command": repair.command,
        "advice": repair.advice or None,
    }
