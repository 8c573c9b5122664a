"""Points at reads of ASGI scope keys that have come to hold something else below a mount."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from stability_checker.codemods.frame.contract import Codemod, Hit, manual
from stability_checker.codemods.frame.source import is_function
from stability_checker.codemods.names.module import Module
from stability_checker.codemods.names.scopes import Binding, parameters


@dataclass(frozen=True, kw_only=True)
class ScopeKeyRead(Codemod):
    """Say where code reads `key` from the scope that it was given, at the first such place of a file.

    A scope is the first of an ASGI application's three parameters, whatever has the type `scope`, or the attribute
    `scope` of one of the `connections`. It is told where the project uses one of `mounts`, and where the file reads the
    key `beside` too, for who joins the two reckons with mounts.

    ```toml step
    key = "path"
    beside = "root_path"
    scope = "starlette.types.Scope"
    connections = ["starlette.requests.Request"]
    mounts = ["Mount(", ".mount("]
    message = "the path is whole"
    ```
    ```python notice 9
    from starlette.requests import Request
    from starlette.responses import PlainTextResponse
    from starlette.routing import Mount, Route

    routes = [Mount("/pages", routes=[Route("/", lambda request: home(request))])]


    def home(request: Request):
        return PlainTextResponse(request.scope["path"])
    ```
    ```python notice 10
    from starlette.types import ASGIApp


    class Whole:
        def __init__(self, app: ASGIApp):
            self.app = app

        async def __call__(self, scope, receive, send):
            if scope["type"] == "http":
                print(scope.get("root_path", "") + scope["path"])
            await self.app(scope, receive, send)
    ```
    Without mounts the path is what it was, its end and the root path anyhow; and a scope that code builds is its own:
    ```python untouched
    from starlette.types import Receive, Scope, Send


    async def app(scope: Scope, receive: Receive, send: Send):
        inner = {"path": scope["path"]}
        inner["root_path"] = ""
        print(scope["path"], inner["root_path"])


    async def prefixed(scope, receive, send):
        if not scope["path"].endswith("/"):
            print(scope["root_path"])


    def built(request):
        scope = {"type": "http", "path": "/", "root_path": ""}
        return scope["root_path"]
    ```
    """

    key: str
    beside: str
    scope: str
    connections: tuple[str, ...]
    mounts: tuple[str, ...]
    message: str

    def words(self) -> tuple[str, ...]:
        quoted = (f'"{self.key}"', f"'{self.key}'")
        return tuple(opening + key for opening in ("scope[", "scope.get(") for key in quoted)

    def find(self, module: Module) -> Iterator[Hit]:
        asked = {self.key, self.beside}
        given = [(node, key) for node, key, scope in _lookups(module) if key in asked and self._is_given(module, scope)]
        reads = [node for node, key in given if key == self.key and not _is_only_ended(module, node)]
        if reads and (any(key == self.beside for _, key in given) or self._is_mounted(module)):
            yield manual(min(reads, key=lambda node: (node.lineno, node.col_offset)), self.message)

    def _is_mounted(self, module: Module) -> bool:
        return any(True for word in self.mounts for _ in module.world.users(word, module))

    def _is_given(self, module: Module, node: ast.expr) -> bool:
        if isinstance(node, ast.Attribute) and node.attr == "scope":
            return module.is_instance(node.value, self.connections)
        bindings = module.bindings(node) if isinstance(node, ast.Name) else []
        return len(bindings) == 1 and self._is_given_by(module, bindings[0])

    def _is_given_by(self, module: Module, binding: Binding) -> bool:
        if not isinstance(binding.node, ast.arg):
            return isinstance(binding.value, ast.Attribute) and self._is_given(module, binding.value)
        if binding.node.annotation is not None and module.refers_to(binding.node.annotation) == self.scope:
            return True
        function = next((above for above in module.source.ancestors(binding.node) if is_function(above)), None)
        names = [one.arg for one in parameters(function.args)] if function else []
        return names[-3:] == ["scope", "receive", "send"] and binding.name == "scope"


def _is_only_ended(module: Module, node: ast.expr) -> bool:
    """`scope["path"].endswith(...)` does not see what stands in front."""
    above = module.source.parents[node]
    return isinstance(above, ast.Attribute) and above.attr == "endswith"


def _lookups(module: Module) -> Iterator[tuple[ast.expr, str, ast.expr]]:
    """`x["key"]` and `x.get("key", ...)` as they are read: the whole, the key and `x`."""
    for node in module.source.nodes(ast.Subscript):
        if isinstance(node.ctx, ast.Load) and isinstance(node.slice, ast.Constant):
            yield node, str(node.slice.value), node.value
    for call in module.source.calls:
        func = call.func
        if isinstance(func, ast.Attribute) and func.attr == "get" and call.args:
            if isinstance(key := call.args[0], ast.Constant):
                yield call, str(key.value), func.value
