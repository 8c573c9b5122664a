"""Says what a person must do where the library changed and no rewrite is right."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from stability_checker.codemods.frame.calls import calls_of, given_as, keyword, spellings
from stability_checker.codemods.frame.contract import Codemod, Hit, manual
from stability_checker.codemods.names.module import Module


@dataclass(frozen=True, kw_only=True)
class ManualNotice(Codemod):
    """Point at the uses of something and say what to do.

    `names` are imported or read; `callables` are called, with `argument` where one is given; `attributes` are read from
    instances (`module.Class.attribute`), but not to call one of the methods `apart`, which another step is about;
    `bases` are inherited with one of `methods` defined, and that without `async` where they must be `plain`. A name
    with a `*` is any package outside the project that is imported under such a name, and `{name}` in the message is
    that package. `once` says each message at the first place only.

    ```toml step
    names = ["starlette.responses.UJSONResponse"]
    message = "write a JSONResponse whose render() calls ujson"
    ```
    ```python notice 1
    from starlette.responses import UJSONResponse

    response = UJSONResponse({})
    ```
    A class of another library with the same name is not meant:
    ```python untouched
    from sanic.response import UJSONResponse
    ```
    Calls are found by what the receiver is:
    ```toml step
    callables = ["starlette.testclient.TestClient.get"]
    argument = "stream"
    message = "write `with client.stream(...)`"
    ```
    ```python notice 7
    import requests
    from starlette.testclient import TestClient


    def test_download(app):
        client = TestClient(app)
        client.get("/big", stream=True)
        client.get("/small")
        requests.get("/other", stream=True)
    ```
    Inherited methods:
    ```toml step
    bases = ["starlette.endpoints.HTTPEndpoint"]
    methods = ["purge"]
    message = "route this one to a function"
    ```
    ```python notice 4
    from starlette.endpoints import HTTPEndpoint


    class Cache(HTTPEndpoint):
        async def purge(self, request): ...
    ```
    ```toml step
    bases = ["starlette.middleware.gzip.GZipResponder"]
    methods = ["apply_compression"]
    plain = true
    message = "apply_compression is awaited: write it with `async def`"
    ```
    ```python notice 4
    from starlette.middleware.gzip import GZipResponder


    class Brotli(GZipResponder):
        def apply_compression(self, body, *, more_body): ...
    ```
    ```python untouched
    from starlette.middleware.gzip import GZipResponder


    class Brotli(GZipResponder):
        async def apply_compression(self, body, *, more_body): ...
    ```
    Classes of another library that still call the method are none of these:
    ```toml step
    bases = ["starlette.routing.Router"]
    besides = ["fastapi.routing.APIRouter"]
    methods = ["startup"]
    message = "do it in a lifespan"
    ```
    ```python notice 5
    from fastapi import APIRouter
    from starlette.routing import Router


    class Pages(Router):
        async def startup(self): ...


    class Calls(APIRouter):
        async def startup(self): ...
    ```
    Attributes of instances:
    ```toml step
    attributes = ["starlette.routing.Router.on_startup"]
    message = "do it in a lifespan"
    ```
    ```python notice 4
    from starlette.applications import Starlette

    app = Starlette()
    print(app.router.on_startup)
    ```
    ```toml step
    attributes = ["starlette.routing.Router.on_startup"]
    apart = ["append"]
    message = "do it in a lifespan"
    ```
    ```python notice 5
    from starlette.applications import Starlette

    app = Starlette()
    app.router.on_startup.append(print)
    app.router.on_startup.extend([print])
    ```
    But not where another library's class keeps them:
    ```toml step
    attributes = ["starlette.routing.Router.on_startup"]
    besides = ["fastapi.routing.APIRouter"]
    message = "do it in a lifespan"
    ```
    ```python untouched
    from fastapi import FastAPI

    app = FastAPI()
    app.router.on_startup.append(print)
    ```
    """

    message: str
    names: tuple[str, ...] = ()
    callables: tuple[str, ...] = ()
    argument: str | None = None
    attributes: tuple[str, ...] = ()
    besides: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    plain: bool = False
    once: bool = False

    def words(self) -> tuple[str, ...]:
        if self.argument:
            return given_as(self.argument)
        named = [_word(path) for path in self.names]
        return (*named, *self.methods, *spellings((*self.callables, *self.attributes)))

    def find(self, module: Module) -> Iterator[Hit]:
        told: set[str] = set()
        for node in sorted(set(self._nodes(module)), key=lambda node: (node.lineno, node.col_offset)):
            message = self.message.replace("{name}", self._package(module, node))
            if not (self.once and message in told):
                yield manual(node, message, self.once)
            told.add(message)

    def _package(self, module: Module, node: ast.stmt | ast.expr) -> str:
        """What of `names` an import is about, for a message that names it."""
        return next(filter(None, (self._meant(module, path) for path in _imported(module, node))), "")

    def _nodes(self, module: Module) -> Iterator[ast.stmt | ast.expr]:
        yield from self._imports(module)
        yield from self._reads(module)
        for call in calls_of(module, self.callables) if self.callables else ():
            if self.argument is None or keyword(call, self.argument):
                yield call
        for node in module.source.nodes(ast.ClassDef) if self.bases else ():
            if self._defines(node) and self._inherits(module, node):
                yield node

    def _imports(self, module: Module) -> Iterator[ast.stmt]:
        for kind in (ast.ImportFrom, ast.Import) if self.names else ():
            for node in module.source.nodes(kind):
                if any(self._meant(module, path) for path in _imported(module, node)):
                    yield node

    def _meant(self, module: Module, path: str) -> str | None:
        """The one of `names` that a path lies in, or the package that is called like one of them."""
        canonical = module.world.knowledge.canonical(path)
        parts = path.split(".")
        above = [".".join(parts[:end]) for end in range(1, len(parts) + 1)]
        for name in self.names:
            if "*" in name:
                called = next((one for one in above if fnmatchcase(one, name)), None)
            else:
                called = name if canonical == name or canonical.startswith(f"{name}.") else None
            if called and module.world.locate(path, module.source.path) is None:
                return called
        return None

    def _reads(self, module: Module) -> Iterator[ast.expr]:
        owners: dict[str, list[str]] = {}
        for path in self.attributes:
            owners.setdefault(path.rpartition(".")[2], []).append(path.rpartition(".")[0])
        last = {path.rpartition(".")[2] for path in self.names}
        for node in module.source.nodes(ast.Attribute):
            if (node.attr in last and module.refers_to(node) in self.names) or (
                node.attr in owners
                and not self._is_apart(module, node)
                and module.is_instance(node.value, owners[node.attr], self.besides, node.attr)
            ):
                yield node

    def _is_apart(self, module: Module, node: ast.Attribute) -> bool:
        method = module.source.parents[node]
        if not isinstance(method, ast.Attribute) or method.attr not in self.apart:
            return False
        call = module.source.parents[method]
        return isinstance(call, ast.Call) and call.func is method

    def _defines(self, node: ast.ClassDef) -> bool:
        kinds = (ast.FunctionDef,) if self.plain else (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
        return any(isinstance(one, kinds) and one.name in self.methods for one in node.body)

    def _inherits(self, module: Module, node: ast.ClassDef) -> bool:
        return module.is_subclass(f"{module.key}:{module.qualified(node)}", self.bases, self.besides)


def _imported(module: Module, node: ast.AST) -> list[str]:
    """The dotted names that an import statement asks for."""
    if isinstance(node, ast.ImportFrom):
        return [f"{module.absolute(node)}.{alias.name}" for alias in node.names]
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else []


def _word(path: str) -> str:
    """What a file that mentions the last part of a path holds."""
    return max(path.rpartition(".")[2].split("*"), key=len)
