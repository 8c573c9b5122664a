"""Points at decorators that are gone, on something of which nothing is known."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from stability_checker.codemods.frame.contract import Codemod, Hit, manual
from stability_checker.codemods.names.module import UNKNOWN, Module


@dataclass(frozen=True, kw_only=True)
class UnknownReceiver(Codemod):
    """Say what takes the place of a decorator where its receiver may be an application.

    `calls` leads from each decorator to the method that registers the same. The file imports the `package` and none of
    `others`, which have decorators of these names, and the decorator is given what the library's takes: a path, the
    kind of middleware, one exception or status.

    ```toml step
    package = "starlette"
    others = ["flask"]
    calls = { route = "add_route", middleware = "add_middleware" }
    ```
    ```python notice 6
    from starlette.responses import PlainTextResponse
    from site_tools import find_site

    site = find_site()

    @site.route("/about")
    async def about(request):
        return PlainTextResponse("about")
    ```
    ```python notice 5
    import starlette


    def install(app):
        @app.middleware("http")
        async def timing(request, call_next): ...
    ```
    ```python notice 9 14 18
    from starlette.applications import Starlette


    async def about(request): ...


    sites = {"main": Starlette(), "other": Starlette()}

    @sites["main"].route("/")
    async def home(request): ...

    for site in sites.values():

        @site.middleware("http")
        async def timing(request, call_next): ...


    sites["main"].route("/about")(about)
    ```
    What is known, and what another framework explains, is not meant:
    ```python untouched
    from other_framework import Application
    from starlette.responses import PlainTextResponse

    app = Application()


    @app.route("/")
    async def home(request): ...


    def install(queue):
        @queue.route("orders.*")
        def order(message): ...
    ```
    ```python untouched
    import flask
    from starlette.testclient import TestClient


    def install(app):
        @app.route("/")
        def home(): ...
    ```
    """

    package: str
    others: tuple[str, ...]
    calls: dict[str, str]

    def words(self) -> tuple[str, ...]:
        return tuple(f".{decorator}" for decorator in self.calls)

    def find(self, module: Module) -> Iterator[Hit]:
        definitions = [*module.source.functions, *module.source.nodes(ast.ClassDef)]
        asked = [one for node in definitions for one in node.decorator_list]
        asked += [call.func for call in module.source.calls if len(call.args) == 1]
        found = [func for one in asked if (func := self._asked(module, one))]
        imported = _packages(module) if found else set()
        if self.package in imported and imported.isdisjoint(self.others):
            for func in sorted(found, key=lambda node: node.lineno):
                yield manual(func, self._message(func))

    def _asked(self, module: Module, node: ast.expr) -> ast.Attribute | None:
        """The method that a decorator calls, where that may be one of those that are gone."""
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            return None
        meant = node.func.attr in self.calls and _is_fitting(node) and _is_unknown(module, node.func.value)
        return node.func if meant else None

    def _message(self, func: ast.Attribute) -> str:
        receiver = ast.unparse(func.value)
        return (
            f"`@{receiver}.{func.attr}` is gone where `{receiver}` is an application of {self.package}: "
            f"register with `{receiver}.{self.calls[func.attr]}(...)` behind the function"
        )


def _packages(module: Module) -> set[str]:
    """The packages outside the project that the file imports."""
    plain = {alias.name for statement in module.source.nodes(ast.Import) for alias in statement.names}
    named = {statement.module or "" for statement in module.source.nodes(ast.ImportFrom) if not statement.level}
    return {name.partition(".")[0] for name in plain | named}


def _is_fitting(call: ast.Call) -> bool:
    """Whether the first argument is a path, `"http"`, a status or the name of a class; and not a list of topics."""
    if not call.args:
        return False
    match call.args[0]:
        case ast.Constant(value=str(text)):
            return text.startswith("/") or text == "http"
        case ast.Constant(value=int()):
            return True
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name.lstrip("_")[:1].isupper()
        case _:
            return False


def _is_unknown(module: Module, node: ast.expr) -> bool:
    return module.refers_to(node) is None and module.classes_of(node) <= {UNKNOWN}
