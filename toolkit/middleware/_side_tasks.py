"""Tasks beside the current one, which end with the block that they are started in; on asyncio they start at once."""

import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Protocol

import anyio
import anyio.abc

from toolkit._utils import create_collapsing_task_group


class Signal(Protocol):
    """What one task waits for and another one sets, once."""

    def set(self) -> None: ...

    async def wait(self) -> Any: ...


class SideTasks(Protocol):
    """The tasks beside a block."""

    def start(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run `work()`, which must not raise, in a task of its own."""
        ...

    def signal(self) -> Signal:
        """A signal that these tasks and the block can share; one task waits for it."""
        ...


def side_tasks() -> AbstractAsyncContextManager[SideTasks]:
    """A block at whose end every task is awaited; where the block raises, they are cancelled first.

    On asyncio this is a task group without its price: from Python 3.12 on, a task runs up to its first wait within
    `start`, and one that does not wait never sees the event loop.
    """
    # Whoever runs on asyncio has imported it; a program on trio need not pay for the import.
    if "asyncio" in sys.modules:
        from toolkit.middleware._eager_tasks import EagerTasks, is_in_asyncio_task

        if is_in_asyncio_task():
            return EagerTasks()
    return _task_group()


@asynccontextmanager
async def _task_group() -> AsyncIterator[SideTasks]:
    async with create_collapsing_task_group() as tasks:
        yield _GroupTasks(tasks)


class _GroupTasks:
    def __init__(self, tasks: anyio.abc.TaskGroup) -> None:
        self._tasks = tasks

    def start(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        self._tasks.start_soon(work)

    def signal(self) -> Signal:
        return anyio.Event()
