"""What keeps a `dispatch` method from being rewritten, and what a person must look at where it is."""

import ast
from collections.abc import Iterator, Sequence
from itertools import takewhile

from stability_checker.codemods.pure_middleware import blocks, contexts, request
from stability_checker.codemods.pure_middleware.anatomy import (
    BY_HAND,
    LOOPS,
    Core,
    Obstacles,
    attempted,
    cores_of,
    enclosing,
    own_nodes,
    returns,
    terminates,
)
from stability_checker.codemods.pure_middleware.dispatch import Dispatch
from stability_checker.codemods.pure_middleware.early import asked
from stability_checker.codemods.pure_middleware.passing import passing
from stability_checker.codemods.pure_middleware.response import Start
from stability_checker.codemods.pure_middleware.scoping import bound, bound_besides, read
from stability_checker.codemods.pure_middleware.uses import RESPONSE, Found, Use, uses

_WHOLE = (
    "needs the whole response: collect the http.response.body messages, correct Content-Length and send them on, but "
    "never those of an event stream"
)
_AGAIN = (
    "the application may be asked again where it has failed: Starlette's BaseHTTPMiddleware raised the first error all "
    "the same, and now the second answer is sent, to what the first run has left of the body"
)
_LONGEST = 70
"""Characters of an expression that a message shows."""


def cores(dispatch: Dispatch) -> tuple[list[Core], Obstacles]:
    """The places at which `dispatch` asks the application, as far as a pure middleware can ask it there."""
    all_of_them = cores_of(dispatch)
    found = [core for core in all_of_them if isinstance(core, Core)]
    obstacles = Obstacles(manual=[told for told in all_of_them if isinstance(told, str)])
    obstacles += _handed_on(dispatch)
    obstacles += _repeated(dispatch, found)
    return found, obstacles


def _handed_on(dispatch: Dispatch) -> Obstacles:
    names = [node for node in ast.walk(dispatch.function) if getattr(node, "id", None) == dispatch.call_next]
    forwards = dispatch.forwards()
    if len(names) > len(forwards):
        awaited = {node for forward in forwards for node in ast.walk(forward)}
        place = next(_around_name(dispatch, node) for node in names if node not in awaited)
        told = f"`{place}` does not await call_next in place (a task, a time limit, other code)"
        return Obstacles(manual=[f"{told}; {BY_HAND}, and give what is called there `self.app(scope, receive, send)`"])
    if not forwards:
        return Obstacles(manual=[f"dispatch never asks the application; {BY_HAND}"])
    odd = [one for one in forwards if dispatch.asks_itself(one) and not _asks_for_own_request(dispatch, one)]
    return Obstacles(
        review=["call_next ignores its argument: the application gets the request's own scope"] if odd else []
    )


