"""Hands to a constructor what an entry of the list that it is given held."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from stability_checker.codemods.frame.calls import calls_of, has_unpacking, keyword
from stability_checker.codemods.frame.contract import Codemod, Hit, manual
from stability_checker.codemods.frame.displays import arguments
from stability_checker.codemods.frame.edits import Change, Edit
from stability_checker.codemods.frame.source import Source, is_function
from stability_checker.codemods.names.module import Module


@dataclass(frozen=True, kw_only=True)
class LiftEntry(Codemod):
    """Take an entry out of a list, and give its arguments, each made a list, to the call that the list is given to.

    ```toml step
    entry = "starlette.routing.Lifespan"
    constructors = ["starlette.applications.Starlette", "starlette.routing.Router"]
    parameter = "routes"
    arguments = ["on_startup", "on_shutdown"]
    message = "this class is gone: hand its functions over as on_startup=[...] and on_shutdown=[...]"
    ```
    ```python before
    from starlette.applications import Starlette
    from starlette.routing import Lifespan, Route


    async def connect(): ...


    async def home(request): ...


    app = Starlette(
        routes=[
            Route("/", home),
            Lifespan(on_startup=connect, on_shutdown=[print]),
        ],
    )
    ```
    ```python after
    from starlette.applications import Starlette
    from starlette.routing import Route


    async def connect(): ...


    async def home(request): ...


    app = Starlette(
        routes=[
            Route("/", home),
        ],
        on_startup=[connect],
        on_shutdown=[print],
    )
    ```
    The list may be the first argument of a router:
    ```python before
    from starlette import routing


    def close(): ...


    app = routing.Router([routing.Lifespan(None, close), routing.Mount("/", None)])
    ```
    ```python after
    from starlette import routing


    def close(): ...


    app = routing.Router([routing.Mount("/", None)], on_shutdown=[close])
    ```
    Where the list is made elsewhere, or what is handed over may be a function or a list, a person must look:
    ```python notice 4 5
    from starlette.routing import Lifespan, Router
    from places import start, stop

    routes = [Lifespan(on_startup=start)]
    app = Router(routes=[Lifespan(on_shutdown=stop)])
    ```
    The type of the same name is no such class:
    ```python untouched
    from starlette.applications import Starlette
    from starlette.types import Lifespan


    def make(lifespan: Lifespan) -> Starlette:
        return Starlette(routes=[], lifespan=lifespan)
    ```
    """

    entry: str
    constructors: tuple[str, ...]
    parameter: str
    arguments: tuple[str, ...]
    message: str

    def words(self) -> tuple[str, ...]:
        return (self.entry.rpartition(".")[2],)

    def find(self, module: Module) -> Iterator[Hit]:
        entries = list(calls_of(module, [self.entry]))
        holders = [module.source.parents[entry] for entry in entries]
        for entry, holder in zip(entries, holders, strict=True):
            call = self._taker(module, holder) if self._is_plain(module, entry) else None
            if call is not None and isinstance(holder, ast.List) and holders.count(holder) == 1:
                yield self.hit(entry, partial(self._lifted, module, call, holder, entry))
            else:
                yield manual(entry, self.message)

    def _taker(self, module: Module, holder: ast.AST) -> ast.Call | None:
        """The call of a constructor that is given the list as it stands, and none of the arguments."""
        above = module.source.parents[holder]
        call = module.source.parents[above] if isinstance(above, ast.keyword) else above
        if not isinstance(call, ast.Call) or has_unpacking(call):
            return None
        taken = (isinstance(above, ast.keyword) and above.arg == self.parameter) or call.args[:1] == [holder]
        given = any(keyword(call, name) for name in self.arguments)
        return call if taken and not given and call in calls_of(module, self.constructors) else None

    def _is_plain(self, module: Module, entry: ast.Call) -> bool:
        return not has_unpacking(entry) and all(_as_list(module, value) for _, value in self._handed(entry))

    def _handed(self, entry: ast.Call) -> list[tuple[str, ast.expr]]:
        placed = list(zip(self.arguments, entry.args, strict=False))
        named = [(word.arg or "", word.value) for word in entry.keywords]
        return [(name, value) for name, value in (*placed, *named) if not _is_none(value)]

    def _lifted(self, module: Module, call: ast.Call, holder: ast.List, entry: ast.Call) -> Change:
        added = [f"{name}={_as_list(module, value)}" for name, value in self._handed(entry)]
        edits = [_removed(module.source, holder, entry), *(arguments(module.source, call, added) if added else [])]
        return Change(tuple(edits), dropped=(ast.unparse(entry.func),), alone=True)


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _as_list(module: Module, value: ast.expr) -> str:
    """The list that stands for a function or a list of functions; empty where it is not known which it is."""
    text = module.source.segment(value)
    if isinstance(value, ast.List | ast.Tuple):
        return text
    definition = module.definition(module.refers_to(value) or "")
    known = definition is not None and is_function(definition[1])
    return f"[{text}]" if known or isinstance(value, ast.Lambda) else ""


def _removed(source: Source, holder: ast.List, entry: ast.Call) -> Edit:
    """Take an element out of a display: its lines where it has lines of its own, else it and one comma."""
    at = holder.elts.index(entry)
    start, end = source.span(entry)
    behind = source.text[end : source.next_line(end)].rstrip()
    if not source.text[source.line_start(start) : start].strip() and behind == ",":
        return Edit(source.line_start(start), source.next_line(end), "")
    if at + 1 < len(holder.elts):
        return Edit(start, source.span(holder.elts[at + 1])[0], "")
    return Edit(source.span(holder.elts[at - 1])[1] if at else start, end, "")
