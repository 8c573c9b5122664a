"""Converts a value where its old type is needed."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from stability_checker.codemods.frame.calls import calls_of, spellings
from stability_checker.codemods.frame.contract import Codemod, Hit
from stability_checker.codemods.frame.edits import Change
from stability_checker.codemods.names.module import Module

_METHODS = frozenset(name for name in dir(str) if not name.startswith("_"))


@dataclass(frozen=True, kw_only=True)
class WrapInCall(Codemod):
    """Convert what a callable returns, where a text is added to it, a method of `str` is called on it, or it goes into
    JSON.

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
    ```python untouched
    from starlette.requests import Request
    from starlette.responses import RedirectResponse


    async def home(request: Request, flask):
        print(flask.url_for("x") + "y", str(request.url_for("x")) + "y", request.url_for("x").path)
        return RedirectResponse(request.url_for("login"))
    ```
    """

    callables: tuple[str, ...]
    wrapper: str

    def words(self) -> tuple[str, ...]:
        return spellings(self.callables)

    def find(self, module: Module) -> Iterator[Hit]:
        for call in calls_of(module, self.callables):
            if _needs_text(module, call):
                text = f"{self.wrapper}({module.source.segment(call)})"
                yield self.hit(call, partial(Change, (module.source.replace(call, text),)))


def _needs_text(module: Module, call: ast.Call) -> bool:
    parent = module.source.parents[call]
    if isinstance(parent, ast.BinOp):
        return isinstance(parent.op, ast.Add)
    if isinstance(parent, ast.Attribute):
        called = module.source.parents[parent]
        return (
            parent.attr in _METHODS
            and parent.attr != "replace"
            and isinstance(called, ast.Call)
            and called.func is parent
        )
    return _goes_into_json(module, call)


def _goes_into_json(module: Module, call: ast.Call) -> bool:
    """Directly, or inside lists and dicts."""
    for above in module.source.ancestors(call):
        if isinstance(above, ast.Call):
            name = module.refers_to(above.func) or ""
            return name in ("json.dumps", "starlette.responses.JSONResponse")
        if not isinstance(above, ast.Dict | ast.List | ast.Tuple | ast.keyword):
            return False
    return False
