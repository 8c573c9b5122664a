"""The source of a lifespan function that runs what startup and shutdown handlers did, in the same order."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from stability_checker.codemods.frame.source import is_function
from stability_checker.codemods.frame.spelling import spell
from stability_checker.codemods.names.module import Module

MANAGER = "contextlib.asynccontextmanager"


@dataclass(frozen=True, slots=True)
class Handler:
    """Something to call at one event: its text, and whether calling it gives an awaitable (None: not known).

    `many` marks text that stands for a list of handlers, or for None; `done` marks text that is the call already.
    """

    text: str
    awaited: bool | None
    many: bool = False
    done: bool = False


def handler(module: Module, node: ast.expr) -> Handler:
    text = module.source.segment(node)
    if isinstance(node, ast.Lambda) and not ast.unparse(node.args):
        # A coroutine that a lambda returns was never awaited: only functions that are `async` themselves were.
        return Handler(_statement(module, node.body), awaited=False, done=True)
    simple = isinstance(node, ast.Name | ast.Attribute | ast.Call)
    return Handler(text if simple else f"({text})", is_coroutine_function(module, node))


def _statement(module: Module, node: ast.expr) -> str:
    """The text of an expression as a statement of its own."""
    text = module.source.segment(node)
    head = node.func if isinstance(node, ast.Call) else node
    return text if head.end_lineno == node.lineno and not isinstance(node, ast.NamedExpr) else f"({text})"


def is_coroutine_function(module: Module, node: ast.expr) -> bool | None:
    """Whether a function that the project defines is `async`; None where decorators or strangers hide it."""
    definition = module.definition(module.refers_to(node) or "") or _method(module, node)
    if definition is None or not is_function(definition[1]):
        return None
    decorators = {ast.unparse(one) for one in definition[1].decorator_list}
    return None if decorators - {"staticmethod", "classmethod"} else isinstance(definition[1], ast.AsyncFunctionDef)


def _method(module: Module, node: ast.expr) -> "tuple[Module, ast.AST] | None":
    if not isinstance(node, ast.Attribute):
        return None
    owners = module.classes_of(node.value)
    for above in module.world.ancestors(next(iter(owners))) if len(owners) == 1 else ():
        if (found := module.definition(f"{above}.{node.attr}")) is not None:
            return found
    return None


def lifespan(
    name: str,
    parameter: str,
    startup: Sequence[Handler],
    shutdown: Sequence[Handler],
    outer: str | None = None,
    decorator: str = MANAGER,
) -> list[str]:
    """The lines of the function; with `outer` it runs inside that lifespan and hands its state on."""
    yielded = "yield state" if outer else "yield"
    body = [line for one in startup for line in _call(one)]
    if shutdown:
        closing = [f"    {line}" for one in shutdown for line in _call(one)]
        body += ["try:", f"    {yielded}", "finally:", *closing]
    else:
        body.append(yielded)
    if outer:
        body = [f"async with {outer}({parameter}) as state:", *(f"    {line}" for line in body)]
    return [f"@{decorator}", f"async def {name}({parameter}):", *(f"    {line}" for line in body)]


def _call(one: Handler) -> list[str]:
    if one.many:
        every = one.text if _is_list(one.text) else f"{one.text} or ()"
        return [f"for handler in {every}:", *(f"    {line}" for line in _careful("handler()"))]
    if one.awaited is None:
        return _careful(f"{one.text}()")
    call = one.text if one.done else f"{one.text}()"
    return [f"await {call}" if one.awaited else call]


def _is_list(text: str) -> bool:
    """Whether an expression surely is a list, and never None."""
    return isinstance(ast.parse(f"({text})", mode="eval").body, ast.List | ast.Tuple | ast.ListComp)


def _careful(call: str) -> list[str]:
    return [f"result = {call}", "if inspect.isawaitable(result):", "    await result"]


def needs(handlers: Sequence[Handler]) -> tuple[str, ...]:
    """What the lines import beside the decorator."""
    return ("inspect",) if any(one.many or one.awaited is None for one in handlers) else ()


def manager(module: Module, at: ast.AST) -> tuple[str, tuple[str, ...]]:
    """The decorator by the name that it has in the module already, else by its path; and the imports that it needs."""
    text, missing = spell(module, "contextlib:asynccontextmanager", at)
    return (MANAGER, ("contextlib",)) if missing else (text, ())


def parameter_for(handlers: Sequence[Handler]) -> str:
    """The lifespan's own parameter must not hide a name that a handler reads."""
    read = {part for one in handlers for part in ast.walk(ast.parse(one.text)) if isinstance(part, ast.Name)}
    return "_app" if any(name.id == "app" for name in read) else "app"
