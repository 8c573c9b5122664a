"""A `__call__` for classes that read the response's body: it gives `dispatch` the whole response of the application."""

import ast
from collections.abc import Iterator

from stability_checker.codemods.frame.edits import Edit
from stability_checker.codemods.names.module import Module
from stability_checker.codemods.pure_middleware import handed, owner, request
from stability_checker.codemods.pure_middleware.anatomy import Core
from stability_checker.codemods.pure_middleware.dispatch import Dispatch
from stability_checker.codemods.pure_middleware.names import Words
from stability_checker.codemods.pure_middleware.uses import RESPONSE, Use, uses

HELD = (
    "the response is held until it is whole, with its background tasks, and where the body fails half way the error "
    "comes in the place of an answer; an event stream would never reach the client, so let paths without end go to the "
    "application in front of call_next, or rewrite the class by hand"
)
STAYS = "dispatch stays as it is, with one task and one queue less around it, for"
_STREAMS = ("StreamingResponse", "EventSourceResponse", "event-stream")


def may_stream(dispatch: Dispatch) -> bool:
    """Whether a file of the project names a response that may have no end."""
    return any(True for word in _STREAMS for _ in _beside(dispatch, word))


def _beside(dispatch: Dispatch, word: str) -> Iterator[Module]:
    return (there for there in dispatch.module.world.users(word, dispatch.module) if word in there.source.text)


def reads_response(dispatch: Dispatch) -> bool:
    """Whether the class takes the body of a response, which it had to wait for as `BaseHTTPMiddleware` too."""
    nodes = ast.walk(dispatch.owner)
    return any(isinstance(node, ast.Attribute) and node.attr == "body_iterator" for node in nodes) or any(
        found.use is Use.BODY
        for one in handed.methods(dispatch)
        for name in _responses(one)
        for found in uses(one.module, one.body, name, RESPONSE)
    )


def _responses(dispatch: Dispatch) -> set[str]:
    """The names that what `call_next` gives is bound to."""
    statements = [dispatch.module.source.statement(one) for one in dispatch.forwards()]
    return {core.response or "" for core in (Core(one, one) for one in statements)} - {""}


def edits(dispatch: Dispatch, words: Words) -> list[Edit]:
    """A `__call__` in front of `dispatch`, which stays as it is."""
    return [owner.above(dispatch.module, dispatch.function, [*_call(dispatch, words), ""])]


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
    return f"{words.helped('replay')}(request, {words.receive})" if request.reads_body(dispatch) else words.receive
