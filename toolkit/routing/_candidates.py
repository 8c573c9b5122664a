"""What a match tree asks about a route: a question that the route's place in the tree has half answered already.

Each kind of candidate answers exactly as the `matches` of its route does, for a path that the tree has led to it.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

from toolkit.convertors import Convertor, FloatConvertor, IntegerConvertor, StringConvertor, UUIDConvertor
from toolkit.routing._mounts import Host, Mount, moved_root
from toolkit.routing._paths import Parameter, Part, parse
from toolkit.routing._routes import BaseRoute, Match, Route, WebSocketRoute, merged
from toolkit.types import Scope

_NONE, _PARTIAL, _FULL = Match.NONE, Match.PARTIAL, Match.FULL

# Parameters of these types, as they stand here, never reach over a slash. Of others nothing is known.
_WITHIN_A_SEGMENT = frozenset({StringConvertor, IntegerConvertor, FloatConvertor, UUIDConvertor})

# As they stand here: what a subclass overrides or a tool replaces is called instead.
_KNOWN_HANDLES = frozenset({Route.handle, WebSocketRoute.handle, Mount.handle, Host.handle})


class Candidate:
    """Any route: it is asked itself."""

    __slots__ = ("is_direct", "route")

    def __init__(self, route: BaseRoute) -> None:
        self.route: Any = route
        # Whether to handle a full match is no more than to call the route's `app`.
        self.is_direct = is_unchanged(route, "handle", _KNOWN_HANDLES)

    def matches(self, scope: Scope, path: str, segments: Sequence[str]) -> tuple[Match, Scope]:
        """How well the route fits `path`, which is what is left to route, and what to add to the scope."""
        match, child_scope = self.route.matches(scope)
        return match, child_scope


class SegmentCandidate(Candidate):
    """A route whose parameters are whole segments: what the tree leaves open is their text, the type and the method."""

    __slots__ = ("_kind", "_parameters")

    def __init__(self, route: Route | WebSocketRoute, pattern: str) -> None:
        super().__init__(route)
        self._kind = "http" if isinstance(route, Route) else "websocket"
        self._parameters = [
            (position, part.name, *_reading(part.convertor))
            for position, text in enumerate(pattern.split("/"))
            for part in parse(text)
            if isinstance(part, Parameter)
        ]

    def matches(self, scope: Scope, path: str, segments: Sequence[str]) -> tuple[Match, Scope]:
        if scope["type"] != self._kind:
            return _NONE, {}
        params = {}
        try:
            for position, name, expression, convert in self._parameters:
                text = segments[position]
                if not text or (expression is not None and not expression.fullmatch(text)):
                    return _NONE, {}
                params[name] = text if convert is None else convert(text)
        except ValueError:  # the convertor's way to say that the text stands for nothing
            return _NONE, {}
        if "path_params" in scope:
            params = merged(scope, params)
        route = self.route
        child_scope = {"endpoint": route.endpoint, "path_params": params}
        if self._kind == "http" and route.methods and scope["method"] not in route.methods:
            return _PARTIAL, child_scope
        return _FULL, child_scope


class PrefixCandidate(Candidate):
    """A mount under a literal prefix: what the tree leaves open is whether anything follows the prefix."""

    __slots__ = ("_prefix", "_start")

    def __init__(self, route: Mount) -> None:
        super().__init__(route)
        self._prefix = route.path
        self._start = route.path + "/"

    def matches(self, scope: Scope, path: str, segments: Sequence[str]) -> tuple[Match, Scope]:
        # The expression of a `path` parameter does not match a line break.
        if not path.startswith(self._start) or "\n" in path or scope["type"] not in ("http", "websocket"):
            return _NONE, {}
        return _FULL, moved_root(scope, self._prefix, {}, self.route.app)


def is_unchanged(route: BaseRoute, method: str, known: frozenset[Any]) -> bool:
    """Whether the route's method of that name is one of the known functions."""
    return getattr(type(route), method, None) in known and method not in vars(route)


def is_within_a_segment(part: Part) -> bool:
    """Whether the text that the part stands for cannot hold a slash."""
    return "/" not in part if isinstance(part, str) else type(part.convertor) in _WITHIN_A_SEGMENT


def _reading(convertor: Convertor[Any]) -> tuple[re.Pattern[str] | None, Callable[[str], Any] | None]:
    """The expression and the conversion of a segment's text; None where any text that is not empty stays as it is."""
    if type(convertor) is StringConvertor:
        return None, None
    return re.compile(convertor.regex), convertor.convert
