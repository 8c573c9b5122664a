"""Calls a method by its new name, or on the part of the object that it moved to."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from stability_checker.codemods.frame.contract import Codemod, Hit, manual
from stability_checker.codemods.frame.edits import Change, Edit
from stability_checker.codemods.names.module import Module


@dataclass(frozen=True, kw_only=True)
class MoveMethod(Codemod):
    """Reach a method or attribute under its new name, which may lead through another attribute.

    ```toml step
    receivers = ["starlette.applications.Starlette"]
    old = "add_websocket_route"
    new = "router.add_websocket_route"
    ```
    ```python before
    from starlette.applications import Starlette


    def echo(websocket): ...


    app = Starlette()
    app.add_websocket_route("/ws", echo)
    ```
    ```python after
    from starlette.applications import Starlette


    def echo(websocket): ...


    app = Starlette()
    app.router.add_websocket_route("/ws", echo)
    ```
    It may have been reached through another attribute before:
    ```toml step
    receivers = ["starlette.applications.Starlette"]
    old = "exception_middleware.add_exception_handler"
    new = "add_exception_handler"
    ```
    ```python before
    from starlette.applications import Starlette

    app = Starlette()
    app.exception_middleware.add_exception_handler(404, print)
    app.exception_middleware.debug = True
    ```
    ```python after
    from starlette.applications import Starlette

    app = Starlette()
    app.add_exception_handler(404, print)
    app.exception_middleware.debug = True
    ```
    Its arguments may be named otherwise there:
    ```toml step
    receivers = ["starlette.applications.Starlette"]
    old = "add_websocket_route"
    new = "router.add_websocket_route"
    keywords = { route = "endpoint" }
    ```
    ```python before
    from starlette.applications import Starlette

    app = Starlette()
    app.add_websocket_route(path="/ws", route=print)
    ```
    ```python after
    from starlette.applications import Starlette

    app = Starlette()
    app.router.add_websocket_route(path="/ws", endpoint=print)
    ```
    A subclass that has something of its own under the new name is for a person:
    ```toml step
    receivers = ["starlette.applications.Starlette"]
    old = "_debug"
    new = "debug"
    ```
    ```python before
    from starlette.applications import Starlette


    class Site(Starlette):
        def __init__(self):
            self._debug = True
    ```
    ```python after
    from starlette.applications import Starlette


    class Site(Starlette):
        def __init__(self):
            self.debug = True
    ```
    ```python notice 7
    from starlette.applications import Starlette


    class Site(Starlette):
        @property
        def debug(self):
            return self._debug
    ```
    ```python untouched
    from sockets import Server

    server = Server()
    server.add_websocket_route("/ws", print)
    ```
    """

    receivers: tuple[str, ...]
    old: str
    new: str
    besides: tuple[str, ...] = ()
    keywords: Mapping[str, str] = field(default_factory=dict)

    def words(self) -> tuple[str, ...]:
        return (f".{self.old.rpartition('.')[2]}",)

    def find(self, module: Module) -> Iterator[Hit]:
        first, *way = self.old.split(".")
        last = [first, *way][-1]
        for node in module.source.nodes(ast.Attribute):
            reached = _back(node, way) if node.attr == last else None
            if reached is None or reached.attr != first or not module.source.is_exact(node):
                continue
            if not module.is_instance(reached.value, self.receivers, self.besides, first):
                continue
            if "." not in self.new and not module.is_instance(reached.value, self.receivers, self.besides, self.new):
                yield manual(node, f"`{self.old}` is `{self.new}` now, and the class has one of its own: merge the two")
            else:
                end = module.source.span(node)[1]
                start = module.source.span(reached)[1] - len(first)
                edits = (Edit(start, end, self.new), *self._renamed(module, node))
                yield self.hit(node, partial(Change, edits))

    def _renamed(self, module: Module, node: ast.Attribute) -> Iterator[Edit]:
        """The arguments that the new place has other names for."""
        call = module.source.parents[node]
        for word in call.keywords if isinstance(call, ast.Call) and call.func is node else ():
            if word.arg is not None and word.arg in self.keywords:
                start = module.source.span(word)[0]
                yield Edit(start, start + len(word.arg), self.keywords[word.arg])


def _back(node: ast.Attribute, way: Sequence[str]) -> ast.Attribute | None:
    """The attribute `a` that `a.b.c` starts from, where `way` is b and c."""
    for name in reversed(way):
        if node.attr != name or not isinstance(node.value, ast.Attribute):
            return None
        node = node.value
    return node
