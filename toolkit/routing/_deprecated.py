"""The old styles of version 0.9, all deprecated: event handlers and decorators that register routes or handlers."""

import inspect
import warnings
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from typing import Any, Protocol, TypeVar

from toolkit._typing import deprecated
from toolkit._utils import is_async_callable
from toolkit.exceptions import ToolkitDeprecationWarning
from toolkit.middleware.base import BaseHTTPMiddleware

EventHandlers = Sequence[Callable[[], Any]] | None
F = TypeVar("F", bound=Callable[..., Any])

_USE_LIFESPAN = "is deprecated. Use the `lifespan` parameter instead."
_USE_ROUTES = "is deprecated. Pass a `{}` in the `routes` parameter instead."


class EventHandling:
    """Functions to call at startup and at shutdown, for a router that has no lifespan."""

    on_startup: list[Callable[[], Any]]
    on_shutdown: list[Callable[[], Any]]

    def _take_events(self, on_startup: EventHandlers, on_shutdown: EventHandlers, has_lifespan: bool) -> None:
        if on_startup is not None or on_shutdown is not None:
            ignored = " They are ignored here, because there is a lifespan." if has_lifespan else ""
            message = f"The `on_startup` and `on_shutdown` parameters are deprecated. Use `lifespan` instead.{ignored}"
            warnings.warn(message, ToolkitDeprecationWarning, stacklevel=3)
        self.on_startup = list(on_startup or ())
        self.on_shutdown = list(on_shutdown or ())

    @asynccontextmanager
    async def _event_lifespan(self, app: Any) -> AsyncIterator[None]:
        await _call_all(self.on_startup)
        yield
        await _call_all(self.on_shutdown)

    @deprecated(f"`Router.startup` {_USE_LIFESPAN}", category=ToolkitDeprecationWarning)
    async def startup(self) -> None:
        """Calls the startup handlers."""
        await _call_all(self.on_startup)

    @deprecated(f"`Router.shutdown` {_USE_LIFESPAN}", category=ToolkitDeprecationWarning)
    async def shutdown(self) -> None:
        """Calls the shutdown handlers."""
        await _call_all(self.on_shutdown)

    @deprecated(f"`add_event_handler` {_USE_LIFESPAN}", category=ToolkitDeprecationWarning)
    def add_event_handler(self, event_type: str, func: Callable[[], Any]) -> None:
        """Has `func()` called at "startup" or at "shutdown"."""
        self._handlers_of(event_type).append(func)

    @deprecated(f"`on_event` {_USE_LIFESPAN}", category=ToolkitDeprecationWarning)
    def on_event(self, event_type: str) -> Callable[[F], F]:
        """Has the decorated function called at "startup" or at "shutdown"."""
        return _registering(self._handlers_of(event_type).append)

    def _handlers_of(self, event_type: str) -> list[Callable[[], Any]]:
        assert event_type in ("startup", "shutdown"), "The event is either 'startup' or 'shutdown'"
        return self.on_startup if event_type == "startup" else self.on_shutdown


class _AddsRoutes(Protocol):
    def add_route(
        self,
        path: str,
        endpoint: Callable[..., Any],
        /,
        methods: Any = None,
        name: str | None = None,
        include_in_schema: bool = True,
    ) -> None: ...

    @property
    def routes(self) -> list[Any]: ...


class RouteDecorators:
    """Routes registered by decorating their endpoints."""

    @deprecated(f"`route` {_USE_ROUTES.format('Route')}", category=ToolkitDeprecationWarning)
    def route(
        self: _AddsRoutes,
        path: str,
        methods: Collection[str] | None = None,
        name: str | None = None,
        include_in_schema: bool = True,
    ) -> Callable[[F], F]:
        """Appends a `Route` with the decorated function as its endpoint."""
        return _registering(lambda endpoint: self.add_route(path, endpoint, methods, name, include_in_schema))

    @deprecated(f"`websocket_route` {_USE_ROUTES.format('WebSocketRoute')}", category=ToolkitDeprecationWarning)
    def websocket_route(self: Any, path: str, name: str | None = None) -> Callable[[F], F]:
        """Appends a `WebSocketRoute` with the decorated function as its endpoint."""
        router = getattr(self, "router", self)
        return _registering(lambda endpoint: router.add_websocket_route(path, endpoint, name))


class ApplicationDecorators(RouteDecorators):
    """What an application registered by decoration, and its ways to the event handlers of its router."""

    router: Any

    @deprecated(f"`add_event_handler` {_USE_LIFESPAN}", category=ToolkitDeprecationWarning)
    def add_event_handler(self, event_type: str, func: Callable[[], Any]) -> None:
        """Has `func()` called at "startup" or at "shutdown"."""
        self.router._handlers_of(event_type).append(func)

    @deprecated(f"`on_event` {_USE_LIFESPAN}", category=ToolkitDeprecationWarning)
    def on_event(self, event_type: str) -> Callable[[F], F]:
        """Has the decorated function called at "startup" or at "shutdown"."""
        return _registering(self.router._handlers_of(event_type).append)

    @deprecated(
        f"`Toolkit.add_websocket_route` {_USE_ROUTES.format('WebSocketRoute')}", category=ToolkitDeprecationWarning
    )
    def add_websocket_route(self, path: str, route: Callable[..., Any], name: str | None = None) -> None:
        """Appends a `WebSocketRoute`."""
        self.router.add_websocket_route(path, route, name)

    @deprecated(
        "`exception_handler` is deprecated. Use the `exception_handlers` parameter instead.",
        category=ToolkitDeprecationWarning,
    )
    def exception_handler(self: Any, exc_class_or_status_code: int | type[Exception]) -> Callable[[F], F]:
        """Installs the decorated function for a status code or an exception class."""
        return _registering(lambda handler: self.add_exception_handler(exc_class_or_status_code, handler))

    @deprecated(
        "`middleware` is deprecated. Pass a `Middleware` in the `middleware` parameter instead.",
        category=ToolkitDeprecationWarning,
    )
    def middleware(self: Any, middleware_type: str) -> Callable[[F], F]:
        """Puts a `BaseHTTPMiddleware` that dispatches to the decorated function around the application."""
        assert middleware_type == "http", 'The only type of middleware is "http"'
        return _registering(lambda dispatch: self.add_middleware(BaseHTTPMiddleware, dispatch=dispatch))


@deprecated(
    "`iscoroutinefunction_or_partial` is deprecated. Use `inspect.iscoroutinefunction` instead.",
    category=ToolkitDeprecationWarning,
)
def iscoroutinefunction_or_partial(obj: Any) -> bool:
    """Whether `obj` is an async function, behind any number of partials."""
    return is_async_callable(obj) and not inspect.isclass(obj)


async def _call_all(handlers: Sequence[Callable[[], Any]]) -> None:
    for handler in handlers:
        outcome = handler()
        if inspect.isawaitable(outcome):
            await outcome


def _registering(register: Callable[[Any], object]) -> Callable[[F], F]:
    """A decorator that passes the function on and gives it back."""

    def decorate(func: F) -> F:
        register(func)
        return func

    return decorate
