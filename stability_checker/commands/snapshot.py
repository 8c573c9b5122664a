"""Write down the public API of a source."""

from typing import TYPE_CHECKING, Annotated

import typer

from stability_checker.commands._options import OutputFile, PackageOption

if TYPE_CHECKING:
    from stability_checker.model.api import Package


def snapshot(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="What to record; see `stability-checker --help`.")],
    package: PackageOption = None,
    output: OutputFile = None,
    form: Annotated[
        str,
        typer.Option(
            "--format", "-f", metavar="FORMAT", help="json (the snapshot) or console (one line a public name)."
        ),
    ] = "json",
) -> None:
    """Write the public API of SOURCE as a snapshot: same code, same bytes, wherever it lies.

    A snapshot holds one object a line, sorted, so that a git diff of two of them reads as a review of the API.
    A source that cannot be read whole is not recorded: the command names the file and exits with status 2.

    \b
    stability-checker snapshot . -o api_snapshots/mypkg/1.4.0.json
    stability-checker snapshot pypi:flask==3.0.3 --format console
    """
    from stability_checker.commands._output import emit, render_as
    from stability_checker.commands._standpoint import Workplace
    from stability_checker.errors import CheckerError
    from stability_checker.snapshot import encode

    (intake,) = Workplace.here().take([source], package)
    if intake.package.problems:
        raise CheckerError(f"Not recorded, since it could not be read whole: {' '.join(intake.package.problems)}")
    emit(render_as(form, intake.package, {"json": encode, "console": _listing}), output)


def _listing(package: "Package") -> str:
    lines = (
        f"{type(each).__name__.lower():<10}{each.symbol or each.path}"
        for each in package.objects.values()
        if each.public
    )
    return "".join(f"{line}\n" for line in lines)
