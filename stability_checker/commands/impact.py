"""Show which lines of other projects a change touches."""

from typing import Annotated

import typer

from stability_checker.commands._options import OutputFile, PackageOption, PageFormat


def impact(
    projects: Annotated[
        list[str],
        typer.Argument(
            metavar="DOWNSTREAM... OLD NEW",
            help="Folders, files, wheels, sdists or pypi:NAME==VERSION; then the two sources to compare.",
        ),
    ],
    package: PackageOption = None,
    level: Annotated[
        str, typer.Option(metavar="LEVEL", help="The lowest level of findings that count: major, minor or patch.")
    ] = "major",
    form: PageFormat = "console",
    output: OutputFile = None,
) -> None:
    """Show which lines of downstream projects the change between two sources touches, and what `upgrade` repairs.

    Each line comes with the finding, and with what a trial of `upgrade` in memory made of it: repaired (safe), repaired
    with --unsafe (review), or left to a person (manual). Nothing is executed and no project is changed. Exits with
    status 0 whatever it finds, with 2 where a source or a project cannot be read. A file that does not parse is named.

    \b
    stability-checker impact ../shop ../blog git:v1.4.0 .
    stability-checker impact pypi:starlette-admin==0.9.0 pypi:starlette==0.52.1 pypi:starlette==1.0.0
    stability-checker impact downstream/* 1.4.0 . --format markdown -o impact.md
    stability-checker impact ../shop 1.4.0 . --level minor      (what is deprecated too)
    """
    from stability_checker.commands._output import emit, render_as, tell
    from stability_checker.commands._standpoint import Workplace
    from stability_checker.errors import CheckerError
    from stability_checker.impact.reports import RENDERERS
    from stability_checker.impact.run import impact as run
    from stability_checker.model.bump import Bump
    from stability_checker.reports.console.progress import progress

    if form not in RENDERERS:
        raise CheckerError(f"There is no format {form!r} here; choose one of {', '.join(RENDERERS)}.")
    if len(projects) < 3:
        raise CheckerError("Name at least one downstream project, then OLD and NEW: impact DOWNSTREAM... OLD NEW.")
    try:
        lowest = Bump.parse(level)
    except ValueError as error:
        raise CheckerError(f"{error}.") from None
    *downstream, old, new = projects
    workplace = Workplace.here()
    before, after = workplace.take([old, new], package)
    with progress("reading projects", len(downstream)) as done:
        outcome = run(
            downstream,
            before,
            after,
            levels=[each for each in Bump if each >= lowest],
            settings=workplace.settings,
            standpoint=workplace.standpoint,
            done=done,
        )
    emit(render_as(form, outcome, RENDERERS), output)
    for project in outcome.projects:
        for problem in project.problems:
            tell(f"not read: {project.name}: {problem}")
