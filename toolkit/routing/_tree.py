"""The match tree: which routes of a table can match a path, found by its segments instead of by trying them all.

A tree answers exactly what a linear scan answers, "first match wins": it picks the routes that the path does not rule
out, in the table's order, and these are asked. A route is filed under its pattern only where it matches as the
pattern says; any other is a candidate for every path.
"""

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum, auto

from toolkit._utils import get_route_path
from toolkit.routing._candidates import (
    Candidate,
    PrefixCandidate,
    SegmentCandidate,
    is_unchanged,
    is_within_a_segment,
)
from toolkit.routing._mounts import Mount
from toolkit.routing._paths import Parameter, compile_path, parse
from toolkit.routing._routes import BaseRoute, Match, Route, WebSocketRoute
from toolkit.types import Scope

_PARTIAL, _FULL = Match.PARTIAL, Match.FULL

# As they stand here: a class that overrides `matches`, or a tool that replaces it, is asked for every path.
_KNOWN_MATCHES = frozenset({Route.matches, WebSocketRoute.matches, Mount.matches})


class _Mark(Enum):
    PARAMETER = auto()
    ANY_REST = auto()


Segment = str | _Mark
Found = tuple[Candidate, Match, Scope]


class _Node:
    """A place in the tree: the paths that begin with the segments on the way here."""

    __slots__ = ("any_rest", "ending", "here", "literals", "parameter", "passing")

    def __init__(self) -> None:
        self.literals: dict[str, _Node] = {}
        self.parameter: _Node | None = None
        # Positions in the table: of routes that end here, and of those that take whatever follows.
        self.ending: list[int] = []
        self.any_rest: list[int] = []
        # The candidates for a path that ends here, and for one that goes on where the tree does not.
        self.here: Sequence[Candidate] = ()
        self.passing: Sequence[Candidate] = ()

    def below(self, segment: str | _Mark) -> "_Node":
        """The place one segment further, made where there is none yet."""
        if isinstance(segment, str):
            return self.literals.setdefault(segment, _Node())
        self.parameter = self.parameter or _Node()
        return self.parameter

    def settle(self, candidates: Sequence[Candidate], passing: list[int]) -> None:
        """Write down the candidates here and below; `passing` are the positions that the way here has collected."""
        passing = sorted(passing + self.any_rest)
        self.passing = [candidates[position] for position in passing]
        self.here = [candidates[position] for position in sorted(passing + self.ending)]
        for node in (*self.literals.values(), *([self.parameter] if self.parameter else ())):
            node.settle(candidates, passing)


class MatchTree:
    """The routes of a table as they are at this moment, filed by path."""

    def __init__(self, routes: Iterable[BaseRoute]) -> None:
        self.routes = tuple(routes)
        patterns = [_trusted_pattern(route) for route in self.routes]
        candidates = [_candidate(route, pattern) for route, pattern in zip(self.routes, patterns, strict=True)]
        self._positions = {candidate: position for position, candidate in enumerate(candidates)}
        self._root = _Node()
        for position, pattern in enumerate(patterns):
            self._file(position, pattern)
        self._root.settle(candidates, [])
        # A path that a route spells out is looked up, in one step.
        spelled_out = (pattern for pattern in patterns if pattern is not None and not _has_parameters(pattern))
        self._by_path = {path: (path.split("/"), self._walk(path.split("/"))) for path in spelled_out}

    def find(self, scope: Scope) -> Found | None:
        """The first route that matches fully, else the first that matches partially, with what it adds to the scope."""
        path: str = get_route_path(scope) if scope.get("root_path") else scope["path"]
        known = self._by_path.get(path)
        if known is None:
            segments = path.split("/")
            candidates = self._walk(segments)
        else:
            segments, candidates = known
        partial: Found | None = None
        for candidate in candidates:
            match, child_scope = candidate.matches(scope, path, segments)
            if match is _FULL:
                return candidate, match, child_scope
            if match is _PARTIAL and partial is None:
                partial = candidate, match, child_scope
        return partial

    def _file(self, position: int, pattern: str | None) -> None:
        node = self._root
        for segment in [_Mark.ANY_REST] if pattern is None else _segments(pattern):
            if segment is _Mark.ANY_REST:
                node.any_rest.append(position)
                return
            node = node.below(segment)
        node.ending.append(position)

    def _walk(self, segments: Sequence[str]) -> Sequence[Candidate]:
        """The candidates for a path, in the table's order."""
        node = self._root
        for depth in range(1, len(segments)):
            below = node.literals.get(segments[depth])
            if below is None:
                below = node.parameter
                if below is None:
                    return node.passing
            elif node.parameter is not None:
                return self._fork(node, segments[depth:])
            node = below
        return node.here

    def _fork(self, node: _Node, segments: Sequence[str]) -> Sequence[Candidate]:
        """The candidates below a node from which the path can be read in more than one way."""
        found: set[Candidate] = set()
        nodes = [node]
        for segment in segments:
            for node in nodes:
                found.update(node.passing)
            nodes = [below for node in nodes for below in (node.literals.get(segment), node.parameter) if below]
        for node in nodes:
            found.update(node.here)
        return sorted(found, key=self._positions.__getitem__)


def _candidate(route: BaseRoute, pattern: str | None) -> Candidate:
    if pattern is None:
        return Candidate(route)
    if isinstance(route, Mount):
        return Candidate(route) if _has_parameters(route.path) else PrefixCandidate(route)
    if isinstance(route, (Route, WebSocketRoute)) and all(map(_is_whole, pattern.split("/"))):
        return SegmentCandidate(route, pattern)
    return Candidate(route)


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


def _is_whole(segment: str) -> bool:
    """Whether the segment is a text, or one parameter and nothing else, that stays within it."""
    parts = parse(segment)
    return all(isinstance(part, str) for part in parts) or (len(parts) == 1 and is_within_a_segment(parts[0]))
