"""Tests of a router's table: every way to change it is seen, and the corners of first match wins."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from typing import Any

import pytest

from toolkit.responses import PlainTextResponse
from toolkit.routing import BaseRoute, Match, Mount, Route, Router, WebSocketRoute


async def endpoint(request: Any) -> PlainTextResponse:
    raise NotImplementedError


def route(path: str, **kwargs: Any) -> Route:
    return Route(path, endpoint, **kwargs)


def found(router: Router, path: str, method: str = "GET", kind: str = "http", **scope: Any) -> BaseRoute | None:
    asked: dict[str, Any] = {"type": kind, "path": path, "method": method, "headers": [], **scope}
    return None if router._tree().enter(asked) is None else asked["route"]


A, B, C = route("/a"), route("/b"), route("/{anything}")
Edit = Callable[[list[BaseRoute]], object]

EDITS: dict[str, tuple[Edit, str, BaseRoute | None]] = {
    "append": (lambda routes: routes.append(B), "/b", B),
    "extend": (lambda routes: routes.extend([B]), "/b", B),
    "+=": (lambda routes: routes.__iadd__([B]), "/b", B),
    "insert": (lambda routes: routes.insert(0, C), "/a", C),
    "remove": (lambda routes: routes.remove(A), "/a", None),
    "pop": (lambda routes: routes.pop(), "/a", None),
    "clear": (lambda routes: routes.clear(), "/a", None),
    "del": (lambda routes: routes.__delitem__(0), "/a", None),
    "replace": (lambda routes: routes.__setitem__(0, B), "/b", B),
    "replace all": (lambda routes: routes.__setitem__(slice(None), [B]), "/a", None),
    "*= 0": (lambda routes: routes.__imul__(0), "/a", None),
}


@pytest.mark.parametrize("is_plain_list", [False, True], ids=["table", "plain list"])
@pytest.mark.parametrize(("edit", "path", "expected"), EDITS.values(), ids=EDITS)
def test_change_is_seen(edit: Edit, path: str, expected: BaseRoute | None, is_plain_list: bool) -> None:
    router = Router([A])
    if is_plain_list:
        router.routes = [A]
    assert found(router, "/a") is A
    edit(router.routes)
    assert found(router, path) is expected


@pytest.mark.parametrize("edit", [lambda routes: routes.reverse(), lambda routes: routes.sort(key=id, reverse=True)])
def test_change_of_the_order_is_seen(edit: Edit) -> None:
    first, second = sorted([route("/{a}"), route("/{b}")], key=id)
    router = Router([first, second])
    assert found(router, "/x") is first
    edit(router.routes)
    assert found(router, "/x") is second


def test_equal_route_in_a_plain_list_takes_the_place_of_the_other() -> None:
    router = Router()
    router.routes = [route("/a")]
    assert found(router, "/a") is router.routes[0]
    router.routes[0] = route("/a")
    assert found(router, "/a") is router.routes[0]


def test_copied_table_has_a_tree_of_its_own() -> None:
    router = Router([A])
    assert found(router, "/a") is A
    duplicate = copy.copy(router.routes)
    duplicate.append(B)
    router.routes = duplicate
    assert found(router, "/b") is B


CASELESS = route("/case")
CASELESS.path_regex = re.compile(CASELESS.path_regex.pattern, re.IGNORECASE)


@pytest.mark.parametrize(
    ("routes", "path", "expected"),
    [
        ([route("/{a}")], "/", None),
        ([route("/{a}/b")], "//b", None),
        ([route("/{a}"), route("/x")], "/x", 0),
        ([route("/x"), route("/{a}")], "/x", 0),
        ([route("/{a}/y"), route("/x/{b}")], "/x/y", 0),
        ([route("/x/{b}"), route("/{a}/y")], "/x/y", 0),
        ([route("/x/z"), route("/{a}/y")], "/x/y", 1),
        ([route("/x/{p:path}"), route("/{a}/y")], "/x/y", 0),
        ([route("/x/y/z"), route("/x/{p:path}"), route("/{a}/y")], "/x/y", 1),
        ([route("/{a}:b")], "/x:b", 0),
        ([route("/{a:int}"), route("/{b}")], "/x", 1),
        ([CASELESS], "/CASE", 0),
        ([Mount("/m", endpoint)], "/m", None),
        ([Mount("/m", endpoint)], "/m/", 0),
        ([Mount("/m", endpoint)], "/m/a\nb", None),
        ([Mount("/m", endpoint), route("/m/x")], "/m/x", 0),
        ([Mount("", endpoint)], "/any/thing", 0),
        ([Mount("/{t}", endpoint)], "/any/thing", 0),
        ([route("/x", methods=["POST"]), route("/x", methods=["PUT"])], "/x", 0),
        ([route("/x", methods=["POST"]), route("/{a}")], "/x", 1),
        ([WebSocketRoute("/x", endpoint), route("/x")], "/x", 1),
    ],
)
def test_first_match_wins(routes: list[BaseRoute], path: str, expected: int | None) -> None:
    assert found(Router(routes), path) is (None if expected is None else routes[expected])


def test_overridden_matches_is_asked() -> None:
    class OnTuesdays(Route):
        def matches(self, scope: Any) -> tuple[Match, Any]:
            return (Match.FULL, {}) if scope.get("day") == "Tuesday" else (Match.NONE, {})

    router = Router([OnTuesdays("/only", endpoint), A])
    assert found(router, "/a") is A
    assert found(router, "/a", day="Tuesday") is router.routes[0]


def test_many_routes_cost_no_more_than_few() -> None:
    """The tree asks one route of a thousand, whichever path is looked up."""
    router = Router([route(f"/{n}/{{a}}") for n in range(1000)])
    found(router, "/0/x")
    tree = router.routes.tree  # type: ignore[attr-defined]
    assert [sum(map(len, tree._walk(f"/{n}/x"))) for n in (0, 500, 999)] == [1, 1, 1]


def test_tree_is_no_larger_than_its_table() -> None:
    """Routes that may match anything stand in one list, not in one for every place of the tree."""

    class Anywhere(Route):
        def matches(self, scope: Any) -> Any:
            return super().matches(scope)

    def kept(node: Any) -> int:
        if node.all is not None:
            return sum(map(len, node.all))
        return (
            len(node.any_rest)
            + len(node.ending)
            + sum(map(kept, (*node.literals.values(), *([node.parameter] if node.parameter else ()))))
        )

    count = 200
    spelled_out = [route(f"/s{n}") for n in range(count)]
    router = Router(
        [
            *(Anywhere(f"/{n}", endpoint) for n in range(count)),
            *spelled_out,
            *(route(f"/{n}/{{a}}") for n in range(count)),
        ]
    )
    assert found(router, "/s7") is spelled_out[7]
    tree = router.routes.tree  # type: ignore[attr-defined]
    assert kept(tree._root) <= 2 * count
    lists = {id(source): len(source) for sources in tree._by_path.values() for source in sources}
    assert sum(lists.values()) <= 2 * count
