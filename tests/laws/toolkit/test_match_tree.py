"""Law: a router answers exactly as "first match wins" does over a linear scan of its routes, whatever they are."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit._utils import get_route_path
from toolkit.convertors import Convertor, StringConvertor, register_url_convertor
from toolkit.responses import PlainTextResponse
from toolkit.routing import BaseRoute, Host, Match, Mount, Route, Router, WebSocketRoute
from toolkit.types import Scope

Answer = tuple[BaseRoute, dict[str, Any], Match] | None


class PairConvertor(Convertor[str]):
    """A custom convertor that reaches over a slash."""

    regex = "[a-z]+/[a-z0-9]+"

    def convert(self, value: str) -> str:
        return value.upper()


class DigitConvertor(StringConvertor):
    """A custom convertor within a segment, of a class derived from a known one."""

    regex = "[0-9]"


# Registered for good: the keys are this module's own.
register_url_convertor("tree_pair", PairConvertor())
register_url_convertor("tree_digit", DigitConvertor())


class EvenPathsOnly(Route):
    """A route that overrides what its pattern means, narrower."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        return super().matches(scope) if len(scope["path"]) % 2 == 0 else (Match.NONE, {})


class Anywhere(Route):
    """A route that overrides what its pattern means, wider."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        return Match.PARTIAL, {"endpoint": self.endpoint, "path_params": {"any": "where"}}


class Unchanged(Route):
    """A subclass that changes nothing about matching."""


async def endpoint(request: Any) -> PlainTextResponse:
    raise NotImplementedError


async def app(scope: Scope, receive: Any, send: Any) -> None:
    raise NotImplementedError


# Few texts, so that routes overlap and paths are found. `\n` and `""` are where a regular expression has its corners.
TEXTS = ["", "a", "a", "b", "A", "7", "ab", "a:b", "1.5", "a.b", "a\n", "0189e0f2-7c1f-4f6e-8a3e-1f2e3d4c5b6a"]
KEYS = ["", "", ":int", ":float", ":uuid", ":path", ":tree_pair", ":tree_digit"]
METHODS = ["GET", "HEAD", "POST", "DELETE"]
HOSTS = ["example.org", "a.example.org", "Example.org:80", "[::1]", ""]


@st.composite
def patterns(draw: st.DrawFn) -> str:
    segments = []
    for position in range(draw(st.sampled_from([1, 1, 2, 3]))):
        parameter = f"{{p{position}{draw(st.sampled_from(KEYS))}}}"
        literal = draw(st.sampled_from(["a", "b", "ab", "7", "a.b", ""]))
        segments.append(
            draw(st.sampled_from([parameter, parameter, literal, f"{literal}{parameter}", f"{parameter}:{literal}"]))
        )
    return "/" + "/".join(segments)


@st.composite
def leaves(draw: st.DrawFn) -> BaseRoute:
    pattern = draw(patterns())
    if draw(st.integers(0, 4)) == 0:
        return WebSocketRoute(pattern, endpoint)
    methods = draw(st.none() | st.sets(st.sampled_from(METHODS), min_size=1))
    kind = draw(st.sampled_from([Route, Route, Route, Unchanged, EvenPathsOnly, Anywhere]))
    route = kind(pattern, draw(st.sampled_from([endpoint, app])), methods=methods)
    if draw(st.integers(0, 4)) == 0:
        route.path_regex = re.compile(route.path_regex.pattern, re.IGNORECASE)
    if draw(st.integers(0, 19)) == 0:
        route.matches = lambda scope: (Match.NONE, {})  # type: ignore[method-assign]
    return route


def branches(below: st.SearchStrategy[list[BaseRoute]]) -> st.SearchStrategy[BaseRoute]:
    prefixes = st.sampled_from(
        ["", "/", "/a", "/b", "/a/b", "/{tenant}", "/{tenant:int}/b", "/{tenant:tree_pair}", "/a.b/"]
    )
    hosts = st.sampled_from(["example.org", "{tenant}.example.org", "[::1]", "example.org:80"])
    return st.builds(Mount, prefixes, routes=below) | st.builds(Host, hosts, st.builds(Router, below))


ROUTES = leaves() | leaves() | branches(st.lists(leaves(), max_size=1))
TABLES = st.lists(ROUTES, min_size=1, max_size=6)


@st.composite
def scopes(draw: st.DrawFn) -> Scope:
    texts = st.lists(st.sampled_from(TEXTS), min_size=1, max_size=3).map(lambda segments: "/" + "/".join(segments))
    path = draw(texts | st.sampled_from(["/", "//", "/a/", "/a//", "/A", "/a", "/a/a"]))
    root_path = draw(st.sampled_from(["", "", "/a", "/root"]))
    return {
        "type": draw(st.sampled_from(["http", "http", "http", "websocket"])),
        "method": draw(st.sampled_from(METHODS)),
        "path": root_path + path if draw(st.booleans()) else path,
        "root_path": root_path,
        "headers": [(b"host", draw(st.sampled_from(HOSTS)).encode())],
        **({"path_params": {"outer": 1}} if draw(st.booleans()) else {}),
    }


def scan(routes: list[BaseRoute], scope: Scope) -> Answer:
    """The law itself."""
    partial: Answer = None
    for route in routes:
        match, child_scope = route.matches(scope)
        if match is Match.FULL:
            return route, dict(child_scope), match
        if match is Match.PARTIAL and partial is None:
            partial = route, dict(child_scope), match
    return partial


def assert_same(router: Router, scope: Scope) -> None:
    """The router picks the route that the scan picks, and leaves the scope as that route wants it."""
    expected, after = scan(list(router.routes), scope), dict(scope)
    app = router._tree().enter(after)
    if expected is None or app is None:
        assert app is expected
        assert after == scope
        return
    route, child_scope, match = expected
    assert router._tree().may_match(get_route_path(scope))
    assert after.pop("route") is route
    assert after == {**scope, **child_scope}
    is_direct = match is Match.FULL and app is route.app  # type: ignore[attr-defined]
    assert is_direct or app == route.handle


@settings(max_examples=200, deadline=None)
@given(TABLES, st.lists(scopes(), min_size=1, max_size=6))
def test_router_answers_as_a_linear_scan_does(routes: list[BaseRoute], requests: list[Scope]) -> None:
    router = Router(routes)
    for scope in requests:
        assert_same(router, scope)


@st.composite
def edits(draw: st.DrawFn) -> Callable[[list[BaseRoute]], object]:
    """One change of a list of routes, by any of the ways that a list has."""
    route, position = draw(ROUTES), draw(st.integers(0, 5))
    more = draw(st.lists(ROUTES, max_size=2))
    ways: list[Callable[[list[BaseRoute]], object]] = [
        lambda routes: routes.append(route),
        lambda routes: routes.extend(more),
        lambda routes: routes.insert(position, route),
        lambda routes: routes.__iadd__(more),
        lambda routes: routes.__imul__(2) if len(routes) < 16 else None,
        lambda routes: routes.reverse(),
        lambda routes: routes.sort(key=id),
        lambda routes: routes.clear(),
        lambda routes: routes.__setitem__(slice(position, position + 1), more),
        lambda routes: routes.__delitem__(slice(position, None)),
        lambda routes: routes and routes.pop(),
        lambda routes: routes and routes.remove(routes[0]),
        lambda routes: routes and routes.__setitem__(0, route),
        lambda routes: routes and routes.__delitem__(0),
    ]
    return draw(st.sampled_from(ways))


@settings(max_examples=100, deadline=None)
@given(TABLES, st.lists(edits(), max_size=4), scopes(), st.booleans())
def test_changes_at_run_time_are_seen(
    routes: list[BaseRoute], changes: list[Callable[[list[BaseRoute]], object]], scope: Scope, is_plain_list: bool
) -> None:
    router = Router(routes)
    if is_plain_list:
        router.routes = list(routes)
    assert_same(router, scope)
    for change in changes:
        change(router.routes)
        assert_same(router, scope)
