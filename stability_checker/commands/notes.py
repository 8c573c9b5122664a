"""Write the release notes and the migration guide of a release."""

from pathlib import Path
from typing import Annotated

import typer

from stability_checker.commands._options import NewSource, OldSource, OutputFile, PackageOption


def notes(
    old: OldSource,
    new: NewSource,
    package: PackageOption = None,
    fragments: Annotated[
        Path | None,
        typer.Option(
            metavar="PATH", help="A folder of fragments, or a changelog; changelog.d of the project if NEW is it."
        ),
    ] = None,
    version: Annotated[str | None, typer.Option(metavar="VERSION", help="The version that NEW will have.")] = None,
    form: Annotated[
        str, typer.Option("--format", "-f", metavar="FORMAT", help="markdown (also console) or json.")
    ] = "markdown",
    output: OutputFile = None,
) -> None:
    """Write the release notes of NEW: what people wrote in fragments, joined with what the comparison found.

    Fragments are files `changelog.d/<id>.<kind>.md`; kinds are breaking, removed, changed, deprecated, added, fixed
    and security. What they name in backticks is matched with the findings, which add both signatures and the way over
    each break. Standard error names what no fragment speaks of, and fragments that no finding bears out.

    \b
    stability-checker notes 1.4.0 .
    stability-checker notes pypi:starlette==0.52.1 pypi:starlette==1.0.0
    stability-checker notes git:v1.4 git:v1.5 --fragments CHANGELOG.md       (what did it forget?)
    """
    import datetime

    from msgspec.structs import replace

    from stability_checker.commands._comparison import compared, tell_incomplete
    from stability_checker.commands._notes import gathered, renderers, tell_gaps, written_of
    from stability_checker.commands._output import emit, render_as
    from stability_checker.commands._standpoint import Workplace
    from stability_checker.errors import CheckerError
    from stability_checker.sources import parse_version

    if version is not None and parse_version(version) is None:
        raise CheckerError(f"{version!r} is no version that PEP 440 allows; write it like 1.4.0.")
    if fragments is not None and not fragments.exists():
        raise CheckerError(f"There is no {fragments}; name a folder of fragments or a changelog.")
    workplace = Workplace.here()
    before, after = workplace.take([old, new], package)
    comparison = compared(before, after, workplace.settings)
    if version is not None:
        comparison = replace(comparison, new=replace(comparison.new, version=version))
    own = workplace.project / "changelog.d" if workplace.is_tree(new, package) else None
    place = fragments or own
    written = written_of(place, comparison) if place else []
    release = gathered(comparison, written, datetime.date.today() if own else None)
    emit(render_as(form, release, renderers()), output)
    tell_gaps(release.joined)
    if tell_incomplete([comparison]):
        raise typer.Exit(2)
