"""Imports a name from the module that it belongs to, and not from one that only uses it."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from stability_checker.codemods.frame.contract import Codemod, Hit
from stability_checker.codemods.frame.edits import Change, Edit
from stability_checker.codemods.frame.imports import drop_alias
from stability_checker.codemods.names.module import Module


@dataclass(frozen=True, kw_only=True)
class ImportFromHome(Codemod):
    """Import names from their homes where a module was asked for them that has them by chance.

    `homes` leads from a name to its module, `borrowed` from a module to the names that it only imports itself.

    ```toml step
    homes = { Request = "starlette.requests", Scope = "starlette.types" }

    [borrowed]
    "starlette.routing" = ["Request", "Scope"]
    ```
    ```python before
    from starlette.requests import ClientDisconnect
    from starlette.routing import Mount, Request, Route

    try:
        from starlette.routing import Scope as ASGIScope, WebSocketRoute
    except ImportError:
        pass
    ```
    ```python after
    from starlette.requests import ClientDisconnect, Request
    from starlette.routing import Mount, Route

    try:
        from starlette.routing import WebSocketRoute
        from starlette.types import Scope as ASGIScope
    except ImportError:
        pass
    ```
    ```python before
    from starlette.routing import Request
    ```
    ```python after
    from starlette.requests import Request
    ```
    ```python untouched
    from flask.routing import Request
    from starlette.responses import Response
    from starlette.routing import Mount
    ```
    """

    homes: Mapping[str, str]
    borrowed: Mapping[str, tuple[str, ...]]

    def words(self) -> tuple[str, ...]:
        return tuple(self.borrowed)

    def find(self, module: Module) -> Iterator[Hit]:
        for node in module.source.nodes(ast.ImportFrom):
            borrowed = self.borrowed.get(module.absolute(node), ())
            for alias in node.names:
                if alias.name in borrowed:
                    yield self.hit(node, partial(self._moved, module, node, alias))

    def _moved(self, module: Module, node: ast.ImportFrom, alias: ast.alias) -> Change:
        home, source = self.homes[alias.name], module.source
        line = f"from {home} import {source.segment(alias)}"
        if len(node.names) == 1:
            return Change((source.replace(node, line),))
        if not alias.asname and node in source.tree.body:
            return Change((drop_alias(source, node, alias),), (f"{home}:{alias.name}",))
        end = source.span(node)[1]
        own_line = Edit(end, end, f"{source.newline(node)}{source.indent(node)}{line}")
        return Change((drop_alias(source, node, alias), own_line))
