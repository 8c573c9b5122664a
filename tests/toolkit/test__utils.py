"""What is async, what is left of a path, awaitables that close, and groups that give their lone exception."""

import functools
from typing import Any
from unittest.mock import create_autospec

import pytest

from toolkit._utils import (
    AwaitableOrContextManagerWrapper,
    create_collapsing_task_group,
    get_route_path,
    is_async_callable,
)


async def asynchronous(*args: Any) -> None: ...
def blocking(*args: Any) -> None: ...


class Asynchronous:
    async def __call__(self) -> None: ...
    async def method(self) -> None: ...


class Blocking:
    def __call__(self) -> None: ...
    def method(self) -> None: ...


ASYNC = [
    asynchronous,
    Asynchronous(),
    Asynchronous().method,
    functools.partial(asynchronous, 1),
    functools.partial(functools.partial(Asynchronous())),
    create_autospec(asynchronous),
]
NOT_ASYNC = [
    blocking,
    Blocking(),
    Blocking().method,
    functools.partial(blocking, 1),
    functools.partial(Blocking()),
    5,
    Blocking,
]


@pytest.mark.parametrize("called", ASYNC)
def test_what_gives_a_coroutine_is_async(called: Any) -> None:
    assert is_async_callable(called)


@pytest.mark.parametrize("called", NOT_ASYNC)
def test_nothing_else_is_async(called: Any) -> None:
    assert not is_async_callable(called)


@pytest.mark.parametrize(
    ("path", "root_path", "rest"),
    [
        ("/a/b", "", "/a/b"),
        ("/a/b", "/a", "/b"),
        ("/a", "/a", ""),
        ("/ab", "/a", "/ab"),
        ("/a/b", "/b", "/a/b"),
        ("/a/", "/a", "/"),
    ],
)
def test_the_root_path_is_taken_off_at_a_segments_end(path: str, root_path: str, rest: str) -> None:
    assert get_route_path({"path": path, "root_path": root_path}) == rest


def test_a_scope_need_have_no_root_path() -> None:
    assert get_route_path({"path": "/a"}) == "/a"


@pytest.mark.anyio
async def test_an_awaitable_is_entered_and_closed_at_the_end() -> None:
    class Thing:
        closed = False

        async def close(self) -> None:
            self.closed = True

    async def make() -> Thing:
        return Thing()

    assert not (await AwaitableOrContextManagerWrapper(make())).closed
    async with AwaitableOrContextManagerWrapper(make()) as thing:
        assert not thing.closed
    assert thing.closed


class Mine(Exception):
    pass


async def fail() -> None:
    raise Mine


@pytest.mark.anyio
async def test_a_lone_exception_comes_without_its_group() -> None:
    with pytest.raises(Mine):
        async with create_collapsing_task_group() as tasks:
            tasks.start_soon(fail)


@pytest.mark.anyio
async def test_several_exceptions_stay_a_group() -> None:
    with pytest.raises(ExceptionGroup) as caught:  # noqa: PT012 - the group is what is tested
        async with create_collapsing_task_group() as tasks:
            tasks.start_soon(fail)
            raise Mine
    assert [type(exception) for exception in caught.value.exceptions] == [Mine, Mine]


@pytest.mark.anyio
async def test_a_group_of_ones_own_stays_whole() -> None:
    with pytest.raises(ExceptionGroup, match="of my own") as caught:
        async with create_collapsing_task_group():
            raise ExceptionGroup("of my own", [Mine()])
    assert len(caught.value.exceptions) == 1
