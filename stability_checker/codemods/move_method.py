"""Calls a method by its new name, or on the part of the object that it moved to."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from stability_checker.codemods.frame.contract import Codemod, Hit
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

    def words(self) -> tuple[str, ...]:
        return (f".{self.old}",)

    def find(self, module: Module) -> Iterator[Hit]:
        for node in module.source.nodes(ast.Attribute):
            if node.attr == self.old and module.is_instance(node.value, self.receivers, self.besides, self.old):
                if module.source.is_exact(node):
                    end = module.source.span(node)[1]
                    yield self.hit(node, partial(Change, (Edit(end - len(self.old), end, self.new),)))
