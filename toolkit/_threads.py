"""Calls in anyio's worker threads, under its limit of threads, for one turn of the event loop less."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import anyio
import anyio.to_thread

T = TypeVar("T")


def in_thread(func: Callable[..., T], *args: Any) -> Awaitable[T]:
    """The awaitable of what `func(*args)` returns in a worker thread, with a copy of the caller's context variables."""
    token: Any = _Token(anyio.to_thread.current_default_thread_limiter())
    return anyio.to_thread.run_sync(func, *args, limiter=token)


class _Token:
    """The default limiter, for one call on asyncio: a token that is free is taken at once.

    `CapacityLimiter.acquire` lets the event loop turn even then. Whoever waits for a thread has no need of that: it
    lets the loop turn before and after.
    """

    __slots__ = ("_limiter",)

    def __init__(self, limiter: anyio.CapacityLimiter) -> None:
        self._limiter = limiter

    async def __aenter__(self) -> None:
        try:
            self._limiter.acquire_nowait()
        except anyio.WouldBlock:
            await self._limiter.acquire()

    async def __aexit__(self, *args: object) -> None:
        self._limiter.release()

    def __getattr__(self, name: str) -> Any:
        # What trio asks of a limiter is something else, and costs no turn.
        return getattr(self._limiter, name)
