"""Says `follow_redirects=False` where a test expects the redirect itself."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import libcst as cst

from stability_checker.codemods.frame.calls import calls_of, has_unpacking, keyword
from stability_checker.codemods.frame.contract import Codemod, Hit
from stability_checker.codemods.frame.edits import Change
from stability_checker.codemods.frame.pieces import argument, code, expression, joined
from stability_checker.codemods.frame.source import last_name
from stability_checker.codemods.names.module import Module

_CODES = (301, 302, 303, 307, 308)
_CONSTANT = re.compile(
    r"HTTP_(301|302|303|307|308)_|^(MOVED_PERMANENTLY|FOUND|SEE_OTHER|(TEMPORARY|PERMANENT)_REDIRECT)$"
)


@dataclass(frozen=True, kw_only=True)
class StayAtRedirect(Codemod):
    """Tell the test client not to follow a redirect that the test looks at.

    The client that was built on requests followed redirects of `get` and `options` alone; now it follows all. A call
    whose response is compared with the status of a redirect, or asked where it leads, expected the old behaviour. A
    file that says `follow_redirects` already is left as it is.

    ```toml step
    callables = ["starlette.testclient.TestClient.post", "starlette.testclient.TestClient.request"]
    ```
    ```python before
    from starlette import status
    from starlette.testclient import TestClient


    def test_login(app):
        client = TestClient(app)
        response = client.post("/login", data={"name": "ada"})
        assert response.status_code == 303
        response = client.post("/login")
        assert response.status_code == 422
        assert client.request("POST", "/logout").headers["location"] == "/"
        response = client.post(
            "/join",
            json={},
        )
        assert response.status_code in (status.HTTP_302_FOUND,)
    ```
    ```python after
    from starlette import status
    from starlette.testclient import TestClient


    def test_login(app):
        client = TestClient(app)
        response = client.post("/login", data={"name": "ada"}, follow_redirects=False)
        assert response.status_code == 303
        response = client.post("/login")
        assert response.status_code == 422
        assert client.request("POST", "/logout", follow_redirects=False).headers["location"] == "/"
        response = client.post(
            "/join",
            json={},
            follow_redirects=False,
        )
        assert response.status_code in (status.HTTP_302_FOUND,)
    ```
    ```python untouched
    import requests
    from starlette.testclient import TestClient

    client = TestClient(print)


    def test_status():
        response = client.post("/count", data={"to": 302})
        assert response.json() == 302
        assert client.get("/old").status_code == 307
        assert client.post("/old", allow_redirects=True).status_code == 307
        assert requests.post("/old").status_code == 307
    ```
    """

    callables: tuple[str, ...]

    def words(self) -> tuple[str, ...]:
        constants = (f"HTTP_{status}_" for status in _CODES)
        names = ("FOUND", "SEE_OTHER", "MOVED_PERMANENTLY", "TEMPORARY_REDIRECT", "PERMANENT_REDIRECT")
        return (*map(str, _CODES), *constants, *names, "is_redirect", "location", "Location")

    def find(self, module: Module) -> Iterator[Hit]:
        if "follow_redirects" in module.source.text:
            return
        for call in calls_of(module, self.callables):
            if not has_unpacking(call) and keyword(call, "allow_redirects") is None:
                if any(_expects_redirect(module, use) for use in _uses(module, call)):
                    yield self.hit(call, partial(_staying, module, call))


def _uses(module: Module, call: ast.Call) -> Iterator[ast.expr]:
    """The call itself, and each place that reads the name which it alone gave its value there."""
    yield call
    statement = module.source.parents[call]
    if isinstance(statement, ast.Assign) and isinstance(target := statement.targets[0], ast.Name):
        for name in module.source.nodes(ast.Name):
            if name.id == target.id and isinstance(name.ctx, ast.Load):
                if [binding.value for binding in module.bindings(name)] == [call]:
                    yield name


def _expects_redirect(module: Module, response: ast.expr) -> bool:
    attribute = module.source.parents[response]
    if not isinstance(attribute, ast.Attribute):
        return False
    above = module.source.parents[attribute]
    if attribute.attr == "headers":
        asked = above.slice if isinstance(above, ast.Subscript) else _first_argument(module, above)
        return isinstance(asked, ast.Constant) and str(asked.value).lower() == "location"
    if attribute.attr == "status_code" and isinstance(above, ast.Compare | ast.Call):
        return any(_is_redirect(part) for part in ast.walk(above))
    return attribute.attr == "is_redirect"


def _first_argument(module: Module, method: ast.AST) -> ast.expr | None:
    """What `headers.get("location")` asks for."""
    call = module.source.parents[method]
    return call.args[0] if isinstance(call, ast.Call) and call.func is method and call.args else None


def _is_redirect(node: ast.AST) -> bool:
    if isinstance(node, ast.Constant):
        return node.value in _CODES
    return _CONSTANT.search(last_name(node)) is not None


def _staying(module: Module, call: ast.Call) -> Change:
    piece = expression(module.source, call, cst.Call)
    args = joined(piece, piece.args, [argument("False", "follow_redirects")])
    return Change((module.source.replace(call, code(piece.with_changes(args=args))),))
