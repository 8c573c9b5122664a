"""Enters the lifespan where a router was started and shut down by hand."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from stability_checker.codemods.frame.contract import Codemod, Hit, manual
from stability_checker.codemods.frame.edits import Change, Edit
from stability_checker.codemods.frame.layout import remove_statement
from stability_checker.codemods.frame.source import Source
from stability_checker.codemods.names.module import Module


@dataclass(frozen=True, kw_only=True)
class LifespanContext(Codemod):
    """Put what stands between `await router.startup()` and `await router.shutdown()` into the router's lifespan.

    ```toml step
    receivers = ["starlette.routing.Router"]
    ```
    ```python before
    from starlette.applications import Starlette


    async def test_app():
        app = Starlette()
        await app.router.startup()
        assert app.state
        await app.router.shutdown()
    ```
    ```python after
    from starlette.applications import Starlette


    async def test_app():
        app = Starlette()
        async with app.router.lifespan_context(app):
            assert app.state
    ```
    ```python before
    from starlette.routing import Router


    async def serve(router: Router):
        await router.startup()
        # until it is told to stop
        try:
            await router.serve()
        finally:  # whatever happens
            await router.shutdown()
    ```
    ```python after
    from starlette.routing import Router


    async def serve(router: Router):
        # until it is told to stop
        async with router.lifespan_context(router):
            await router.serve()
    ```
    ```python untouched
    from servers import Server


    async def run(server: Server):
        await server.router.startup()
        await server.router.shutdown()
    ```
    """

    receivers: tuple[str, ...]
    besides: tuple[str, ...] = ()

    def words(self) -> tuple[str, ...]:
        return ".startup()", ".shutdown()"

    def find(self, module: Module) -> Iterator[Hit]:
        calls = [(node, await_) for node in module.source.calls if (await_ := self._awaited(module, node))]
        closed = set[ast.Call]()
        for call, statement in calls:
            if _method(call) == "startup":
                if (guard := _guard_behind(module.source, call, statement, calls)) is not None:
                    closed.add(guard[0])
                    yield self.hit(call, partial(_guarded, module.source, call, statement, guard[1]))
                elif (end := _shutdown_behind(module.source, call, statement, calls)) is not None:
                    closed.add(end[0])
                    yield self.hit(call, partial(_entered, module.source, call, statement, end[1]))
                else:
                    yield manual(call, "enter `router.lifespan_context(app)` for as long as the application runs")
        for call, _ in calls:
            if _method(call) == "shutdown" and call not in closed:
                yield manual(call, "leave the `router.lifespan_context(app)` that was entered at startup")

    def _awaited(self, module: Module, call: ast.Call) -> ast.Expr | None:
        if _method(call) not in ("startup", "shutdown") or not isinstance(call.func, ast.Attribute):
            return None
        statement = module.source.parents[module.source.parents[call]]
        known = module.is_instance(call.func.value, self.receivers, self.besides, _method(call))
        return statement if known and isinstance(statement, ast.Expr) else None


def _method(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _guard_behind(
    source: Source, start: ast.Call, statement: ast.Expr, calls: list[tuple[ast.Call, ast.Expr]]
) -> tuple[ast.Call, ast.Try] | None:
    """The shutdown of the same router that a `try` right behind does in the end, and nothing besides."""
    block = source.block(statement)
    guard = next(iter(block[block.index(statement) + 1 :]), None)
    if not isinstance(guard, ast.Try) or guard.handlers or guard.orelse:
        return None
    ends = (call for call, end in calls if guard.finalbody == [end] and _method(call) == "shutdown")
    return next(((call, guard) for call in ends if _router(call) == _router(start)), None)


def _router(call: ast.Call) -> str:
    return ast.unparse(call.func).rpartition(".")[0]


def _guarded(source: Source, call: ast.Call, statement: ast.Expr, guard: ast.Try) -> Change:
    """What the `try` guards, in the lifespan instead; the lines of its body stay as they are."""
    start, end = source.span(guard)
    opening = Edit(start, source.text.index(":", start) + 1, _opening(call))
    closing = Edit(source.next_line(source.span(guard.body[-1])[1]), source.next_line(end), "")
    return Change((remove_statement(source, statement), opening, closing))


def _opening(call: ast.Call) -> str:
    router = _router(call)
    return f"async with {router}.lifespan_context({router.removesuffix('.router')}):"


def _shutdown_behind(
    source: Source, start: ast.Call, statement: ast.Expr, calls: list[tuple[ast.Call, ast.Expr]]
) -> tuple[ast.Call, ast.Expr] | None:
    """The shutdown of the same router in the same block, with something in between and no text of several lines."""
    block = source.block(statement)
    for call, end in calls:
        if _method(call) == "shutdown" and end in block and _router(call) == _router(start):
            between = block[block.index(statement) + 1 : block.index(end)]
            if between and not any(_spans_lines(source, one) for one in between):
                return call, end
    return None


def _spans_lines(source: Source, node: ast.stmt) -> bool:
    texts = (part for part in ast.walk(node) if isinstance(part, ast.Constant | ast.JoinedStr))
    return any("\n" in source.segment(part) for part in texts)


def _entered(source: Source, call: ast.Call, statement: ast.Expr, end: ast.Expr) -> Change:
    opening = source.replace(statement, _opening(call))
    first, last = source.next_line(source.span(statement)[1]), source.span(end)[0]
    starts = [start for start in source.starts if first <= start < source.line_start(last)]
    lines = [start for start in starts if source.text[start : source.next_line(start)].strip()]
    step = "\t" if source.indent(statement).startswith("\t") else "    "
    return Change((opening, *(Edit(start, start, step) for start in lines), remove_statement(source, end)), alone=True)
