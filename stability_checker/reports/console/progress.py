"""A progress bar on a terminal's standard error, and nothing of the kind anywhere else."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress


@contextmanager
def progress(description: str, total: int) -> Iterator[Callable[[str], None]]:
    """Yields a function that counts one step as done and names it; the bar goes when the context ends."""
    if not sys.stderr.isatty():
        yield lambda step: None
        return
    with _bar() as bar:
        task = bar.add_task(description, total=total)
        yield lambda step: bar.update(task, advance=1, description=step)


@contextmanager
def stages() -> Iterator[Callable[[str, int], Callable[[int], None]]]:
    """Yields a function that opens a stage of so many steps and gives what counts them; one bar shows them in turn."""
    if not sys.stderr.isatty():
        yield lambda name, total: lambda count: None
        return
    with _bar() as bar:

        def open_stage(name: str, total: int) -> Callable[[int], None]:
            for each in bar.task_ids:
                bar.remove_task(each)
            task = bar.add_task(name, total=total)
            return lambda count: bar.advance(task, count)

        yield open_stage


def _bar() -> "Progress":
    # Only here: a run in a pipe should not pay for loading the bar.
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)
