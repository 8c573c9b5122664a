"""`codemods`: the kinds of rewrite that `upgrade` can do, with their pages."""

import json
from typing import Annotated

import typer

from stability_checker.codemods import find_codemod, find_codemods
from stability_checker.codemods.frame.page import page
from stability_checker.commands._options import PageFormat
from stability_checker.errors import CheckerError


def codemods(
    name: Annotated[str | None, typer.Argument(metavar="[CODEMOD]", help="Print the whole page of one.")] = None,
    format: PageFormat = "console",
) -> None:
    """List the codemods, or print the page of one.

    \b
    stability-checker codemods
    stability-checker codemods lifespan_from_events
    """
    kinds = [find_codemod(name)] if name else list(find_codemods().values())
    pages = [page(kind) for kind in kinds]
    if format == "json":
        typer.echo(json.dumps([{"codemod": one.title, "page": one.text} for one in pages], indent=2))
    elif format == "markdown" or (format == "console" and name):
        typer.echo("\n\n".join(f"# {one.title}\n\n{one.text}" for one in pages))
    elif format == "console":
        width = max(len(one.title) for one in pages)
        typer.echo("\n".join(f"{one.title:<{width}}  {one.text.splitlines()[0]}" for one in pages))
    else:
        raise CheckerError(f"There is no format {format!r}; choose console, markdown or json.")
