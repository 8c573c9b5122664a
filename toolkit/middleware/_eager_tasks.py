"""asyncio tasks that run up to their first wait as soon as they are made, and end with the block they are made in."""

import asyncio
import functools
import sys
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any

import anyio

Work = Callable[[], Coroutine[Any, Any, None]]


def is_in_asyncio_task() -> bool:
    """Whether the caller runs in a task of asyncio's; not so where trio is a guest of an asyncio loop."""
    try:
        return asyncio.current_task() is not None
    except RuntimeError:
        return False


class EagerTasks:
    """What `side_tasks` is on asyncio."""

    def __init__(self) -> None:
        self._started: list[_EagerTask] = []

    def start(self, work: Work) -> None:
        self._started.append(_EagerTask(work))

    def signal(self) -> "FutureSignal":
        return FutureSignal()

    async def __aenter__(self) -> "EagerTasks":
        return self

    async def __aexit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for task in self._started:
            if not task.end.is_set:
                await (task.ended() if exc is None else task.cancelled())


class FutureSignal:
    """A signal for one waiting task: cancelling a task cancels the future that it waits for."""

    __slots__ = ("_future", "is_set")

    def __init__(self) -> None:
        self._future: asyncio.Future[None] | None = None
        self.is_set = False

    def set(self) -> None:
        self.is_set = True
        if self._future is not None and not self._future.done():
            self._future.set_result(None)

    async def wait(self) -> None:
        if not self.is_set:
            self._future = asyncio.get_running_loop().create_future()
            await self._future


class _EagerTask:
    """One task. It is cancelled through a scope of its own, so that what it shields stays shielded."""

    __slots__ = ("_scope", "_task", "_work", "end")

    def __init__(self, work: Work) -> None:
        self.end = FutureSignal()
        self._work = work
        self._scope = _cancel_scope_class()()
        self._task = _start(self._run())

    async def _run(self) -> None:
        try:
            with self._scope:
                await self._work()
        finally:
            self.end.set()

    async def ended(self) -> None:
        """Wait for the end of the task; cancelling the wait cancels the task."""
        try:
            # Most tasks have no more to do than to return: one turn of the loop is enough for both.
            await asyncio.sleep(0)
            await self.end.wait()
        except BaseException:
            await self.cancelled()
            raise

    async def cancelled(self) -> None:
        """Cancel the task and wait for its end, whatever happens meanwhile."""
        self._scope.cancel()
        with anyio.CancelScope(shield=True):
            while not self.end.is_set:
                await self.end.wait()


@functools.cache
def _cancel_scope_class() -> type[anyio.CancelScope]:
    # To make one through `anyio.CancelScope` is to look for the running event loop each time.
    return type(anyio.CancelScope())


if sys.version_info >= (3, 12):

    def _start(work: Any) -> asyncio.Task[None]:
        return asyncio.Task(work, loop=asyncio.get_running_loop(), eager_start=True)

else:

    def _start(work: Any) -> asyncio.Task[None]:
        return asyncio.get_running_loop().create_task(work)
