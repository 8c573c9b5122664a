"""The list of a router's routes, which forgets its match tree whenever it changes."""

import functools
from collections.abc import Callable
from operator import is_
from typing import Any

from toolkit.routing._routes import BaseRoute
from toolkit.routing._tree import MatchTree


class RouteTable(list[BaseRoute]):
    """The routes in order. A list in every respect; it can be changed while requests are served."""

    # The match tree of the routes as they are now, None until it is asked for.
    tree: MatchTree | None = None

    def grow(self) -> MatchTree:
        """Make the match tree."""
        self.tree = tree = MatchTree(self)
        return tree


def _forgetting(change: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(change)
    def changed(self: RouteTable, *args: Any, **kwargs: Any) -> Any:
        try:
            return change(self, *args, **kwargs)
        finally:
            self.tree = None

    return changed


for _name in (
    *("append", "clear", "extend", "insert", "pop", "remove", "reverse", "sort"),
    *("__delitem__", "__iadd__", "__imul__", "__setitem__"),
):
    setattr(RouteTable, _name, _forgetting(getattr(list, _name)))


class ForeignTable:
    """The tree of a plain list that somebody put in a router's `routes`; the list cannot tell when it changes."""

    def __init__(self) -> None:
        self._tree = MatchTree(())

    def tree(self, routes: list[BaseRoute]) -> MatchTree:
        """The match tree of the list, made anew unless it holds the very routes that it held before."""
        seen = self._tree.routes
        if len(seen) != len(routes) or not all(map(is_, seen, routes)):
            self._tree = MatchTree(routes)
        return self._tree
