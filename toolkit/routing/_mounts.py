"""The branches of a routing table: applications under a path prefix and applications under a host name."""

from collections.abc import Iterable, Sequence
from typing import Any

from toolkit._utils import get_route_path, parse_host_header
from toolkit.datastructures import Headers, URLPath
from toolkit.middleware import Middleware
from toolkit.routing._endpoints import on_face, wrapped
from toolkit.routing._paths import compile_path, replace_params
from toolkit.routing._routes import BaseRoute, Match, NoMatchFound, captured, merged
from toolkit.types import ASGIApp, Receive, Scope, Send


def first_url(routes: Iterable[BaseRoute], name: str, path_params: dict[str, Any]) -> URLPath:
    """The path of the first route that has the name and takes the parameters. Raises `NoMatchFound`."""
    for route in routes:
        try:
            return route.url_path_for(name, **path_params)
        except NoMatchFound:
            continue
    raise NoMatchFound(name, path_params)


def moved_root(scope: Scope, prefix: str, params: dict[str, Any], app: ASGIApp) -> Scope:
    """What a mount adds to the scope: a root that is `prefix` further down, the application's own root kept."""
    root_path = scope.get("root_path", "")
    return {
        "path_params": merged(scope, params),
        "app_root_path": scope.get("app_root_path", root_path),
        "root_path": root_path + prefix,
        "endpoint": app,
    }


class _Branch(BaseRoute):
    """An application with routes of its own below this one."""

    app: ASGIApp
    name: str | None

    @property
    def routes(self) -> list[BaseRoute]:
        """The routes of the application below, empty where it is no router."""
        return getattr(self._routed_app(), "routes", [])

    def _routed_app(self) -> ASGIApp:
        return self.app

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)

    def _below(self, name: str) -> str | None:
        """What is left of a route's name below this branch, or None where the name leads elsewhere."""
        if self.name is None:
            return name
        prefix = f"{self.name}:"
        return name.removeprefix(prefix) if name.startswith(prefix) else None


class Mount(_Branch):
    """An application, or a list of routes, under a path prefix, for HTTP and WebSocket.

    The prefix moves from the path that is left to route to `root_path`; `app_root_path` keeps what it was outside.
    `middleware` goes around the whole branch; `max_body_size` (bytes) replaces the limit of the layers outside. With a
    `name`, the routes below are found as `name:route`. Raises `AssertionError` for a path that does not begin with a
    slash, and where neither `app` nor `routes` is given.
    """

    def __init__(
        self,
        path: str,
        app: ASGIApp | None = None,
        routes: Sequence[BaseRoute] | None = None,
        name: str | None = None,
        *,
        middleware: Sequence[Middleware] | None = None,
        max_body_size: int | None = None,
    ) -> None:
        assert path == "" or path.startswith("/"), "Routed paths must start with '/'"
        assert app is not None or routes is not None, "Either 'app=...', or 'routes=' must be specified"
        self.path = path.rstrip("/")
        self._base_app: ASGIApp = on_face("Router")(routes=routes) if app is None else app
        self.app = wrapped(self._base_app, middleware, max_body_size)
        self.name = name
        self.path_regex, self.path_format, self.param_convertors = compile_path(self.path + "/{path:path}")

    def _routed_app(self) -> ASGIApp:
        return self._base_app

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["type"] not in ("http", "websocket"):
            return Match.NONE, {}
        route_path = get_route_path(scope)
        params = captured(self.path_regex, self.param_convertors, route_path)
        if params is None:
            return Match.NONE, {}
        rest = "/" + params.pop("path")
        return Match.FULL, moved_root(scope, route_path[: -len(rest)], params, self.app)

    def url_path_for(self, name: str, /, **path_params: Any) -> URLPath:
        if self.name is not None and name == self.name and "path" in path_params:
            path_params["path"] = path_params["path"].lstrip("/")
            path, unused = replace_params(self.path_format, self.param_convertors, path_params)
            if not unused:
                return URLPath(path)
        elif (below := self._below(name)) is not None:
            return self._url_below(below, path_params, NoMatchFound(name, path_params))
        raise NoMatchFound(name, path_params)

    def _url_below(self, name: str, path_params: dict[str, Any], not_found: NoMatchFound) -> URLPath:
        prefix_params = {**path_params, "path": ""}
        prefix, unused = replace_params(self.path_format, self.param_convertors, prefix_params)
        if path_params.get("path") is not None:
            unused["path"] = path_params["path"]
        try:
            url = first_url(self.routes, name, unused)
        except NoMatchFound:
            raise not_found from None
        return URLPath(prefix.rstrip("/") + str(url), protocol=url.protocol)

    def __eq__(self, other: Any) -> bool:
        return isinstance(other, Mount) and (self.path, self.app) == (other.path, other.app)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(path={self.path!r}, name={self.name or ''!r}, app={self.app!r})"


class Host(_Branch):
    """An application under a host name, for HTTP and WebSocket; parameters such as `{tenant}.example.org` are allowed.

    Case and port of the `Host` header do not matter; a port in `host` is kept for the URLs that are built. With a
    `name`, the routes below are found as `name:route`. Raises `AssertionError` for a host that begins with a slash.
    """

    def __init__(self, host: str, app: ASGIApp, name: str | None = None) -> None:
        assert not host.startswith("/"), "Host must not start with '/'"
        self.host_regex, self.host_format, self.param_convertors = compile_path(host)
        self.host, self.name, self.app = host, name, app

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["type"] not in ("http", "websocket"):
            return Match.NONE, {}
        host = parse_host_header(Headers(scope=scope).get("host"))
        params = None if host is None else captured(self.host_regex, self.param_convertors, host.host.lower())
        if params is None:
            return Match.NONE, {}
        return Match.FULL, {"path_params": merged(scope, params), "endpoint": self.app}

    def url_path_for(self, name: str, /, **path_params: Any) -> URLPath:
        if self.name is not None and name == self.name and "path" in path_params:
            path = path_params.pop("path")
            host, unused = replace_params(self.host_format, self.param_convertors, path_params)
            if not unused:
                return URLPath(path, host=host)
        elif (below := self._below(name)) is not None:
            host, unused = replace_params(self.host_format, self.param_convertors, path_params)
            url = first_url(self.routes, below, unused)
            return URLPath(str(url), protocol=url.protocol, host=host)
        raise NoMatchFound(name, path_params)

    def __eq__(self, other: Any) -> bool:
        return isinstance(other, Host) and (self.host, self.app) == (other.host, other.app)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(host={self.host!r}, name={self.name or ''!r}, app={self.app!r})"
