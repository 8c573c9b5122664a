"""The change between two versions put to each downstream project in turn."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from stability_checker.impact.changes import Changes
from stability_checker.impact.outcome import Downstream, Impact
from stability_checker.impact.projects import opened
from stability_checker.impact.reading import Question
from stability_checker.impact.trial import Road
from stability_checker.intake import Intake
from stability_checker.judge import judge
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.settings import Settings
from stability_checker.sources import Standpoint
from stability_checker.upgrade.answers import find_repairs


def impact(
    projects: Sequence[str],
    old: Intake,
    new: Intake,
    *,
    levels: Iterable[Bump] = (Bump.MAJOR,),
    settings: Settings | None = None,
    standpoint: Standpoint | None = None,
    done: Callable[[str], None] = lambda project: None,
) -> Impact:
    """Which lines of `projects` (as `opened` takes them) the findings of `levels` between `old` and `new` touch.

    `standpoint` is where relative paths start. Raises CheckerError for a project that cannot be opened.
    """
    findings = _findings(old, new, settings or Settings(), frozenset(levels))
    changes = Changes.between(old.package, new.package, findings)
    name = new.package.name
    question = Question(
        changes=changes,
        road=Road.between(name, old.version, new.version),
        repairs=find_repairs(name, old.version, new.version, findings),
    )
    standpoint = standpoint or Standpoint(folder=Path.cwd())
    return Impact(
        package=name,
        old=(old.source, old.version),
        new=(new.source, new.version),
        findings=len(findings),
        unseen=len(findings) - len(changes.findings),
        projects=tuple(_asked(question, project, standpoint, done) for project in projects),
    )


def _findings(old: Intake, new: Intake, settings: Settings, levels: frozenset[Bump]) -> list[Finding]:
    verdict = judge(old.package, new.package, settings)
    return [finding for finding in verdict.findings if finding.level in levels and finding.accepted is None]


def _asked(question: Question, project: str, standpoint: Standpoint, done: Callable[[str], None]) -> Downstream:
    with opened(project, standpoint) as root:
        answer = question.ask(root, project)
    done(project)
    return answer
