"""Work that runs once the response has been sent."""

from collections.abc import Callable, Sequence
from typing import Any, ParamSpec

from toolkit._utils import is_async_callable
from toolkit.concurrency import run_in_threadpool

__all__ = ["BackgroundTask", "BackgroundTasks"]

P = ParamSpec("P")


class BackgroundTask:
    """One call to make after the response: awaited where `func` is async, else run in a worker thread."""

    def __init__(self, func: Callable[P, Any], *args: P.args, **kwargs: P.kwargs) -> None:
        self.func = func
        self.args = args
        self.kwargs = kwargs
        self.is_async = is_async_callable(func)

    async def __call__(self) -> None:
        if not self.is_async:
            await run_in_threadpool(self.func, *self.args, **self.kwargs)
            return
        await self.func(*self.args, **self.kwargs)


class BackgroundTasks(BackgroundTask):
    """Several calls to make after the response, in order; one that raises keeps the rest from running."""

    def __init__(self, tasks: Sequence[BackgroundTask] | None = None) -> None:
        self.tasks: list[BackgroundTask] = list(tasks or ())

    def add_task(self, func: Callable[P, Any], *args: P.args, **kwargs: P.kwargs) -> None:
        """Appends a call of `func`, with the arguments that it will get."""
        self.tasks.append(BackgroundTask(func, *args, **kwargs))

    async def __call__(self) -> None:
        for task in self.tasks:
            await task()
