"""Applications of both ASGI versions: one callable a connection (2), or one coroutine (3)."""

import inspect
from collections.abc import Awaitable, Callable
from typing import TypeGuard, cast

from toolkit._utils import is_async_callable
from toolkit.types import Receive, Scope, Send

ASGI3App = Callable[[Scope, Receive, Send], Awaitable[None]]
ASGIInstance = Callable[[Receive, Send], Awaitable[None]]
ASGI2App = Callable[[Scope], ASGIInstance]


def as_asgi3(app: ASGI2App | ASGI3App) -> ASGI3App:
    """The application as one coroutine function of scope, receive and send."""
    return app if _is_asgi3(app) else _asgi3_from_2(cast(ASGI2App, app))


def _is_asgi3(app: ASGI2App | ASGI3App) -> TypeGuard[ASGI3App]:
    if inspect.isclass(app):  # an instance a connection, that is awaited for its answer
        return hasattr(app, "__await__")
    return is_async_callable(app)


def _asgi3_from_2(app: ASGI2App) -> ASGI3App:
    async def call(scope: Scope, receive: Receive, send: Send) -> None:
        await app(scope)(receive, send)

    return call
