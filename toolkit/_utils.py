"""Small pieces of ASGI and asyncio knowledge that several modules, and packages built on them, rely on."""

import functools
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from inspect import CO_COROUTINE
from types import CodeType
from typing import Any, Generic, Protocol, TypeVar, overload

import anyio
import anyio.abc

from toolkit._http.hosts import ParsedHost, parse_host_header
from toolkit._typing import TypeIs
from toolkit.types import Scope

if sys.version_info >= (3, 12):
    from inspect import iscoroutinefunction
else:
    # Before 3.12 an autospecced mock tells asyncio alone that it is a coroutine function.
    from asyncio import iscoroutinefunction

__all__ = [
    "AwaitableOrContextManager",
    "AwaitableOrContextManagerWrapper",
    "ParsedHost",
    "create_collapsing_task_group",
    "get_route_path",
    "is_async_callable",
    "parse_host_header",
]

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
AwaitableCallable = Callable[..., Awaitable[T]]


@overload
def is_async_callable(obj: AwaitableCallable[T]) -> TypeIs[AwaitableCallable[T]]: ...
@overload
def is_async_callable(obj: Any) -> TypeIs[AwaitableCallable[Any]]: ...
def is_async_callable(obj: Any) -> bool:
    """Whether calling `obj` gives a coroutine: an async function, method or `__call__`, `partial` or not."""
    while isinstance(obj, functools.partial):
        obj = obj.func
    code = getattr(obj, "__code__", None)
    if type(code) is CodeType and code.co_flags & CO_COROUTINE:  # nearly always, and far sooner than to ask `inspect`
        return True
    return iscoroutinefunction(obj) or (callable(obj) and iscoroutinefunction(obj.__call__))


class AwaitableOrContextManager(Awaitable[T_co], AbstractAsyncContextManager[T_co], Protocol[T_co]):
    """Something to `await` for its value, or to enter with `async with` so that the value is closed at the end."""


class SupportsAsyncClose(Protocol):
    async def close(self) -> None: ...


SupportsAsyncCloseType = TypeVar("SupportsAsyncCloseType", bound=SupportsAsyncClose)


class AwaitableOrContextManagerWrapper(Generic[SupportsAsyncCloseType]):
    """Gives an awaitable the second face of `AwaitableOrContextManager`."""

    __slots__ = ("aw", "entered")

    def __init__(self, aw: Awaitable[SupportsAsyncCloseType]) -> None:
        self.aw = aw

    def __await__(self) -> Generator[Any, None, SupportsAsyncCloseType]:
        return self.aw.__await__()

    async def __aenter__(self) -> SupportsAsyncCloseType:
        self.entered = await self.aw
        return self.entered

    async def __aexit__(self, *args: Any) -> bool | None:
        await self.entered.close()
        return None


@asynccontextmanager
async def create_collapsing_task_group() -> AsyncGenerator[anyio.abc.TaskGroup, None]:
    """A task group that lets a lone exception through as it is, without the group that anyio wraps around it.

    A group that the code inside raised itself stays whole: one layer is taken off, never more.
    """
    try:
        async with anyio.create_task_group() as tasks:
            yield tasks
    except BaseExceptionGroup as group:
        lone, *others = group.exceptions
        if others:
            raise
        # The group's own traceback and context say nothing that the lone exception does not.
        raise lone from lone.__cause__


def get_route_path(scope: Scope) -> str:
    """The part of the path that is left to route: `path` without `root_path`, cut at a segment boundary only."""
    path: str = scope["path"]
    root_path: str = scope.get("root_path", "")
    if not root_path or not path.startswith(root_path):
        return path
    rest = path[len(root_path) :]
    return rest if not rest or rest[0] == "/" else path
