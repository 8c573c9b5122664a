"""Further reports of one run: `--report FORMAT=FILE` as often as a pipeline has use for."""

from collections.abc import Iterable
from pathlib import Path

from stability_checker.errors import CheckerError
from stability_checker.reports import require_format


def asked_reports(texts: Iterable[str]) -> list[tuple[str, Path]]:
    """Format and file of each `FORMAT=FILE`; raises CheckerError before any work is done for one that is wrong."""
    found = []
    for text in texts:
        name, separator, file = text.partition("=")
        if not separator or not file:
            raise CheckerError(f"{text!r} is no report; write FORMAT=FILE, for example sarif=api.sarif.")
        require_format(name)
        if not Path(file).parent.is_dir():
            raise CheckerError(f"There is no folder {Path(file).parent} for {Path(file).name}; make it first.")
        found.append((name, Path(file)))
    return found
