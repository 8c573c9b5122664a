"""The client going away: the exception that says so, and work that ends with the connection."""

from collections.abc import Awaitable, Callable

import anyio

from toolkit._utils import create_collapsing_task_group
from toolkit.types import Receive

__all__ = ["ClientDisconnect", "disconnected", "run_until"]


class ClientDisconnect(Exception):
    """The client closed the connection before the exchange was complete."""


async def disconnected(receive: Receive) -> None:
    """Return when `receive` reports that the client has gone; what it sends until then is dropped."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def run_until(ended: Callable[[], Awaitable[None]], work: Callable[[], Awaitable[None]]) -> None:
    """Await `work()`, and cancel it as soon as `ended()` returns.

    Below ASGI HTTP specification 2.4 a `send` to a closed connection is silently dropped, so that a long answer must
    be stopped from outside. What `work` raises reaches the caller as it is, never inside an exception group.
    """
    listening, working = anyio.CancelScope(), anyio.CancelScope()
    async with create_collapsing_task_group() as task_group:
        task_group.start_soon(_cancel_when, ended, listening, working)
        with working:
            await work()
        listening.cancel()


async def _cancel_when(
    ended: Callable[[], Awaitable[None]], listening: anyio.CancelScope, working: anyio.CancelScope
) -> None:
    with listening:
        await ended()
        working.cancel()
