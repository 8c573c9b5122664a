"""Where a result goes: data to standard output or a file, written whole, everything else to standard error."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from stability_checker.errors import CheckerError
from stability_checker.places import written_whole

_T = TypeVar("_T")


def emit(text: str, output: Path | None = None) -> None:
    """Print `text`, or write it to `output` as UTF-8 with the line endings that it has."""
    if output is None:
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    if not output.parent.is_dir():
        raise CheckerError(f"There is no folder {output.parent} to write {output.name} into; make it first.")
    with written_whole(output) as file:
        file.write(text.encode())
    tell(f"wrote {output}")


def tell(sentence: str) -> None:
    """Say something that is no data."""
    print(sentence, file=sys.stderr)


def render_as(form: str, value: _T, renderers: Mapping[str, Callable[[_T], str]]) -> str:
    """`value` in the format `form`; raises CheckerError naming the formats that this command has."""
    if form not in renderers:
        raise CheckerError(f"There is no format {form!r} here; choose one of {', '.join(renderers)}.")
    return renderers[form](value)
