"""The match tree: which routes of a table can match a path, found by its segments instead of by trying them all.

A tree answers exactly what a linear scan answers, "first match wins": it picks the routes that the path does not rule
out, and these are asked in the table's order. A route is filed under its pattern only where it matches as the pattern
says; any other is a candidate for every path. No long list of candidates is kept in more than one place: the tree grows
as the table does.
"""

from collections.abc import Iterable, Iterator
from enum import Enum, auto
from itertools import chain
from operator import attrgetter

from toolkit._utils import get_route_path
from toolkit.routing._candidates import (
    Candidate,
    EndpointCandidate,
    Partial,
    PrefixCandidate,
    is_unchanged,
    is_within_a_segment,
)
from toolkit.routing._mounts import Mount
from toolkit.routing._paths import Parameter, compile_path, parse
from toolkit.routing._routes import BaseRoute, Route, WebSocketRoute
from toolkit.types import ASGIApp, Scope

# As they stand here: a class that overrides `matches`, or a tool that replaces it, is asked for every path.
_KNOWN_MATCHES = frozenset({Route.matches, WebSocketRoute.matches, Mount.matches})

# So many candidates are asked sooner than the tree could tell them apart.
_FEW = 2

# A list of so many candidates may be kept in more than one place.
_SHORT = 8


class _Mark(Enum):
    PARAMETER = auto()
    ANY_REST = auto()


Segment = str | _Mark
Sources = tuple[list[Candidate], ...]

_NOTHING: Sources = ()
_position = attrgetter("position")


class _Node:
    """A place in the tree: the paths that begin with the segments on the way here."""

    __slots__ = ("all", "any_rest", "ending", "literals", "parameter")

    def __init__(self) -> None:
        self.literals: dict[str, _Node] = {}
        self.parameter: _Node | None = None
        # Of the routes that end here, and of those that take whatever follows.
        self.ending: list[Candidate] = []
        self.any_rest: list[Candidate] = []
        # Everything here and below, where that is little enough to stop here.
        self.all: Sources | None = None

    def below(self, segment: str | _Mark) -> "_Node":
        """The place one segment further, made where there is none yet."""
        if isinstance(segment, str):
            return self.literals.setdefault(segment, _Node())
        self.parameter = self.parameter or _Node()
        return self.parameter

    def settle(self) -> list[Candidate]:
        """Decide where to stop; gives the candidates here and below if they are few, and too many of them if not."""
        found = self.any_rest + self.ending
        for node in (*self.literals.values(), *([self.parameter] if self.parameter else ())):
            found += node.settle()
        if len(found) <= _FEW:
            self.all = (sorted(found, key=_position),)
            # Nobody looks further from here.
            del self.literals, self.parameter, self.ending, self.any_rest
        return found[: _FEW + 1]


class MatchTree:
    """The routes of a table as they are at this moment, filed by path."""

    def __init__(self, routes: Iterable[BaseRoute]) -> None:
        self.routes = tuple(routes)
        self._root = _Node()
        spelled_out: dict[str, list[Candidate]] = {}
        for position, route in enumerate(self.routes):
            pattern = _trusted_pattern(route)
            candidate = _candidate(route, pattern, position)
            if pattern is None or _has_parameters(pattern):
                self._file(candidate, pattern)
            else:
                spelled_out.setdefault(pattern, []).append(candidate)
        self._root.settle()
        # A path that a route spells out is looked up in one step, and most have one route alone.
        self._by_path = {path: _merged((here, *self._walk(path))) for path, here in spelled_out.items()}
        self._sole = {path: sources[0][0] for path, sources in self._by_path.items() if _count(sources) == 1}

    def enter(self, scope: Scope) -> ASGIApp | None:
        """What serves the scope, which is made ready for it: of the first route that fits fully, else of the first
        that fits but for the method. None where there is none, and the scope is as it was."""
        path: str = get_route_path(scope) if scope.get("root_path") else scope["path"]
        sole = self._sole.get(path)
        if sole is not None:
            app = sole.enter(scope, path)
            return app.enter(scope) if type(app) is Partial else app  # pyright: ignore
        sources = self._by_path.get(path) or self._walk(path)
        partial: Partial | None = None
        for candidate in sources[0] if len(sources) == 1 else _in_order(sources):
            app = candidate.enter(scope, path)
            if type(app) is Partial:
                partial = app if partial is None else partial  # pyright: ignore[reportAssignmentType]
            elif app is not None:
                return app
        return None if partial is None else partial.enter(scope)

    def may_match(self, path: str) -> bool:
        """Whether there is a route that the path does not rule out."""
        return any(self._by_path.get(path) or self._walk(path))

    def _file(self, candidate: Candidate, pattern: str | None) -> None:
        node = self._root
        for segment in [_Mark.ANY_REST] if pattern is None else _segments(pattern):
            if segment is _Mark.ANY_REST:
                node.any_rest.append(candidate)
                return
            node = node.below(segment)
        node.ending.append(candidate)

    def _walk(self, path: str) -> Sources:
        """The candidates for a path."""
        node, end, sources = self._root, 0, _NOTHING
        while node.all is None:
            if node.any_rest:
                sources = (*sources, node.any_rest)
            if end < 0:
                return (*sources, node.ending)
            start = end + 1
            end = path.find("/", start)
            below = node.literals.get(path[start:] if end < 0 else path[start:end])
            if below is None:
                below = node.parameter
                if below is None:
                    return sources
            elif node.parameter is not None:
                return self._fork(path)
            node = below
        return node.all if sources is _NOTHING else sources + node.all

    def _fork(self, path: str) -> Sources:
        """The candidates for a path that can be read in more than one way."""
        sources: list[list[Candidate]] = []
        nodes = [self._root]
        for segment in path.split("/")[1:]:
            for node in nodes:
                sources += node.all or (node.any_rest,)
            open_nodes = [node for node in nodes if node.all is None]
            nodes = [below for node in open_nodes for below in (node.literals.get(segment), node.parameter) if below]
        for node in nodes:
            sources += node.all or (node.any_rest, node.ending)
        return tuple(sources)


def _in_order(sources: Sources) -> list[Candidate]:
    return sorted(chain.from_iterable(sources), key=_position)


def _count(sources: Sources) -> int:
    return sum(map(len, sources))


def _merged(sources: Sources) -> Sources:
    """As one list where it is short, so that no time is spent on it again and not much room."""
    return (_in_order(sources),) if _count(sources) <= _SHORT else sources


def _candidate(route: BaseRoute, pattern: str | None, position: int) -> Candidate:
    if pattern is None:
        return Candidate(route, position)
    if isinstance(route, Mount):
        return (Candidate if _has_parameters(route.path) else PrefixCandidate)(route, position)
    assert isinstance(route, (Route, WebSocketRoute))
    return EndpointCandidate(route, position)


def _has_parameters(pattern: str) -> bool:
    return any(isinstance(part, Parameter) for part in parse(pattern))


def _trusted_pattern(route: BaseRoute) -> str | None:
    """The pattern of a route that matches as its pattern says, None for any other."""
    if not is_unchanged(route, "matches", _KNOWN_MATCHES):
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
        parts = parse(text)
        if not _has_parameters(text):
            yield text
        elif all(is_within_a_segment(part) for part in parts):
            yield _Mark.PARAMETER
        else:
            yield _Mark.ANY_REST
