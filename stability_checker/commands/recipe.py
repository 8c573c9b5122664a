"""Draft the recipe that takes users from one release to the next."""

from pathlib import Path
from typing import Annotated

import typer

from stability_checker.commands._options import NewSource, OldSource, PackageOption


def recipe(
    old: OldSource,
    new: NewSource,
    package: PackageOption = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write it to FILE, not to the terminal.")
    ] = None,
    form: Annotated[str, typer.Option("--format", "-f", metavar="FORMAT", help="toml or json.")] = "toml",
) -> None:
    """Draft the recipe that `upgrade` would need from OLD to NEW, ready to be completed by hand.

    Renames, moves, removed and renamed parameters, and deprecations that name a replacement become steps for review;
    every other break becomes a notice. Ship the file in a package that the entry-point group stability_checker.recipes
    names, beside a library.toml.

    \b
    stability-checker recipe pypi:mypkg==1.9.0 . -o src/mypkg/recipes/2.0.0.toml
    """
    import json
    import tomllib

    from stability_checker.commands._comparison import compared, tell_incomplete
    from stability_checker.commands._output import emit, render_as
    from stability_checker.commands._standpoint import Workplace
    from stability_checker.errors import CheckerError
    from stability_checker.upgrade.draft import draft

    workplace = Workplace.here()
    before, after = workplace.take([old, new], package)
    comparison = compared(before, after, workplace.settings)
    if comparison.new.version is None:
        raise CheckerError(f"{new} does not say its version, which names the recipe; name a source that does.")
    text = draft(comparison.package, comparison.new.version, comparison.findings)
    renderers = {
        "toml": lambda drafted: drafted,
        "json": lambda drafted: json.dumps(tomllib.loads(drafted), indent=2) + "\n",
    }
    emit(render_as(form, text, renderers), output)
    if tell_incomplete([comparison]):
        raise typer.Exit(2)
