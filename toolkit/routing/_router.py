"""The router: picks the route of a connection, redirects a missing or a spare slash, and answers 404."""

from collections.abc import Collection, Sequence
from typing import Any

from toolkit._utils import get_route_path
from toolkit.datastructures import URL, URLPath
from toolkit.exceptions import HTTPException
from toolkit.middleware import Middleware
from toolkit.responses import PlainTextResponse, RedirectResponse
from toolkit.routing._endpoints import wrapped
from toolkit.routing._lifespan import as_lifespan_context, no_lifespan, run_lifespan
from toolkit.routing._mounts import Host, Mount, first_url
from toolkit.routing._routes import (
    BaseRoute,
    HTTPEndpointFunction,
    Route,
    WebSocketEndpointFunction,
    WebSocketRoute,
)
from toolkit.routing._table import ForeignTable, RouteTable
from toolkit.routing._tree import MatchTree
from toolkit.types import ASGIApp, Lifespan, Receive, Scope, Send
from toolkit.websockets import WebSocketClose

_ROUTED = ("http", "websocket")


class Router:
    """An ASGI application that passes each connection to the first of its routes that matches.

    `routes` are tried in order; a route that matches all but the method is taken where none matches fully. Where none
    matches at all, a path that would match with (or without) a slash at its end is redirected, unless
    `redirect_slashes` is off, and then `default` is called, which answers 404. `lifespan` is a function of the
    application that gives an async context manager. `middleware` goes around the routing, lifespan included;
    `max_body_size` (bytes) replaces the limit of the layers outside.
    """

    def __init__(
        self,
        routes: Sequence[BaseRoute] | None = None,
        redirect_slashes: bool = True,
        default: ASGIApp | None = None,
        lifespan: Lifespan[Any] | None = None,
        *,
        middleware: Sequence[Middleware] | None = None,
        max_body_size: int | None = None,
    ) -> None:
        self.routes: list[BaseRoute] = RouteTable(routes or ())
        self.redirect_slashes = redirect_slashes
        self.default: ASGIApp = self.not_found if default is None else default
        self.lifespan_context = no_lifespan if lifespan is None else as_lifespan_context(lifespan)
        app = self.app
        self.middleware_stack = wrapped(app, middleware, max_body_size)
        # None where a subclass has put another `app` in the place of this one.
        self._own_app = app if type(self).app is Router.app else None

    async def not_found(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer that nothing is here: 404, or the close of a WebSocket."""
        if scope["type"] == "websocket":
            await WebSocketClose()(scope, receive, send)
        elif "app" in scope:
            raise HTTPException(status_code=404)
        else:
            await PlainTextResponse("Not Found", status_code=404)(scope, receive, send)

    def url_path_for(self, name: str, /, **path_params: Any) -> URLPath:
        """The path of the first route that has the name and takes the parameters. Raises `NoMatchFound`."""
        return first_url(self.routes, name, path_params)

    async def lifespan(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the server's lifespan messages with the router's lifespan."""
        await run_lifespan(self.lifespan_context, scope, receive, send)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._select(scope, False) if scope["type"] in _ROUTED else self.middleware_stack
        await app(scope, receive, send)

    async def app(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Route one connection; this is what the router's middlewares go around."""
        kind = scope["type"]
        if kind in _ROUTED:
            await self._select(scope, True)(scope, receive, send)
            return
        assert kind == "lifespan", f"Cannot route a scope of type {kind!r}"
        scope.setdefault("router", self)
        await self.lifespan(scope, receive, send)

    @property
    def _is_selecting(self) -> bool:
        """Whether to call this router is to call what `_select` gives; not so where `__call__` was replaced."""
        return type(self).__call__ is _CALL

    def _select(self, scope: Scope, is_inside: bool) -> ASGIApp:
        """What this router calls for a request or a WebSocket; the scope is made ready for it.

        Whoever asks for it and calls it himself spares a coroutine. `is_inside` tells that the router's middlewares
        have been passed already.
        """
        stack = self.middleware_stack
        if stack is not self._own_app and not is_inside:
            return stack
        if "router" not in scope:
            scope["router"] = self
        routes: Any = self.routes
        tree = routes.tree if type(routes) is RouteTable else None
        found: Any = (tree or self._tree()).enter(scope)
        if found is None:
            return self._select_no_match(scope)
        if type(found) is Router and Router.__call__ is _CALL:
            return found._select(scope, False)
        app: ASGIApp = found
        return app

    def _select_no_match(self, scope: Scope) -> ASGIApp:
        target = self._with_other_slash(scope)
        return self.default if target is None else RedirectResponse(str(target))

    def _tree(self) -> MatchTree:
        routes = self.routes
        if type(routes) is RouteTable:
            return routes.tree or routes.grow()
        if "_foreign" not in vars(self):
            self._foreign = ForeignTable()
        return self._foreign.tree(routes)

    def _with_other_slash(self, scope: Scope) -> URL | None:
        """The URL with a slash more or less at its end, where a route matches that one."""
        route_path = get_route_path(scope)
        if scope["type"] != "http" or not self.redirect_slashes or route_path == "/":
            return None
        path: str = scope["path"]
        other = path.rstrip("/") if route_path.endswith("/") else path + "/"
        if path is route_path and not self._tree().may_match(other):  # nearly every 404
            return None
        if self._tree().enter({**scope, "path": other}) is None:
            return None
        return URL(scope={**scope, "path": other})

    def __eq__(self, other: Any) -> bool:
        return isinstance(other, Router) and self.routes == other.routes

    def mount(self, path: str, app: ASGIApp, name: str | None = None) -> None:
        """Append a `Mount`."""
        self.routes.append(Mount(path, app=app, name=name))

    def host(self, host: str, app: ASGIApp, name: str | None = None) -> None:
        """Append a `Host`."""
        self.routes.append(Host(host, app=app, name=name))

    def add_route(
        self,
        path: str,
        endpoint: HTTPEndpointFunction,
        methods: Collection[str] | None = None,
        name: str | None = None,
        include_in_schema: bool = True,
    ) -> None:
        """Append a `Route`."""
        self.routes.append(
            Route(path, endpoint=endpoint, methods=methods, name=name, include_in_schema=include_in_schema)
        )

    def add_websocket_route(self, path: str, endpoint: WebSocketEndpointFunction, name: str | None = None) -> None:
        """Append a `WebSocketRoute`."""
        self.routes.append(WebSocketRoute(path, endpoint=endpoint, name=name))


# As it stands here.
_CALL = Router.__call__
