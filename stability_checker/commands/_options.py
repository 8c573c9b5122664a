"""The options and arguments that several commands share, with one wording for all of them."""

from pathlib import Path
from typing import Annotated

import typer

OldSource = Annotated[str, typer.Argument(metavar="OLD", help="The source that users have now.")]
NewSource = Annotated[str, typer.Argument(metavar="NEW", help="The source that replaces it.")]
PackageOption = Annotated[
    str | None,
    typer.Option("--package", "-p", metavar="NAME", help="The import package, where a source holds several."),
]
ReportFormat = Annotated[
    str,
    typer.Option(
        "--format",
        "-f",
        metavar="FORMAT",
        help="console, json, markdown, github, sarif, junit or gitlab.",
        show_default=True,
    ),
]
PageFormat = Annotated[str, typer.Option("--format", "-f", metavar="FORMAT", help="console, markdown or json.")]
OutputFile = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to FILE instead of standard output.")
]
