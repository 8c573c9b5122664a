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
    async with create_collapsing_task_group() as task_group:
        task_group.start_soon(_cancel_when, ended, task_group.cancel_scope)
        await work()
        task_group.cancel_scope.cancel()


async def _cancel_when(ended: Callable[[], Awaitable[None]], cancel_scope: anyio.CancelScope) -> None:
    await ended()
    cancel_scope.cancel()
