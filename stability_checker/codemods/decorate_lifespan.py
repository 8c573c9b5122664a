"""Makes a context manager of a generator that serves as lifespan."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from stability_checker.codemods.frame.calls import calls_of, given_as, keyword
from stability_checker.codemods.frame.contract import Codemod, Hit
from stability_checker.codemods.frame.edits import Change, Edit
from stability_checker.codemods.frame.layout import first_line
from stability_checker.codemods.frame.lifespans import manager
from stability_checker.codemods.frame.source import Function, is_function
from stability_checker.codemods.frame.spelling import spell
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
    ```python before
    from collections.abc import Generator
    from contextlib import asynccontextmanager

    from starlette.applications import Starlette


    def lifespan(app) -> Generator[None, None, None]:
        yield


    app = Starlette(lifespan=lifespan)
    stopped = asynccontextmanager(print)
    ```
    ```python after
    from collections.abc import AsyncGenerator
    from contextlib import asynccontextmanager

    from starlette.applications import Starlette


    @asynccontextmanager
    async def lifespan(app) -> AsyncGenerator[None, None]:
        yield


    app = Starlette(lifespan=lifespan)
    stopped = asynccontextmanager(print)
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
    source, (decorator, imports) = module.source, manager(module, function)
    start = first_line(source, function)
    line = f"{source.indent(function)}@{decorator}{source.newline(function)}"
    edits, dropped = [Edit(start, start, line)], tuple[str, ...]()
    if isinstance(function, ast.FunctionDef):
        at = source.span(function)[0]
        edits.append(Edit(at, at, "async "))
        if (returned := _asynchronous(module, function.returns)) is not None:
            text, needed, dropped = returned
            edits.append(text)
            imports = (*imports, *needed)
    return Change(tuple(edits), imports, dropped)


def _asynchronous(module: Module, returns: ast.expr | None) -> tuple[Edit, tuple[str, ...], tuple[str, ...]] | None:
    """What the function is said to return, as an `async` one does, with its imports and the name that it replaces."""
    if not isinstance(returns, ast.Subscript):
        return None
    package, _, name = (module.refers_to(returns.value) or "").rpartition(".")
    if name not in ("Generator", "Iterator", "Iterable"):
        return None
    spelled, imports = spell(module, f"{package}:Async{name}", returns)
    parts = returns.slice.elts[:2] if isinstance(returns.slice, ast.Tuple) else [returns.slice]
    text = f"{spelled}[{', '.join(module.source.segment(part) for part in parts)}]"
    return module.source.replace(returns, text), imports, (module.source.segment(returns.value),)
