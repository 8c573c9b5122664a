"""Draw the history of an API."""

from pathlib import Path
from typing import Annotated

import typer

from stability_checker.commands._options import PackageOption

Sources = Annotated[
    list[str],
    typer.Argument(metavar="SOURCE...", help="Releases, oldest first; or one pypi:NAME for all of its releases."),
]
Since = Annotated[str | None, typer.Option(metavar="VERSION", help="Leave out what came before; with pypi:NAME.")]
Page = Annotated[Path, typer.Option("--html", metavar="FILE", help="The page to write.")]


def report(
    sources: Sources,
    page: Page,
    since: Since = None,
    package: PackageOption = None,
    pre: Annotated[bool, typer.Option("--pre", help="With pre-releases.")] = False,
    form: Annotated[str, typer.Option("--format", "-f", metavar="FORMAT", help="html.")] = "html",
) -> None:
    """Write one page that shows an API through its releases: what came, was deprecated and went, and which versions
    promised less than they needed.

    The page needs no network. A release that cannot be read is left out, and the page says so.

    \b
    stability-checker report pypi:starlette --since 0.20 --html starlette.html
    stability-checker report git:v1.0 git:v1.1 . --html history.html
    """
    from stability_checker.commands._history import compared_releases, named_sources
    from stability_checker.commands._output import emit
    from stability_checker.commands._standpoint import Workplace
    from stability_checker.errors import CheckerError
    from stability_checker.reports import render

    if form != "html":
        raise CheckerError(f"There is no format {form!r} here; a report is a page, write --format html.")
    workplace = Workplace.here()
    found = [workplace.find(text, package)[0] for text in named_sources(sources, since, pre)]
    emit(render("html", compared_releases(found, package, workplace.settings)), page)
