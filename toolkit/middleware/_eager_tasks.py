"""asyncio tasks that run up to their first wait as soon as they are made, and end with the block they are made in."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Any

import anyio

Work = Callable[[], Awaitable[None]]


def is_in_asyncio_task() -> bool:
    """Whether the caller runs in a task of asyncio's; not so where trio is a guest of an asyncio loop."""
    try:
        return asyncio.current_task() is not None
    except RuntimeError:
        return False


class EagerTasks:
    """What `side_tasks` is on asyncio."""

    def __init__(self) -> None:
        self._running: list[_EagerTask] = []

    def start_soon(self, work: Work) -> None:
        self._running.append(_EagerTask(work))

    async def __aenter__(self) -> "EagerTasks":
        return self

    async def __aexit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for task in self._running:
            if not task.is_done:
                await (task.ended() if exc is None else task.cancelled())


class _EagerTask:
    """One task. It is cancelled through a scope of its own, so that what it shields stays shielded."""

    def __init__(self, work: Work) -> None:
        self.is_done = False
        self._scope = anyio.CancelScope()
        self._waiter: asyncio.Future[None] | None = None
        self._task = _start(self._run(work))

    async def _run(self, work: Work) -> None:
        try:
            with self._scope:
                await work()
        finally:
            self.is_done = True
            if self._waiter is not None and not self._waiter.done():
                self._waiter.set_result(None)

    async def ended(self) -> None:
        """Wait for the end of the task; cancelling the wait cancels the task."""
        try:
            await self._wait()
        except BaseException:
            await self.cancelled()
            raise

    async def cancelled(self) -> None:
        """Cancel the task and wait for its end, whatever happens meanwhile."""
        self._scope.cancel()
        with anyio.CancelScope(shield=True):
            while not self.is_done:
                await self._wait()

    async def _wait(self) -> None:
        if not self.is_done:
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter


if sys.version_info >= (3, 12):

    def _start(work: Any) -> asyncio.Task[None]:
        return asyncio.Task(work, loop=asyncio.get_running_loop(), eager_start=True)

else:

    def _start(work: Any) -> asyncio.Task[None]:
        return asyncio.get_running_loop().create_task(work)
