"""Converts a value where its old type is needed."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from stability_checker.codemods.frame.calls import calls_of, spellings
from stability_checker.codemods.frame.contract import Codemod, Hit
from stability_checker.codemods.frame.edits import Change
from stability_checker.codemods.names.module import Module

_METHODS = frozenset(name for name in dir(str) if not name.startswith("_")) - {"replace", "join"}
"""What only a `str` can do: a URL joins and replaces too."""


@dataclass(frozen=True, kw_only=True)
class WrapInCall(Codemod):
    """Convert what a callable returns or an attribute holds, where a text is added to it, a method of `str` is called
    on it, something is looked for in it, or it goes into JSON or to `urllib.parse`.

    ```toml step
    callables = ["starlette.requests.HTTPConnection.url_for"]
    wrapper = "str"
    ```
    ```python before
    from starlette.requests import Request
    from starlette.responses import JSONResponse


    async def home(request: Request):
        next = request.url_for("login") + "?next=/"
        if request.url_for("home").startswith("https"):
            return JSONResponse({"url": request.url_for("home"), "next": next})
    ```
    ```python after
    from starlette.requests import Request
    from starlette.responses import JSONResponse


    async def home(request: Request):
        next = str(request.url_for("login")) + "?next=/"
        if str(request.url_for("home")).startswith("https"):
            return JSONResponse({"url": str(request.url_for("home")), "next": next})
    ```
    ```python before
    from starlette.requests import Request


    async def home(request: Request):
        url = request.url_for("home")
        if url.startswith("https"):
            return url.path, url + "?next=/"
    ```
    ```python after
    from starlette.requests import Request


    async def home(request: Request):
        url = request.url_for("home")
        if str(url).startswith("https"):
            return url.path, str(url) + "?next=/"
    ```
    ```python untouched
    from starlette.requests import Request
    from starlette.responses import RedirectResponse


    async def home(request: Request, flask):
        url = request.url_for("home")
        url = str(url)
        print(url + "?next=/")
        print(flask.url_for("x") + "y", str(request.url_for("x")) + "y", request.url_for("x").path)
        return RedirectResponse(request.url_for("login"))
    ```
    ```toml step
    attributes = ["httpx.Response.url"]
    wrapper = "str"
    ```
    ```python before
    from urllib.parse import urlsplit

    from starlette.testclient import TestClient


    def test_page():
        response = TestClient(print).get("/")
        assert response.url.endswith("/") and "?" not in response.url
        assert urlsplit(response.url).path == "/"
    ```
    ```python after
    from urllib.parse import urlsplit

    from starlette.testclient import TestClient


    def test_page():
        response = TestClient(print).get("/")
        assert str(response.url).endswith("/") and "?" not in str(response.url)
        assert urlsplit(str(response.url)).path == "/"
    ```
    ```python untouched
    import requests
    from starlette.testclient import TestClient


    def test_page():
        response = TestClient(print).get("/")
        assert response.url == "http://testserver/" and response.url.path in "/"
        assert requests.get("/").url.endswith("/")
    ```
    """

    callables: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    wrapper: str

    def words(self) -> tuple[str, ...]:
        return spellings((*self.callables, *self.attributes))

    def find(self, module: Module) -> Iterator[Hit]:
        values = [*calls_of(module, self.callables), *self._read(module)]
        for value in [*values, *_named(module, values)]:
            if _needs_text(module, value):
                text = f"{self.wrapper}({module.source.segment(value)})"
                yield self.hit(value, partial(Change, (module.source.replace(value, text),)))

    def _read(self, module: Module) -> Iterator[ast.Attribute]:
        owners = {name: owner for owner, _, name in (path.rpartition(".") for path in self.attributes)}
        for node in module.source.nodes(ast.Attribute) if owners else ():
            if node.attr in owners and module.is_instance(node.value, [owners[node.attr]]):
                yield node


def _named(module: Module, values: list[ast.expr]) -> Iterator[ast.Name]:
    """Where a name is read that was only ever given one of `values`."""
    parents = (module.source.parents[value] for value in values)
    targets = (target for one in parents if isinstance(one, ast.Assign) for target in one.targets)
    names = {target.id for target in targets if isinstance(target, ast.Name)}
    for node in module.source.nodes(ast.Name) if names else ():
        if node.id in names and isinstance(node.ctx, ast.Load):
            given = [binding.value for binding in module.bindings(node)]
            if len(given) == 1 and given[0] in values:
                yield node


def _needs_text(module: Module, node: ast.expr) -> bool:
    parent = module.source.parents[node]
    if isinstance(parent, ast.BinOp):
        return isinstance(parent.op, ast.Add)
    if isinstance(parent, ast.Compare):
        return any(
            isinstance(operator, ast.In | ast.NotIn) and searched is node
            for operator, searched in zip(parent.ops, parent.comparators, strict=True)
        )
    if isinstance(parent, ast.Attribute):
        called = module.source.parents[parent]
        return parent.attr in _METHODS and isinstance(called, ast.Call) and called.func is parent
    return _goes_into_json(module, node) or _is_taken_apart(module, node)


def _is_taken_apart(module: Module, node: ast.expr) -> bool:
    call = module.source.parents[node]
    if not isinstance(call, ast.Call) or node not in call.args:
        return False
    return (module.refers_to(call.func) or "").startswith("urllib.parse.")


def _goes_into_json(module: Module, node: ast.expr) -> bool:
    """Directly, or inside lists and dicts."""
    for above in module.source.ancestors(node):
        if isinstance(above, ast.Call):
            name = module.refers_to(above.func) or ""
            return name in ("json.dumps", "starlette.responses.JSONResponse")
        if not isinstance(above, ast.Dict | ast.List | ast.Tuple | ast.keyword):
            return False
    return False
