"""The names of the ASGI protocol's shapes, for annotations."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from contextlib import AbstractAsyncContextManager
from typing import Any, TypeAlias, TypeVar

AppType = TypeVar("AppType")

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
ASGIApp: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

StatelessLifespan: TypeAlias = Callable[[AppType], AbstractAsyncContextManager[None]]
StatefulLifespan: TypeAlias = Callable[[AppType], AbstractAsyncContextManager[Mapping[str, Any]]]
Lifespan: TypeAlias = StatelessLifespan[AppType] | StatefulLifespan[AppType]

# This module lies below `requests`, `responses` and `websockets`, so it cannot name their classes: a connection and an
# exception are `Any` here (a handler may narrow both), and a response is what every response is, an ASGI application.
HTTPExceptionHandler: TypeAlias = Callable[[Any, Any], ASGIApp | Awaitable[ASGIApp]]
WebSocketExceptionHandler: TypeAlias = Callable[[Any, Any], Awaitable[None]]
ExceptionHandler: TypeAlias = HTTPExceptionHandler | WebSocketExceptionHandler
