"""Prove what changed between two sources by running code."""

from typing import Annotated

import typer

from stability_checker.commands._options import NewSource, OldSource, OutputFile, PackageOption, ReportFormat

Beside = Annotated[
    list[str] | None,
    typer.Option("--with", metavar="REQUIREMENT", help="Install this beside both versions; may be repeated."),
]
Seconds = Annotated[float, typer.Option(metavar="N", min=0.1, help="How long one witness may run.")]


def verify(
    old: OldSource,
    new: NewSource,
    package: PackageOption = None,
    search: Annotated[
        bool, typer.Option("--search", help="Also look at both versions at run time for breaks that no finding names.")
    ] = False,
    beside: Beside = None,
    seconds: Seconds = 10.0,
    form: ReportFormat = "console",
    output: OutputFile = None,
) -> None:
    """Install both versions apart and run, for each breaking change, the code that it breaks.

    This command runs code of the packages, and of what they depend on. Each breaking finding comes out proven (its
    witness works with the old version and fails with the new one), refuted (it works with both: the finding is left
    out and counted), or not provable, with the reason. What only types show is proven by mypy, which
    asgi-toolkit[proof] installs.

    Exits with status 0 whatever it finds, with 2 where a version cannot be read or installed.

    \b
    stability-checker verify pypi:flask==2.2.5 pypi:flask==2.3.0
    stability-checker verify git:v1.4.0 . --search --format markdown
    stability-checker verify 1.4.0 1.5.0 --with jinja2 --with httpx
    """
    from stability_checker.commands._comparison import compared, tell_incomplete
    from stability_checker.commands._output import emit
    from stability_checker.commands._proof import Terms, proved
    from stability_checker.commands._standpoint import Workplace
    from stability_checker.reports import render, require_format

    require_format(form)
    workplace = Workplace.here()
    asked = [workplace.find(text, package) for text in (old, new)]
    intakes = workplace.read(asked)
    comparison = compared(intakes[0], intakes[1], workplace.settings)
    terms = Terms(beside=tuple(beside or ()), seconds=seconds, searching=search)
    comparison = proved(comparison, intakes, [source for source, _ in asked], workplace.settings, terms)
    emit(render(form, [comparison]), output)
    if tell_incomplete([comparison]):
        raise typer.Exit(2)
