"""What keeps a `dispatch` from being rewritten, or must be looked at, in what it does with the request."""

import ast
from collections.abc import Sequence

from stability_checker.codemods.pure_middleware.anatomy import BY_HAND, Core, Obstacles, returns
from stability_checker.codemods.pure_middleware.dispatch import Dispatch
from stability_checker.codemods.pure_middleware.scoping import bound
from stability_checker.codemods.pure_middleware.uses import REQUEST, Found, Use, uses

REPLAYED = (Use.BODY, Use.STREAM, Use.AWAITED, Use.CHANNEL, Use.REPLACED)
"""Uses of a request behind which `replay` gives the application what `BaseHTTPMiddleware` gave it."""


def obstacles_of(dispatch: Dispatch, found: Sequence[Core]) -> Obstacles:
    obstacles = Obstacles()
    late = {node for core in found for one in _late(core) for node in ast.walk(one)}
    forwards = {node for forward in dispatch.forwards() for node in ast.walk(forward)}
    apart = _answers(dispatch)
    for one in uses(dispatch.module, dispatch.body, dispatch.request, REQUEST):
        if one.node not in forwards and one.node not in apart:
            _judge_request(one, one.node in late, obstacles)
    if dispatch.request in bound(dispatch.body) and dispatch.function.name != "dispatch":
        obstacles.review.append("the request is replaced by another one, which the application does not see")
    return obstacles


def _answers(dispatch: Dispatch) -> set[ast.AST]:
    """The nodes of the responses that are given without the application, which is not asked behind them."""
    given = [one for one in returns(dispatch.body) if not dispatch.is_forward(one.value)]
    return {node for one in given for node in ast.walk(one)}


def _late(core: Core) -> list[ast.stmt]:
    return [*core.moved, *core.cleanup, *(line for handler in core.handlers for line in handler.body)]


def _judge_request(found: Found, is_late: bool, obstacles: Obstacles) -> None:
    if found.use in (Use.CHANNEL, Use.REPLACED) and is_late:
        obstacles.manual.append(
            f"`{found.what}` takes messages behind call_next, where the application has had them; {BY_HAND}"
        )
    elif found.use in (Use.BODY, Use.STREAM) and is_late:
        obstacles.manual.append(
            f"`{found.what}` reads the body behind call_next, where the application has had it; "
            "read it in front of call_next, and run this again"
        )
    elif found.use is Use.REPLACED:
        obstacles.review.append(
            f"`{found.what}`: where nobody has read the body, all messages now come from there; behind the body "
            "it must wait for the client"
        )
    elif found.use is Use.RETURNED:
        return
    elif found.use not in REPLAYED or is_late:
        obstacles.review.append(
            f"{found.what}: whether the body is read there, and when, is not known; replay() hands on what was read "
            "before the application is asked"
        )


def reads_body(dispatch: Dispatch) -> bool:
    apart = _answers(dispatch) | {forward.value for forward in dispatch.forwards()}
    found = uses(dispatch.module, dispatch.body, dispatch.request, REQUEST)
    return any(one.use in (*REPLAYED, Use.UNKNOWN) and one.node not in apart for one in found)
