"""Calls in worker threads: within the limit of threads, whose tokens come back whatever happens."""

import threading
from contextvars import ContextVar

import anyio
import anyio.from_thread
import anyio.to_thread
import pytest

from toolkit._threads import in_thread

pytestmark = pytest.mark.anyio

variable: ContextVar[str] = ContextVar("variable")


def borrowed() -> int:
    return anyio.to_thread.current_default_thread_limiter().borrowed_tokens


async def test_a_call_runs_in_a_thread_with_the_callers_context() -> None:
    variable.set("here")
    assert await in_thread(variable.get) == "here"
    assert await in_thread(threading.get_ident) != threading.get_ident()
    assert await in_thread(divmod, 7, 2) == (3, 1)


async def test_a_call_counts_against_the_limit() -> None:
    assert await in_thread(anyio.from_thread.run_sync, borrowed) == 1
    assert borrowed() == 0


async def test_a_call_that_raises_gives_its_thread_back() -> None:
    with pytest.raises(ZeroDivisionError):
        await in_thread(divmod, 1, 0)
    assert borrowed() == 0


async def test_calls_beyond_the_limit_wait_for_a_thread() -> None:
    limiter = anyio.to_thread.current_default_thread_limiter()
    total, limiter.total_tokens = limiter.total_tokens, 2
    most = []

    def work() -> None:
        most.append(anyio.from_thread.run_sync(borrowed))

    try:
        async with anyio.create_task_group() as tasks:
            for _ in range(8):
                tasks.start_soon(in_thread, work)  # type: ignore[arg-type]
    finally:
        limiter.total_tokens = total
    assert len(most) == 8
    assert max(most) == 2
    assert limiter.borrowed_tokens == 0


async def test_a_call_that_waits_for_a_thread_can_be_cancelled() -> None:
    limiter = anyio.to_thread.current_default_thread_limiter()
    total, limiter.total_tokens = limiter.total_tokens, 1
    try:
        async with limiter:
            with anyio.move_on_after(0.01) as scope:
                async with anyio.create_task_group() as tasks:
                    tasks.start_soon(in_thread, str)  # type: ignore[arg-type]
            assert scope.cancelled_caught
    finally:
        limiter.total_tokens = total
    assert limiter.borrowed_tokens == 0
