"""A progress bar on a terminal's standard error, and nothing of the kind anywhere else."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress(description: str, total: int) -> Iterator[Callable[[str], None]]:
    """Yields a function that counts one step as done and names it; the bar goes when the context ends."""
    if not sys.stderr.isatty():
        yield lambda step: None
        return
    # Only here: a run in a pipe should not pay for loading the bar.
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(description, total=total)
        yield lambda step: bar.update(task, advance=1, description=step)
