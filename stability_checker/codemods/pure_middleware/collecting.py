"""A `__call__` for classes that read the response's body: it gives `dispatch` the whole response of the application."""

import ast
from collections.abc import Iterator

from stability_checker.codemods.frame.edits import Edit
from stability_checker.codemods.pure_middleware import gates, owner
from stability_checker.codemods.pure_middleware.dispatch import Dispatch
from stability_checker.codemods.pure_middleware.names import Words

HELD = (
    "the response is held until it is whole, with its background tasks: an event stream would never reach the client, "
    "so let dispatch's paths without end pass by in front of call_next, or rewrite the class by hand"
)


def reads_response(dispatch: Dispatch) -> bool:
    """Whether the class takes the body of a response, which it had to wait for as `BaseHTTPMiddleware` too."""
    nodes = ast.walk(dispatch.owner)
    return any(isinstance(node, ast.Attribute) and node.attr == "body_iterator" for node in nodes)


def edits(dispatch: Dispatch, words: Words) -> list[Edit]:
    """The class without its base; `dispatch` stays as it is."""
    lines = [*_call(dispatch, words), ""]
    return [*owner.edits_around(dispatch, words), owner.above(dispatch.module, dispatch.function, lines)]


def _call(dispatch: Dispatch, words: Words) -> Iterator[str]:
    response = words.spelled(words.paths.response) if words.is_typed else ""
    asked = f"{words.spelled(words.paths.request)}({words.scope}, {words.receive})"
    parameter = f"_: {words.spelled(words.paths.request)}" if words.is_typed else "_"
    yield f"async def __call__(self, {words.channels_taken()}){words.arrow()}:"
    yield f'    if {words.scope}["type"] != "http":'
    yield f"        await self.app{words.channels}"
    yield "        return"
    yield ""
    yield f"    request = {asked}"
    yield ""
    yield f"    async def call_next({parameter}){words.arrow(response)}:"
    yield f"        return await {words.helped('collected')}(self.app, {words.scope}, {_receive(dispatch, words)})"
    yield ""
    yield "    response = await self.dispatch(request, call_next)"
    yield f"    await response{words.channels}"


def _receive(dispatch: Dispatch, words: Words) -> str:
    return f"{words.helped('replay')}(request, {words.receive})" if gates.reads_body(dispatch) else words.receive
