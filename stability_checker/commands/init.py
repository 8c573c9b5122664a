"""Set the gate up in a project."""

from typing import Annotated

import typer


def init(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be written, and write nothing.")] = False,
    form: Annotated[str, typer.Option("--format", "-f", metavar="FORMAT", help="console or json.")] = "console",
) -> None:
    """Set the gate up in the project here: settings where they are needed, a snapshot, a workflow, a hook.

    Written are `[tool.stability_checker]` where the project holds several packages, a snapshot of the newest tag or
    release in api_snapshots/, a workflow for pull requests (GitLab: a job to include), and a pre-commit entry that runs
    before a push. Nothing that is there is overwritten, and a second run changes nothing.

    \b
    stability-checker init --dry-run
    stability-checker init
    """
    from stability_checker.adoption import configuration, first_snapshot, hook, look_around, pipeline, take
    from stability_checker.commands._adoption import renderers
    from stability_checker.commands._output import emit, render_as
    from stability_checker.commands._standpoint import Workplace

    workplace = Workplace.here()
    survey = look_around(workplace.project, workplace.settings.packages, workplace.settings.paths)
    steps = [
        configuration(survey),
        *(first_snapshot(survey, package, workplace.standpoint) for package in survey.packages),
        pipeline(survey),
        hook(survey),
    ]
    shown = render_as(form, steps, renderers(survey.top, dry_run))
    if not dry_run:
        for step in steps:
            take(step)
    emit(shown)
