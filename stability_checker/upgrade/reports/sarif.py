"""The report as SARIF 2.1.0 (OASIS), for code scanning."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from stability_checker.upgrade.results import FileResult, Report, Status


def render(report: Report) -> str:
    results = [_result(one.codemod, "error", path, one.line, one.message) for path, one in report.security()]
    results += [one for file in report.urgent_first() for one in _results(file, report)]
    rules = [{"id": rule} for rule in sorted({one["ruleId"] for one in results})]
    driver = {"name": "stability-checker", "rules": rules}
    run = {"tool": {"driver": driver}, "results": results, "properties": {"summary": report.summary()}}
    return json.dumps(
        {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}, indent=2
    )


def _results(file: FileResult, report: Report) -> Iterator[dict[str, Any]]:
    if file.status in (Status.SKIPPED, Status.FAILED):
        yield _result("not-read", "warning", file.path, 1, file.message)
    for one in report.besides_security(file.left):
        yield _result(one.codemod, "warning", file.path, one.line, one.message)
    for done in report.besides_security(file.done):
        text = done.message or ("was rewritten" if report.written else "would be rewritten")
        yield _result(done.codemod, "note", file.path, done.line, text)


def _address(path: str) -> str:
    """A path as the URI that SARIF asks for (section 3.4.4): relative ones stay relative."""
    return Path(path).as_uri() if Path(path).is_absolute() else quote(Path(path).as_posix())


def _result(rule: str, level: str, path: str, line: int, text: str) -> dict[str, Any]:
    place = {"artifactLocation": {"uri": _address(path)}, "region": {"startLine": line}}
    return {
        "ruleId": rule,
        "level": level,
        "message": {"text": text or rule},
        "locations": [{"physicalLocation": place}],
    }