def _around_name(dispatch: Dispatch, name: ast.AST) -> str:
    """The outermost call around a name, or its statement, on one line."""
    above = takewhile(lambda one: isinstance(one, ast.expr | ast.keyword), dispatch.module.source.ancestors(name))
    calls = [one for one in above if isinstance(one, ast.Call)]
    whole = calls[-1] if calls else dispatch.module.source.statement(name)
    text = " ".join(ast.unparse(whole).split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def _asks_for_own_request(dispatch: Dispatch, forward: ast.Await) -> bool:
    call = forward.value
    assert isinstance(call, ast.Call)
    given = [*call.args, *(word.value for word in call.keywords)]
    return len(given) == 1 and isinstance(given[0], ast.Name) and given[0].id == dispatch.request


def _repeated(dispatch: Dispatch, found: Sequence[Core]) -> Obstacles:
    """Two calls on one path: what the first has sent cannot be taken back."""
    for core in found:
        taken = {node for one in (core.statement, *core.moved) for node in ast.walk(one)}
        if any(other.leaf in taken for other in found if other is not core):
            return Obstacles(
                manual=[f"call_next is awaited more than once around one try, with or response; {BY_HAND}"]
            )
    return _asked_again(dispatch, found)


def _asked_again(dispatch: Dispatch, found: Sequence[Core]) -> Obstacles:
    """A call behind one that has failed: in a handler, or behind a `try` whose handlers let pass."""
    for attempt in dict.fromkeys(attempt for core in found for attempt in core.attempts):
        asking = {core.leaf for core in found if attempt in core.attempts}
        let_pass = [one for one in attempt.handlers if not terminates(one.body)]
        behind = [core.leaf for core in found if core.leaf.lineno > attempt.lineno and core.leaf not in asking]
        again = [node for one in attempt.handlers for node in ast.walk(one) if node in behind]
        if again or (let_pass and behind):
            return Obstacles(review=[_AGAIN])
    return Obstacles()


def unbound(name: str) -> str:
    """What is said of a name that a path may leave without a value."""
    return f"{name} may have no value where it is read: where that was an UnboundLocalError, it is None now"


def _without_value(name: str) -> str:
    """What is said of a name that a handler leaves without a value, which is read behind it."""
    return (
        f"{name} has no value behind a handler of the try that gives it one; give it one in front, and run this again"
    )


def of_method(dispatch: Dispatch, found: Sequence[Core], starts: Sequence[Start]) -> Obstacles:
    """What stands against the rewrite in the whole of `dispatch`."""
    obstacles = Obstacles()
    for start in starts:
        obstacles += _of_attempt(dispatch, start)
        obstacles += _of_branches(dispatch, start)
        obstacles += blocks.obstacles_of(dispatch, start.core)
        obstacles += _of_response(dispatch, start)
        obstacles += _of_contexts(start)
    obstacles += _of_early_returns(dispatch, found)
    obstacles += request.obstacles_of(dispatch, found)
    obstacles += _of_syntax(dispatch, found)
    return obstacles


def _of_attempt(dispatch: Dispatch, start: Start) -> Obstacles:
    core, obstacles = start.core, Obstacles()
    if not core.attempts:
        return obstacles
    for handler in core.handlers:
        if (
            core.attempt
            and not terminates(handler.body)
            and core.moved_outside
            and core.response not in bound(handler.body)
        ):
            obstacles.manual.append(f"a handler goes on without a response of its own; {BY_HAND}")
        obstacles.manual += [_without_value(name) for name in _unsure(dispatch, core, handler)]
    if returns(core.cleanup):
        obstacles.manual.append(f"the finally block returns a response; {BY_HAND}")
    if core.attempt and not core.ends_inside and start.inside.returns:
        obstacles.manual.append(f"the try returns on some paths and goes on behind it on others; {BY_HAND}")
    if start.replaces:
        obstacles.manual.append(
            f"the response is replaced where a try surrounds it; {BY_HAND}, and decide at http.response.start"
        )
    return obstacles


def _unsure(dispatch: Dispatch, core: Core, handler: ast.ExceptHandler) -> list[str]:
    """Names that have a value only where the `try` got so far, and that are read behind a handler."""
    if core.attempt is None or terminates(handler.body):
        return []
    tried = core.attempt.body[1 if _cannot_fail(core.attempt.body[0]) else 0 :]
    given = bound_besides(tried, [core.leaf, *core.inside]) - bound(handler.body)
    others = bound_besides(dispatch.body, [core.attempt, *core.moved]) | bound(core.attempt.body[: -len(tried)])
    others |= {dispatch.this, dispatch.request, dispatch.call_next}
    return sorted(given & read(core.moved_outside) - others)


def _cannot_fail(first: ast.stmt) -> bool:
    """Whether a statement gives one name a constant or what a call without arguments gives, as clocks are asked."""
    match first:
        case ast.Assign(targets=[ast.Name()], value=ast.Constant() | ast.Call(args=[], keywords=[])):
            return True
    return False


def _of_branches(dispatch: Dispatch, start: Start) -> Obstacles:
    """A branch that goes on, with others, behind the `if`."""
    core = start.core
    if not core.is_branch:
        return Obstacles()
    if start.inside.returns or start.inside.replaces or (core.is_joined and start.outside.replaces):
        return Obstacles(
            manual=[f"another response is returned behind a branch that other paths leave too; {BY_HAND}, path by path"]
        )
    bound_elsewhere = bound_besides(dispatch.body, [core.leaf])
    if core.is_joined and core.response not in bound_elsewhere:
        return Obstacles(manual=[f"a branch goes on without a response of its own; {BY_HAND}"])
    return Obstacles()


def _of_response(dispatch: Dispatch, start: Start) -> Obstacles:
    core, obstacles = start.core, Obstacles()
    if core.response is None:
        return obstacles
    places = [*core.moved, *core.cleanup, *(line for handler in core.handlers for line in handler.body)]
    for found in _uses_without_returns(dispatch, core, places):
        _judge_response(found, obstacles)
    if start.replaces and not obstacles.manual:
        obstacles.review.append("another response takes the place of the application's, whose body is then dropped")
    if any(isinstance(node, ast.Raise) for node in own_nodes([*core.moved])):
        obstacles.review.append("an exception behind call_next is now raised in the application's own send")
    return obstacles


def _uses_without_returns(dispatch: Dispatch, core: Core, places: Sequence[ast.stmt]) -> Iterator[Found]:
    module = dispatch.module
    closing = {one.value for one in returns(places) if passing(module, one, core.response) is None}
    assert core.response is not None
    for found in uses(module, places, core.response, RESPONSE):
        if found.node not in closing and found.use is not Use.RETURNED:
            yield found


def _judge_response(found: Found, obstacles: Obstacles) -> None:
    match found.use:
        case Use.BODY:
            if not any(_WHOLE in told for told in obstacles.manual):
                obstacles.manual.append(f"`{found.what}` {_WHOLE}")
        case Use.BACKGROUND if isinstance(getattr(found.node, "ctx", None), ast.Store):
            obstacles.review.append("the background task now runs behind those of the application")
        case Use.KEPT:
            obstacles.manual.append(
                f"{found.what}: whoever takes the response from there gets no body; {BY_HAND}, and keep the messages"
            )
        case Use.UNKNOWN:
            obstacles.review.append(f"{found.what}: only status, headers and cookies of the response are at hand there")
        case _:
            obstacles.review.append(f"`{found.what}` asks what only a response object knows")


def _of_contexts(start: Start) -> Obstacles:
    if start.core.attempt is not None and (start.inside.late or start.outside.late):
        return Obstacles(review=["a context variable keeps its value where the body of the response fails"])
    moved = [*start.inside.body, *start.outside.body, *start.cleanup]
    if contexts.touched(moved):
        return Obstacles(review=["a context variable is reset at the start of the response, perhaps in another task"])
    if told := contexts.sets(start.dispatch.module, moved):
        return Obstacles(review=[f"what `{told}` sets behind call_next is set for the rest of the application too"])
    return Obstacles()


def _of_early_returns(dispatch: Dispatch, found: Sequence[Core]) -> Obstacles:
    obstacles = Obstacles()
    gone = {node for core in found for one in core.moved for node in ast.walk(one)} | {core.leaf for core in found}
    apart = asked(dispatch, list(found))
    outside = {node for each in apart for node in ast.walk(each.statement)}
    obstacles.review += [unbound(name) for each in apart for name in each.unsure]
    for one in returns(dispatch.body):
        if one in gone:
            continue
        if one.value is None or isinstance(one.value, ast.Constant):
            obstacles.manual.append("a path returns no response; return one there first")
        elif enclosing(dispatch, one) and one not in outside and attempted(dispatch, found, one) is None:
            obstacles.review.append("a response is now sent within the try or with block that it was returned from")
    return obstacles


def _of_syntax(dispatch: Dispatch, found: Sequence[Core]) -> Obstacles:
    nodes = list(own_nodes(dispatch.body))
    source = dispatch.module.source
    if any(isinstance(node, ast.Yield | ast.YieldFrom) for node in nodes):
        return Obstacles(manual=[f"dispatch is a generator; {BY_HAND}"])
    if not terminates(dispatch.body):
        return Obstacles(manual=["a path ends without a response; return one there first"])
    if any(not source.stands_alone(one) for core in found for one in (core.leaf, *core.moved)):
        return Obstacles(manual=["several statements share a line around call_next; put each on a line of its own"])
    if any(_is_super(node) for core in found for one in core.moved for node in ast.walk(one)):
        return Obstacles(manual=[f"super() is used behind call_next; {BY_HAND}"])
    if any(isinstance(core.leaf, ast.Return) and _in_loop_and_try(dispatch, core) for core in found):
        return Obstacles(manual=[f"call_next is tried again in a loop; {BY_HAND}"])
    return Obstacles()


def _is_super(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") == "super" and not node.args


def _in_loop_and_try(dispatch: Dispatch, core: Core) -> bool:
    above = []
    for one in dispatch.module.source.ancestors(core.leaf):
        if one is dispatch.function:
            break
        above.append(one)
    return any(isinstance(one, LOOPS) for one in above) and any(isinstance(one, ast.Try) for one in above)
