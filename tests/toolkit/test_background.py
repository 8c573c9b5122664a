"""Background tasks: async ones awaited, others in a thread, in order, and none after one that fails."""

import threading

import pytest

from toolkit.background import BackgroundTask, BackgroundTasks

pytestmark = pytest.mark.anyio


async def test_a_task_calls_its_function_where_it_belongs() -> None:
    calls = []

    async def asynchronous(*args: int, **kwargs: int) -> None:
        calls.append((args, kwargs, threading.get_ident() == here))

    def blocking(*args: int, **kwargs: int) -> None:
        calls.append((args, kwargs, threading.get_ident() == here))

    here = threading.get_ident()
    await BackgroundTask(asynchronous, 1, a=2)()
    await BackgroundTask(blocking, 3, b=4)()
    assert calls == [((1,), {"a": 2}, True), ((3,), {"b": 4}, False)]


async def test_tasks_run_in_order_until_one_fails() -> None:
    ran = []

    def fail() -> None:
        raise ValueError("mine")

    tasks = BackgroundTasks([BackgroundTask(ran.append, 1)])
    tasks.add_task(ran.append, 2)
    tasks.add_task(fail)
    tasks.add_task(ran.append, 3)
    with pytest.raises(ValueError, match="mine"):
        await tasks()
    assert ran == [1, 2]


async def test_a_list_of_tasks_is_copied() -> None:
    given: list[BackgroundTask] = []
    BackgroundTasks(given).add_task(print)
    assert given == []
