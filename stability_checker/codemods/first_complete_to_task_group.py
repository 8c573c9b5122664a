"""Runs functions side by side in a task group until the first one ends."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from stability_checker.codemods.frame.calls import calls_of, has_unpacking
from stability_checker.codemods.frame.contract import Codemod, Hit, manual
from stability_checker.codemods.frame.edits import Change
from stability_checker.codemods.frame.spelling import fresh
from stability_checker.codemods.names.module import Module


@dataclass(frozen=True, kw_only=True)
class FirstCompleteToTaskGroup(Codemod):
    """Start each function in an anyio task group, and cancel the group where one ends.

    ```toml step
    callable = "starlette.concurrency.run_until_first_complete"
    ```
    ```python before
    from starlette.concurrency import run_until_first_complete


    async def chat(websocket, reader, writer):
        await run_until_first_complete(
            (reader, {"websocket": websocket}),
            (writer, {"websocket": websocket}),
        )
    ```
    ```python after
    import functools

    import anyio


    async def chat(websocket, reader, writer):
        async with anyio.create_task_group() as task_group:

            async def until_done(function):
                await function()
                task_group.cancel_scope.cancel()

            task_group.start_soon(until_done, functools.partial(reader, **{"websocket": websocket}))
            task_group.start_soon(until_done, functools.partial(writer, **{"websocket": websocket}))
    ```
    ```python untouched
    from races import run_until_first_complete


    async def chat(reader, writer):
        await run_until_first_complete((reader, {}), (writer, {}))
    ```
    """

    callable: str

    def words(self) -> tuple[str, ...]:
        return (self.callable.rpartition(".")[2],)

    def find(self, module: Module) -> Iterator[Hit]:
        for call in calls_of(module, [self.callable]):
            awaited = module.source.parents[call]
            statement = module.source.parents[awaited]
            pairs = [arg for arg in call.args if isinstance(arg, ast.Tuple) and len(arg.elts) == 2]
            plain = isinstance(awaited, ast.Await) and isinstance(statement, ast.Expr) and len(pairs) == len(call.args)
            if plain and not has_unpacking(call) and isinstance(statement, ast.Expr):
                yield self.hit(call, partial(_grouped, module, call, statement, pairs))
            else:
                yield manual(call, "start the functions in an anyio task group, and cancel it where the first one ends")


def _grouped(module: Module, call: ast.Call, statement: ast.Expr, pairs: list[ast.Tuple]) -> Change:
    source = module.source
    group, inner = fresh(module, "task_group"), fresh(module, "until_done")
    lines = [
        f"async with anyio.create_task_group() as {group}:",
        "",
        f"    async def {inner}(function):",
        "        await function()",
        f"        {group}.cancel_scope.cancel()",
        "",
    ]
    for pair in pairs:
        function, arguments = (source.segment(part) for part in pair.elts)
        lines.append(f"    {group}.start_soon({inner}, functools.partial({function}, **{arguments}))")
    indent, newline = source.indent(statement), source.newline(statement)
    text = newline.join([lines[0], *(indent + line if line else "" for line in lines[1:])])
    dropped = tuple(part.id for part in ast.walk(call.func) if isinstance(part, ast.Name))
    return Change((source.replace(statement, text),), ("functools", "anyio"), dropped)
