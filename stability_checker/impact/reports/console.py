"""The impact for a person at a terminal: a line a hit with what happened under it, the sum of each project last."""

from collections.abc import Iterator

from stability_checker.impact.outcome import Downstream, Hit, Impact, Way
from stability_checker.reports import counted

_WAYS = {
    Way.SAFE: "upgrade repairs it",
    Way.REVIEW: "upgrade --unsafe repairs it; read the diff",
    Way.MANUAL: "by hand",
}


def render(impact: Impact) -> str:
    lines = [_title(impact)]
    for project in impact.projects:
        lines += ["", *_project(project)]
    return "\n".join([*lines, "", *_end(impact)]) + "\n"


def _title(impact: Impact) -> str:
    looked = impact.findings - impact.unseen
    unseen = f" ({impact.unseen} more are of kinds that no line shows)" if impact.unseen else ""
    return (
        f"{impact.package} {impact.old[1] or impact.old[0]} -> {impact.new[1] or impact.new[0]}: "
        f"{counted(looked, 'finding')} looked for{unseen}"
    )


def _project(project: Downstream) -> Iterator[str]:
    yield f"{project.name}: {summary(project)}"
    for hit in project.hits:
        yield f"  {hit.file}:{hit.line}  {hit.source}"
        yield f"      {hit.finding.rule} {hit.finding.subject}: {way(hit)}"
    yield from (f"  not read: {problem}" for problem in project.problems)


def summary(project: Downstream) -> str:
    """What a project is in for, in one line."""
    if not project.hits:
        return f"no line of {counted(project.files, 'file')} is touched"
    counts = ", ".join(f"{project.count(each)} {each}" for each in Way)
    return f"{counted(len(project.hits), 'hit')} on {counted(project.lines, 'line')}: {counts}"


def way(hit: Hit) -> str:
    """How a line gets over the change, with the codemod that does it and what to do where none does."""
    if hit.way is not Way.MANUAL:
        return f"{_WAYS[hit.way]}{f' [{hit.repair.codemod}]' if hit.repair else ''}"
    advice = hit.repair.advice if hit.repair and hit.repair.command is None else ""
    return f"{_WAYS[hit.way]}{f': {advice}' if advice else ''}"


def _end(impact: Impact) -> Iterator[str]:
    hurt = [project for project in impact.projects if project.hits]
    hits = sum(len(project.hits) for project in hurt)
    ways = ", ".join(f"{sum(project.count(each) for project in hurt)} {each}" for each in Way)
    yield f"{len(hurt)} of {counted(len(impact.projects), 'project')} touched; {counted(hits, 'hit')}: {ways}."
    for target in sorted({hit.repair.target for each in hurt for hit in each.hits if hit.repair}):
        yield f"See what would be written: stability-checker upgrade PATH --to {target} --diff"
