"""What keeps a `with` block around `call_next` from moving, or must be looked at: it ends later in the new method."""

import ast

from stability_checker.codemods.frame.source import last_name
from stability_checker.codemods.pure_middleware import contexts
from stability_checker.codemods.pure_middleware.anatomy import BY_HAND, WITHS, Core, Obstacles, enclosing
from stability_checker.codemods.pure_middleware.dispatch import Dispatch

_TIMEOUTS = frozenset({"timeout", "timeout_at", "fail_after", "move_on_after", "fail_at", "move_on_at", "CancelScope"})
_COMMITTING = ("session", "transaction", "begin", "commit", "atomic", "unit_of_work", "uow")


def obstacles_of(dispatch: Dispatch, core: Core) -> Obstacles:
    obstacles = Obstacles()
    around = [one for one in enclosing(dispatch, core.statement) if isinstance(one, WITHS) and one not in core.withs]
    for block in (*around, *core.withs):
        text = " ".join(ast.unparse(item.context_expr) for item in block.items)
        called = {last_name(node) for item in block.items for node in ast.walk(item.context_expr)}
        if called & _TIMEOUTS:
            obstacles.manual.append(
                f"a time limit around call_next ends with the response's head, not with its body; {BY_HAND}"
            )
        elif any(word in text.lower() for word in _COMMITTING):
            obstacles.manual.append(
                f"`with {text}` would end, and commit, only behind the body and background tasks, when the client has "
                f"its response; {BY_HAND}, and end the block where the response starts"
            )
        elif not contexts.is_context_only(dispatch.module, block):
            obstacles.review.append(
                f"`with {text}` now ends behind the body and background tasks, not at the response's start"
            )
        elif told := _told_behind(core, block):
            obstacles.review.append(f"`{told}` now runs within `with {text}`, and sees the context variables set there")
    return obstacles


def _told_behind(core: Core, block: ast.stmt) -> str:
    """A call behind a `with` block that may ask for context variables; those on the response itself do not."""
    within = set(ast.walk(block))
    calls = (node for one in core.moved if one not in within for node in ast.walk(one) if isinstance(node, ast.Call))
    return next((ast.unparse(call) for call in calls if not _is_about(core.response, call.func)), "")


def _is_about(name: str | None, func: ast.expr) -> bool:
    while isinstance(func, ast.Attribute):
        func = func.value
    return isinstance(func, ast.Name) and func.id in (name, "str", "int", "float", "round", "len")
