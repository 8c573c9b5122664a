"""Worker threads and side-by-side tasks, on both event loops."""

import threading
from collections.abc import Iterator
from contextvars import ContextVar

import anyio
import pytest

from toolkit.concurrency import iterate_in_threadpool, run_in_threadpool, run_until_first_complete
from toolkit.exceptions import ToolkitDeprecationWarning

pytestmark = pytest.mark.anyio


async def test_a_function_runs_in_a_thread_with_its_arguments_and_the_callers_context() -> None:
    variable: ContextVar[str] = ContextVar("variable")
    variable.set("mine")

    def work(a: int, *, b: int) -> tuple[int, str, int]:
        return a + b, variable.get(), threading.get_ident()

    total, context, thread = await run_in_threadpool(work, 1, b=2)
    assert (total, context) == (3, "mine")
    assert thread != threading.get_ident()
    assert await run_in_threadpool(threading.get_ident) != threading.get_ident()


async def test_an_iterable_is_iterated_in_threads() -> None:
    threads = set()

    def items() -> Iterator[int | None]:
        for item in (0, None, 2):
            threads.add(threading.get_ident())
            yield item

    assert [item async for item in iterate_in_threadpool(items())] == [0, None, 2]
    assert threading.get_ident() not in threads


async def test_an_iterables_own_stop_iteration_is_its_end_and_other_errors_pass() -> None:
    def failing() -> Iterator[int]:
        yield 1
        raise ValueError("mine")

    with pytest.raises(ValueError, match="mine"):
        [item async for item in iterate_in_threadpool(failing())]


async def test_the_first_to_finish_cancels_the_others() -> None:
    ended = []

    async def work(name: str, seconds: float) -> None:
        await anyio.sleep(seconds)
        ended.append(name)

    with pytest.warns(ToolkitDeprecationWarning, match="task group"), anyio.fail_after(60):
        await run_until_first_complete((work, {"name": "a", "seconds": 0}), (work, {"name": "b", "seconds": 600}))
    assert ended == ["a"]
