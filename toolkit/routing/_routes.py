"""The leaves of a routing table: what every route promises, and the routes that end in an endpoint."""

import re
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from enum import Enum
from typing import Any, Literal

from toolkit._utils import get_route_path
from toolkit.convertors import Convertor
from toolkit.datastructures import URLPath
from toolkit.exceptions import HTTPException
from toolkit.middleware import Middleware
from toolkit.requests import Request
from toolkit.responses import PlainTextResponse, Response
from toolkit.routing._endpoints import get_name, is_endpoint_function, on_face, wrapped
from toolkit.routing._paths import compile_path, replace_params
from toolkit.types import ASGIApp, Receive, Scope, Send
from toolkit.websockets import WebSocket, WebSocketClose


class NoMatchFound(Exception):
    """No route has the name and takes exactly the parameters that a URL was asked for."""

    def __init__(self, name: str, path_params: dict[str, Any]) -> None:
        super().__init__(f'No route exists for name "{name}" and params "{", ".join(path_params)}".')


class Match(Enum):
    """How well a route fits a scope: not at all, all but the method, or fully."""

    NONE = 0
    PARTIAL = 1
    FULL = 2


class BaseRoute:
    """What a routing table holds.

    Called by itself, a route answers 404, or closes a WebSocket, where it does not match.
    """

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """How well the route fits, and what to add to the scope before `handle` is called."""
        raise NotImplementedError

    def url_path_for(self, name: str, /, **path_params: Any) -> URLPath:
        """The path that leads to the route of that name. Raises `NoMatchFound`."""
        raise NotImplementedError

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a connection whose scope matched."""
        raise NotImplementedError

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        match, child_scope = self.matches(scope)
        if match is not Match.NONE:
            scope.update(child_scope)
            await self.handle(scope, receive, send)
        elif scope["type"] == "http":
            await PlainTextResponse("Not Found", status_code=404)(scope, receive, send)
        elif scope["type"] == "websocket":
            await WebSocketClose()(scope, receive, send)


def captured(expression: re.Pattern[str], convertors: Mapping[str, Convertor[Any]], text: str) -> dict[str, Any] | None:
    """The converted parameters of a text that the expression matches and its convertors take, else None."""
    found = expression.match(text)
    if found is None or not convertors:
        return None if found is None else {}
    try:
        return {name: convertors[name].convert(value) for name, value in found.groupdict().items()}
    except ValueError:
        return None


def merged(scope: Scope, params: dict[str, Any]) -> dict[str, Any]:
    """The parameters that the mounts and hosts above have found, and these."""
    outer: dict[str, Any] | None = scope.get("path_params")
    return {**outer, **params} if outer else params


class _EndpointRoute(BaseRoute):
    """A path with an endpoint. Everything is read from attributes, which a subclass may set without `__init__`."""

    path: str
    endpoint: Callable[..., Any]
    name: str

    def url_path_for(self, name: str, /, **path_params: Any) -> URLPath:
        if name != self.name or path_params.keys() != self.param_convertors.keys():
            raise NoMatchFound(name, path_params)
        path, _ = replace_params(self.path_format, self.param_convertors, path_params)
        return URLPath(path, protocol=self._protocol)

    _protocol: Literal["http", "websocket"] = "http"

    def _compile(self, path: str) -> None:
        self.path = path
        self.path_regex, self.path_format, self.param_convertors = compile_path(path)


class Route(_EndpointRoute):
    """HTTP requests to a path.

    `endpoint` is a function of a `Request` that returns a response, or an ASGI application (a class such as
    `HTTPEndpoint`, or an instance). A function answers `GET` unless `methods` says otherwise, an application every
    method; `HEAD` comes with `GET`. `middleware` goes around this endpoint alone; `max_body_size` (bytes) replaces the
    limit of the layers outside. Raises `AssertionError` for a path that does not begin with a slash.
    """

    def __init__(
        self,
        path: str,
        endpoint: Callable[..., Any],
        *,
        methods: Collection[str] | None = None,
        name: str | None = None,
        include_in_schema: bool = True,
        middleware: Sequence[Middleware] | None = None,
        max_body_size: int | None = None,
    ) -> None:
        assert path.startswith("/"), "Routed paths must start with '/'"
        is_function = is_endpoint_function(endpoint)
        if is_function and methods is None:
            methods = ("GET",)
        self.endpoint = endpoint
        self.name = get_name(endpoint) if name is None else name
        self.include_in_schema = include_in_schema
        self.methods = None if methods is None else _with_head(methods)
        app: ASGIApp = on_face("request_response")(endpoint) if is_function else endpoint
        self.app = wrapped(app, middleware, max_body_size)
        self._compile(path)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["type"] != "http":
            return Match.NONE, {}
        params = captured(self.path_regex, self.param_convertors, get_route_path(scope))
        if params is None:
            return Match.NONE, {}
        match = Match.PARTIAL if self.methods and scope["method"] not in self.methods else Match.FULL
        return match, {"endpoint": self.endpoint, "path_params": merged(scope, params)}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self.methods or scope["method"] in self.methods:
            await self.app(scope, receive, send)
            return
        # RFC 9110, section 15.5.6: a 405 lists the methods that the resource takes.
        allow = {"Allow": ", ".join(sorted(self.methods))}
        if "app" in scope:
            raise HTTPException(status_code=405, headers=allow)
        await PlainTextResponse("Method Not Allowed", status_code=405, headers=allow)(scope, receive, send)

    def __eq__(self, other: Any) -> bool:
        return isinstance(other, Route) and _identity(self) == _identity(other)

    def __repr__(self) -> str:
        methods = sorted(self.methods or ())
        return f"{type(self).__name__}(path={self.path!r}, name={self.name!r}, methods={methods!r})"


class WebSocketRoute(_EndpointRoute):
    """WebSocket connections to a path.

    `endpoint` is an async function of a `WebSocket`, or an ASGI application such as a `WebSocketEndpoint` class.
    `middleware` goes around this endpoint alone. Raises `AssertionError` for a path that does not begin with a slash.
    """

    _protocol = "websocket"

    def __init__(
        self,
        path: str,
        endpoint: Callable[..., Any],
        *,
        name: str | None = None,
        middleware: Sequence[Middleware] | None = None,
    ) -> None:
        assert path.startswith("/"), "Routed paths must start with '/'"
        self.endpoint = endpoint
        self.name = get_name(endpoint) if name is None else name
        app: ASGIApp = on_face("websocket_session")(endpoint) if is_endpoint_function(endpoint) else endpoint
        self.app = wrapped(app, middleware)
        self._compile(path)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["type"] != "websocket":
            return Match.NONE, {}
        params = captured(self.path_regex, self.param_convertors, get_route_path(scope))
        if params is None:
            return Match.NONE, {}
        return Match.FULL, {"endpoint": self.endpoint, "path_params": merged(scope, params)}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)

    def __eq__(self, other: Any) -> bool:
        return isinstance(other, WebSocketRoute) and _identity(self) == _identity(other)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(path={self.path!r}, name={self.name!r})"


def _with_head(methods: Collection[str]) -> set[str]:
    """The methods in capitals; whoever answers `GET` answers `HEAD` (RFC 9110 section 9.3.2)."""
    named = {method.upper() for method in methods}
    return named | {"HEAD"} if "GET" in named else named


def _identity(route: Any) -> tuple[Any, ...]:
    return route.path, route.endpoint, getattr(route, "methods", None)


# What an endpoint function of each kind of route looks like.
HTTPEndpointFunction = Callable[[Request[Any]], Awaitable[Response] | Response]
WebSocketEndpointFunction = Callable[[WebSocket[Any]], Awaitable[None]]
