"""Makes a context manager of a generator that serves as lifespan."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from stability_checker.codemods.frame.calls import calls_of, given_as, keyword
from stability_checker.codemods.frame.contract import Codemod, Hit
from stability_checker.codemods.frame.edits import Change, Edit
from stability_checker.codemods.frame.layout import first_line
from stability_checker.codemods.frame.source import Function, is_function
from stability_checker.codemods.names.module import Module


@dataclass(frozen=True, kw_only=True)
class DecorateLifespan(Codemod):
    """Decorate the generator function that is handed over as `lifespan=`.

    An asynchronous generator is decorated with `contextlib.asynccontextmanager`; a synchronous one becomes `async`
    first, which is for review: what it calls now runs in the event loop.

    ```toml step
    constructors = ["starlette.applications.Starlette"]
    ```
    ```python before
    from starlette.applications import Starlette


    async def lifespan(app):
        print("up")
        yield
        print("down")


    app = Starlette(lifespan=lifespan)
    ```
    ```python after
    import contextlib

    from starlette.applications import Starlette


    @contextlib.asynccontextmanager
    async def lifespan(app):
        print("up")
        yield
        print("down")


    app = Starlette(lifespan=lifespan)
    ```
    ```python untouched
    from contextlib import asynccontextmanager

    from starlette.applications import Starlette


    @asynccontextmanager
    async def lifespan(app):
        yield


    async def numbers():
        yield 1


    app = Starlette(lifespan=lifespan)
    ```
    """

    constructors: tuple[str, ...]

    def words(self) -> tuple[str, ...]:
        return given_as("lifespan")

    def find(self, module: Module) -> Iterator[Hit]:
        given = [word.value for call in calls_of(module, self.constructors) if (word := keyword(call, "lifespan"))]
        found = {module.definition(module.refers_to(value) or "") for value in given}
        for here, function in filter(None, found):
            if here is module and is_function(function) and not function.decorator_list and _yields(function):
                review = (
                    "" if isinstance(function, ast.AsyncFunctionDef) else "what it calls now runs in the event loop"
                )
                yield self.hit(function, partial(_decorated, module, function), review)


def _yields(function: Function) -> bool:
    """Whether the function itself is a generator."""
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Yield):
            return True
        if not (is_function(node) or isinstance(node, ast.Lambda | ast.ClassDef)):
            waiting.extend(ast.iter_child_nodes(node))
    return False


def _decorated(module: Module, function: Function) -> Change:
    source = module.source
    start = first_line(source, function)
    line = f"{source.indent(function)}@contextlib.asynccontextmanager{source.newline(function)}"
    edits = [Edit(start, start, line)]
    if isinstance(function, ast.FunctionDef):
        at = source.span(function)[0]
        edits.append(Edit(at, at, "async "))
    return Change(tuple(edits), ("contextlib",))
