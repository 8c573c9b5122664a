"""The reports of a run: one file a format, each a function from the report to text."""

from collections.abc import Callable
from importlib import import_module

from stability_checker.errors import CheckerError
from stability_checker.upgrade.results import Report

FORMATS = ("console", "json", "markdown", "sarif", "github")


def render(report: Report, format: str) -> str:
    """The report in one of `FORMATS`, without a closing newline. Raises CheckerError for another format."""
    if format not in FORMATS:
        raise CheckerError(f"There is no format {format!r}; choose one of {', '.join(FORMATS)}.")
    writer: Callable[[Report], str] = import_module(f"{__name__}.{format}").render
    return writer(report)
