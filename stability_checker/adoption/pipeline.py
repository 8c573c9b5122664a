"""The job that runs the gate on every pull or merge request."""

from collections.abc import Iterator
from pathlib import Path

from stability_checker.adoption.step import State, Step
from stability_checker.adoption.survey import Survey
from stability_checker.adoption.templating import filled


def pipeline(survey: Survey) -> Step:
    """A workflow of its own, so that nothing that is there has to be touched."""
    path, template = _place(survey)
    if known := next((each for each in _pipelines(survey.top) if _runs_the_gate(each, survey)), None):
        return Step(path=known, state=State.PRESENT, reason="it runs stability-checker")
    if path.exists():
        return Step(path=path, state=State.BY_HAND, reason="the file is another one's; add `stability-checker check`")
    inside = path.relative_to(survey.top).as_posix()
    text = filled(template, survey, inside)
    reason = f"include it from .gitlab-ci.yml: `include: [{{local: {inside}}}]`" if survey.on_gitlab else "written"
    return Step(path=path, state=State.WRITE, reason=reason, shown=text, content=text)


def _place(survey: Survey) -> tuple[Path, str]:
    """Parts of a repository each have a file of their own."""
    part = "" if survey.folder == "." else "-" + survey.folder.replace("/", "-")
    if survey.on_gitlab:
        return survey.top / ".gitlab" / f"api{part}.yml", "gitlab.yml"
    return survey.top / ".github" / "workflows" / f"api{part}.yml", "github.yml"


def _pipelines(top: Path) -> Iterator[Path]:
    for folder in (top / ".github" / "workflows", top / ".gitlab"):
        yield from sorted(path for path in folder.glob("*.y*ml") if path.is_file())
    if (top / ".gitlab-ci.yml").is_file():
        yield top / ".gitlab-ci.yml"


def _runs_the_gate(path: Path, survey: Survey) -> bool:
    text = path.read_text(encoding="utf-8", errors="replace")
    return "stability-checker" in text and (survey.folder == "." or survey.folder in text)
