"""The impact as Markdown, for an issue, a pull request or the notes of a release."""

from collections.abc import Iterator

from stability_checker.impact.outcome import Downstream, Impact, Way
from stability_checker.impact.reports.console import way
from stability_checker.model.markup import cell, code, prose


def render(impact: Impact) -> str:
    title = f"# Impact of {impact.package} {impact.old[1] or impact.old[0]} → {impact.new[1] or impact.new[0]}"
    lines = [title, "", "| project | files | hits | safe | review | manual |", "|---|--:|--:|--:|--:|--:|"]
    lines += [_row(project) for project in impact.projects]
    for project in impact.projects:
        lines += _project(project)
    return "\n".join(lines) + "\n"


def _row(project: Downstream) -> str:
    counts = [project.files, len(project.hits), *(project.count(each) for each in Way)]
    return f"| {cell(code(project.name))} | {' | '.join(map(str, counts))} |"


def _project(project: Downstream) -> Iterator[str]:
    if not project.hits and not project.problems:
        return
    yield from ("", f"## {prose(project.name)}", "")
    if project.hits:
        yield from ("| where | line | finding | repair |", "|---|---|---|---|")
    for hit in project.hits:
        parts = [code(f"{hit.file}:{hit.line}"), code(hit.source), code(f"{hit.finding.rule} {hit.finding.subject}")]
        yield f"| {' | '.join(map(cell, [*parts, prose(way(hit))]))} |"
    if project.problems:
        yield from ("", "Not read:", "", *(f"- {prose(problem)}" for problem in project.problems))
