"""What a match tree asks about a route that a path may lead to.

Each kind of candidate answers exactly as the `matches` of its route does.
"""

from collections.abc import Callable
from typing import Any, final

from toolkit.convertors import FloatConvertor, IntegerConvertor, StringConvertor, UUIDConvertor
from toolkit.routing._mounts import Host, Mount, moved_root
from toolkit.routing._paths import Part, parse
from toolkit.routing._routes import BaseRoute, Match, Route, WebSocketRoute, captured, merged
from toolkit.types import ASGIApp, Scope

_NONE, _PARTIAL = Match.NONE, Match.PARTIAL

# Parameters of these types, as they stand here, never reach over a slash. Of others nothing is known.
_WITHIN_A_SEGMENT = frozenset({StringConvertor, IntegerConvertor, FloatConvertor, UUIDConvertor})

# As they stand here: what a subclass overrides or a tool replaces is called instead.
_KNOWN_HANDLES = frozenset({Route.handle, WebSocketRoute.handle, Mount.handle, Host.handle})


@final  # its type is compared: `isinstance` is slow to say no
class Partial:
    """A route that fits but for the method, and what it adds to the scope; taken where no other route fits fully."""

    __slots__ = ("_child_scope", "_route")

    def __init__(self, route: Any, child_scope: Scope) -> None:
        self._route = route
        self._child_scope = child_scope

    def enter(self, scope: Scope) -> ASGIApp:
        """The application that serves the scope, which is made ready for it."""
        scope.update(self._child_scope)
        scope["route"] = self._route
        handle: ASGIApp = self._route.handle
        return handle


class Candidate:
    """Any route: it is asked itself."""

    __slots__ = ("is_direct", "position", "route")

    def __init__(self, route: BaseRoute, position: int) -> None:
        self.route: Any = route
        self.position = position
        # Whether to handle a full match is no more than to call the route's `app`.
        self.is_direct = is_unchanged(route, "handle", _KNOWN_HANDLES)

    def enter(self, scope: Scope, path: str) -> ASGIApp | Partial | None:
        """What serves `path`, which is what is left to route: the scope is made ready for it. None if not this route.

        A route that fits but for the method leaves the scope as it is.
        """
        match, child_scope = self.route.matches(scope)
        if match is _NONE:
            return None
        if match is _PARTIAL:
            return Partial(self.route, child_scope)
        scope.update(child_scope)
        scope["route"] = route = self.route
        app: ASGIApp = route.app if self.is_direct else route.handle
        return app


class EndpointCandidate(Candidate):
    """A route to an endpoint: asked with its parts, without the detour over its `matches`.

    One without parameters is a candidate for the very path that it spells out, and for no other.
    """

    __slots__ = ("_kind", "_read")

    def __init__(self, route: Route | WebSocketRoute, position: int) -> None:
        super().__init__(route, position)
        self._kind = "http" if isinstance(route, Route) else "websocket"
        self._read = _reader(route) if route.param_convertors else None

    def enter(self, scope: Scope, path: str) -> ASGIApp | Partial | None:
        kind = scope["type"]
        if kind != self._kind:
            return None
        params = {} if self._read is None else self._read(path)
        if params is None:
            return None
        if "path_params" in scope:
            params = merged(scope, params)
        route = self.route
        if kind == "http" and (methods := route.methods) and scope["method"] not in methods:
            return Partial(route, {"endpoint": route.endpoint, "path_params": params})
        scope["endpoint"] = route.endpoint
        scope["path_params"] = params
        scope["route"] = route
        app: ASGIApp = route.app if self.is_direct else route.handle
        return app


Reader = Callable[[str], dict[str, Any] | None]


def _reader(route: Route | WebSocketRoute) -> Reader:
    """What gives the parameters in a path of the route, or None for a path that is none of its own."""
    expression, convertors = route.path_regex, route.param_convertors
    if {type(convertor) for convertor in convertors.values()} != {StringConvertor}:
        return lambda path: captured(expression, convertors, path)
    if len(convertors) == 1:
        return _reader_of_one(parse(route.path), *convertors)
    return lambda path: None if (found := expression.match(path)) is None else found.groupdict()


def _reader_of_one(parts: list[Part], name: str) -> Reader:
    """For one text parameter, which is what stands between two texts: cut out sooner than by an expression."""
    before = parts[0] if isinstance(parts[0], str) else ""
    after = parts[-1] if isinstance(parts[-1], str) else ""
    start, end = len(before), -len(after) or None

    def read(path: str) -> dict[str, Any] | None:
        value = path[start:end]
        if value and "/" not in value and path.startswith(before) and path.endswith(after):
            return {name: value}
        return None

    return read


class PrefixCandidate(Candidate):
    """A mount under a literal prefix: what the tree leaves open is whether anything follows the prefix."""

    __slots__ = ("_prefix", "_start")

    def __init__(self, route: Mount, position: int) -> None:
        super().__init__(route, position)
        self._prefix = route.path
        self._start = route.path + "/"

    def enter(self, scope: Scope, path: str) -> ASGIApp | Partial | None:
        # The expression of a `path` parameter does not match a line break.
        if not path.startswith(self._start) or "\n" in path or scope["type"] not in ("http", "websocket"):
            return None
        scope.update(moved_root(scope, self._prefix, {}, self.route.app))
        scope["route"] = route = self.route
        app: ASGIApp = route.app if self.is_direct else route.handle
        return app


def is_unchanged(route: BaseRoute, method: str, known: frozenset[Any]) -> bool:
    """Whether the route's method of that name is one of the known functions."""
    return getattr(type(route), method, None) in known and method not in vars(route)


def is_within_a_segment(part: Part) -> bool:
    """Whether the text that the part stands for cannot hold a slash."""
    return "/" not in part if isinstance(part, str) else type(part.convertor) in _WITHIN_A_SEGMENT
