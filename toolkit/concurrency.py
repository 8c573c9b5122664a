"""Bridges between the event loop and worker threads, for code that blocks."""

import functools
import warnings
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Iterator
from typing import Any, ParamSpec, TypeVar

import anyio

from toolkit._threads import in_thread
from toolkit.exceptions import ToolkitDeprecationWarning

__all__ = ["iterate_in_threadpool", "run_in_threadpool", "run_until_first_complete"]

P = ParamSpec("P")
T = TypeVar("T")

_END: Any = object()


async def run_in_threadpool(func: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Calls `func` in a worker thread, with a copy of the caller's context variables, and returns what it returns."""
    if args or kwargs:
        return await in_thread(functools.partial(func, *args, **kwargs))
    return await in_thread(func)


async def iterate_in_threadpool(iterator: Iterable[T]) -> AsyncIterator[T]:
    """Iterates over a blocking iterable, one worker-thread call an item."""
    items: Iterator[T] = iter(iterator)
    # A StopIteration cannot cross a coroutine (PEP 479), so the end is told by a value.
    following: Callable[[], T] = functools.partial(next, items, _END)
    while (item := await in_thread(following)) is not _END:
        yield item


async def run_until_first_complete(*args: tuple[Callable[..., Coroutine[Any, Any, Any]], dict[str, Any]]) -> None:
    """Runs (function, keyword arguments) pairs side by side and cancels the others once one is done. Deprecated."""
    warnings.warn(
        "run_until_first_complete is deprecated and will be removed in a future version. "
        "Use an anyio task group and cancel its scope instead.",
        ToolkitDeprecationWarning,
        stacklevel=2,
    )
    async with anyio.create_task_group() as tasks:

        async def run_then_cancel(func: Callable[[], Coroutine[Any, Any, Any]]) -> None:
            await func()
            tasks.cancel_scope.cancel()

        for func, kwargs in args:
            tasks.start_soon(run_then_cancel, functools.partial(func, **kwargs))
