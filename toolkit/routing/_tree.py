"""The match tree: which routes of a table can match a path, found by its segments instead of by trying them all.

A tree answers exactly what a linear scan answers, "first match wins", for it never decides a match: it picks the routes
that the path does not rule out, in the table's order, and those are asked. A route is filed under its pattern only where
its own class did not change what a pattern means; every other route is a candidate for every path.
"""

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum, auto

from toolkit._utils import get_route_path
from toolkit.convertors import FloatConvertor, IntegerConvertor, StringConvertor, UUIDConvertor
from toolkit.routing._mounts import Mount
from toolkit.routing._paths import Parameter, compile_path, parse
from toolkit.routing._routes import BaseRoute, Match, Route, WebSocketRoute
from toolkit.types import Scope

# Parameters of these types, as they stand here, never reach over a slash. Of others the tree knows nothing.
_WITHIN_A_SEGMENT = frozenset({StringConvertor, IntegerConvertor, FloatConvertor, UUIDConvertor})

# As they stand here: a class that overrides `matches`, or a tool that replaces it, is asked for every path.
_KNOWN_MATCHES = frozenset({Route.matches, WebSocketRoute.matches, Mount.matches})


class _Mark(Enum):
    PARAMETER = auto()
    ANY_REST = auto()


_PARAMETER, _ANY_REST = _Mark.PARAMETER, _Mark.ANY_REST
Segment = str | _Mark

Found = tuple[BaseRoute, Match, Scope]


class _Node:
    """A place in the tree: what begins with the segments on the way here."""

    __slots__ = ("any_rest", "ending", "literals", "parameter")

    def __init__(self) -> None:
        self.literals: dict[str, _Node] = {}
        self.parameter: _Node | None = None
        # Positions in the table: of routes that end here, and of those that take whatever follows.
        self.ending: list[int] = []
        self.any_rest: list[int] = []

    def below(self, segment: Segment) -> "_Node":
        """The place one segment further, made where there is none yet."""
        if isinstance(segment, str):
            return self.literals.setdefault(segment, _Node())
        self.parameter = self.parameter or _Node()
        return self.parameter


class MatchTree:
    """The routes of a table as they are at this moment, filed by path."""

    def __init__(self, routes: Iterable[BaseRoute]) -> None:
        self.routes = tuple(routes)
        self._root = _Node()
        self._by_path: dict[str, Sequence[BaseRoute]] = {}
        patterns = [_trusted_pattern(route) for route in self.routes]
        for position, pattern in enumerate(patterns):
            self._file(position, pattern)
        for literal in {pattern for pattern in patterns if pattern is not None and "{" not in pattern}:
            self._by_path[literal] = self._walk(literal)

    def find(self, scope: Scope) -> Found | None:
        """The first route that matches fully, else the first that matches partially, with what it adds to the scope."""
        partial: Found | None = None
        for route in self.candidates(get_route_path(scope)):
            match, child_scope = route.matches(scope)
            if match is Match.FULL:
                return route, match, child_scope
            if match is Match.PARTIAL and partial is None:
                partial = route, match, child_scope
        return partial

    def candidates(self, path: str) -> Sequence[BaseRoute]:
        """The routes that may match the path, in the table's order."""
        known = self._by_path.get(path)
        return self._walk(path) if known is None else known

    def _file(self, position: int, pattern: str | None) -> None:
        node = self._root
        for segment in [_ANY_REST] if pattern is None else _segments(pattern):
            if segment is _ANY_REST:
                node.any_rest.append(position)
                return
            node = node.below(segment)
        node.ending.append(position)

    def _walk(self, path: str) -> Sequence[BaseRoute]:
        nodes = [self._root]
        found = self._root.any_rest[:]
        for segment in path.split("/")[1:]:
            nodes = [child for node in nodes for child in (node.literals.get(segment), node.parameter) if child]
            for node in nodes:
                found += node.any_rest
        for node in nodes:
            found += node.ending
        return [self.routes[position] for position in sorted(found)]


def _trusted_pattern(route: BaseRoute) -> str | None:
    """The pattern of a route that matches as its pattern says, None for any other."""
    if type(route).matches not in _KNOWN_MATCHES or "matches" in vars(route):
        return None
    path: str = route.path  # type: ignore[attr-defined]
    pattern = path + "/{path:path}" if isinstance(route, Mount) else path
    try:
        expression, _, _ = compile_path(pattern)
    except (AssertionError, ValueError):
        return None
    # Some give a route another expression afterwards, to ignore case for example.
    return pattern if expression == route.path_regex else None  # type: ignore[attr-defined]


def _segments(pattern: str) -> Iterator[Segment]:
    """The segments after the leading slash: a text, a parameter, or the end of what the tree can tell apart."""
    for text in pattern.split("/")[1:]:
        parameters = [part for part in parse(text) if isinstance(part, Parameter)]
        if not parameters:
            yield text
        elif all(type(parameter.convertor) in _WITHIN_A_SEGMENT for parameter in parameters):
            yield _PARAMETER
        else:
            yield _ANY_REST
