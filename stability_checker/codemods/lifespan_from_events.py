"""Gathers startup and shutdown handlers of an application into its lifespan."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

import libcst as cst

from stability_checker.codemods.frame.calls import calls_of, has_unpacking, keyword, parent_constructor
from stability_checker.codemods.frame.contract import Codemod, Hit, manual
from stability_checker.codemods.frame.edits import Change, Edit
from stability_checker.codemods.frame.events import LOOPS, Event, Kinds, Moment, events, home, is_rebound, strangers
from stability_checker.codemods.frame.layout import after, before, remove_decorator, remove_statement
from stability_checker.codemods.frame.lifespans import Handler, handler, lifespan, needs
from stability_checker.codemods.frame.pieces import argument, code, expression, joined, without
from stability_checker.codemods.frame.spelling import fresh
from stability_checker.codemods.names.module import Module

PARAMETERS: dict[Moment, str] = {"startup": "on_startup", "shutdown": "on_shutdown"}


@dataclass(frozen=True, kw_only=True)
class LifespanFromEvents(Codemod):
    """Run startup and shutdown handlers from one lifespan function.

    All handlers of an application that is built in the same block become one lifespan in front of the construction:
    startup handlers in the order of registration, then `yield`, then the shutdown handlers in that same order, in a
    `finally`. A handler that the project defines is awaited if it is `async`; for any other the new code asks the
    result, which is for review.

    ```toml step
    receivers = ["starlette.applications.Starlette", "starlette.routing.Router"]
    routers = ["starlette.routing.Router"]
    besides = ["fastapi.applications.FastAPI", "fastapi.routing.APIRouter"]
    ```
    ```python before
    from starlette.applications import Starlette


    async def connect(): ...


    def close(): ...


    app = Starlette(
        debug=True,
        on_startup=[connect],
        on_shutdown=[close],
    )
    ```
    ```python after
    import contextlib

    from starlette.applications import Starlette


    async def connect(): ...


    def close(): ...


    @contextlib.asynccontextmanager
    async def lifespan(app):
        await connect()
        try:
            yield
        finally:
            close()


    app = Starlette(
        debug=True,
        lifespan=lifespan,
    )
    ```
    Decorated functions keep their place:
    ```python before
    from starlette.applications import Starlette


    def create_app():
        app = Starlette()

        @app.on_event("startup")
        async def connect(): ...

        return app
    ```
    ```python after
    import contextlib

    from starlette.applications import Starlette


    def create_app():
        @contextlib.asynccontextmanager
        async def lifespan(app):
            await connect()
            yield

        app = Starlette(lifespan=lifespan)

        async def connect(): ...

        return app
    ```
    An application that was built elsewhere gets its lifespan wrapped:
    ```python before
    from starlette.applications import Starlette


    async def connect(): ...


    def install(app: Starlette):
        app.add_event_handler("startup", connect)
    ```
    ```python after
    import contextlib

    from starlette.applications import Starlette


    async def connect(): ...


    def install(app: Starlette):
        outer_lifespan = app.router.lifespan_context

        @contextlib.asynccontextmanager
        async def lifespan(app):
            async with outer_lifespan(app) as state:
                await connect()
                yield state

        app.router.lifespan_context = lifespan
    ```
    FastAPI keeps its events:
    ```python untouched
    from fastapi import FastAPI

    app = FastAPI(on_startup=[print])


    @app.on_event("startup")
    async def connect(): ...
    ```
    """

    receivers: tuple[str, ...]
    routers: tuple[str, ...]
    besides: tuple[str, ...] = ()

    def words(self) -> tuple[str, ...]:
        return "on_event", "on_startup", "on_shutdown", "add_event_handler"

    def find(self, module: Module) -> Iterator[Hit]:
        kinds = Kinds(self.receivers, self.besides)
        gathered = {call: _Application(call) for call in self._constructions(module)}
        apart = list[Event]()
        for event in events(module, kinds):
            built = home(module, event)
            place = gathered.get(built) if built is not None else None
            (place.events if place else apart).append(event)
        for application in gathered.values():
            yield from self._at_home(module, application)
        for event in apart:
            yield self._apart(module, event)
        for event in strangers(module, kinds):
            yield manual(event.node, f"{event.name!r} is added to what may be an application; give that a lifespan")

    def _constructions(self, module: Module) -> Iterator[ast.Call]:
        yield from calls_of(module, self.receivers, self.besides)
        for call in module.source.calls:
            if parent_constructor(module, call) in self.receivers:
                yield call

    def _at_home(self, module: Module, application: "_Application") -> Iterator[Hit]:
        call, source = application.call, module.source
        if not application.asks:
            return
        if (why := _obstacle(module, call)) is not None:
            yield manual(call, why)
            return
        given = keyword(call, "lifespan")
        if given is not None and not _is_none(given.value):
            yield self._ignored(module, application, given.value)
            return
        startup, shutdown = (application.handlers(module, moment) for moment in PARAMETERS)
        unsure = [one.text for one in (*startup, *shutdown) if one.many or one.awaited is None]
        review = f"whether {unsure[0]} gives an awaitable is only known when it runs" if unsure else ""
        if any(isinstance(above, LOOPS) for above in source.ancestors(call)):
            review = "the application is built in a loop, and handlers may read its variable"
        yield self.hit(call, partial(self._gathered, module, application, startup, shutdown), review)

    def _ignored(self, module: Module, application: "_Application", given: ast.expr) -> Hit:
        """Next to a lifespan the handlers never ran: what goes is dead."""
        if module.definition(module.refers_to(given) or "") is None:
            return manual(
                application.call, "handlers beside `lifespan=` only ran where that was None; merge them by hand"
            )
        review = "the handlers never ran beside `lifespan=`, and are dropped"
        return self.hit(application.call, partial(self._dropped, module, application), review)

    def _dropped(self, module: Module, application: "_Application") -> Change:
        return Change((*application.removals(module), _construction(module, application.call, None)), alone=True)

    def _gathered(
        self, module: Module, application: "_Application", startup: list[Handler], shutdown: list[Handler]
    ) -> Change:
        statement = module.source.statement(application.call)
        name, handlers = fresh(module, "lifespan"), [*startup, *shutdown]
        if not handlers:
            return Change((_construction(module, application.call, None),), alone=True)
        lines = lifespan(name, _parameter(handlers), startup, shutdown)
        edits = [before(module.source, statement, lines), _construction(module, application.call, name)]
        return Change((*edits, *application.removals(module)), needs(handlers), alone=True)

    def _apart(self, module: Module, event: Event) -> Hit:
        if is_rebound(module, event):
            return manual(
                event.node, f"the name {event.name!r} is taken twice; rename one and give the application a lifespan"
            )
        statement = module.source.statement(event.node)
        if event.function is None and not (isinstance(statement, ast.Expr) and statement.value is event.node):
            return manual(event.node, f"the result of adding {event.name!r} is used; give the application a lifespan")
        review = "the handler now runs inside the lifespan that was there before, and its shutdown before the others'"
        return self.hit(event.node, partial(self._wrapped, module, event), review)

    def _wrapped(self, module: Module, event: Event) -> Change:
        source, statement = module.source, module.source.statement(event.node)
        one = _handler(module, event)
        outer, name = fresh(module, "outer_lifespan"), fresh(module, "lifespan")
        lists = {moment: [one] if moment == event.moment else [] for moment in PARAMETERS}
        router = "" if module.is_instance(event.app, self.routers) else ".router"
        target = f"{source.segment(event.app)}{router}.lifespan_context"
        inner = lifespan(name, _parameter([one]), lists["startup"], lists["shutdown"], outer)
        lines = [f"{outer} = {target}", "", *inner, "", f"{target} = {name}"]
        return Change((*_in_place(module, event, statement, lines),), needs([one]), alone=True)


@dataclass
class _Application:
    """A construction with everything that is asked of it in the same block."""

    call: ast.Call
    events: list[Event] = field(default_factory=list)

    @property
    def asks(self) -> bool:
        return bool(self.events) or any(keyword(self.call, name) for name in PARAMETERS.values())

    def handlers(self, module: Module, moment: Moment) -> list[Handler]:
        given = keyword(self.call, PARAMETERS[moment])
        listed = _listed(module, given.value) if given else []
        return [*listed, *(_handler(module, event) for event in self.events if event.moment == moment)]

    def removals(self, module: Module) -> list[Edit]:
        return [_removal(module, event) for event in self.events]


def _removal(module: Module, event: Event) -> Edit:
    if event.function is not None:
        return remove_decorator(module.source, event.node)
    return remove_statement(module.source, module.source.statement(event.node))


def _in_place(module: Module, event: Event, statement: ast.stmt, lines: list[str]) -> list[Edit]:
    source = module.source
    if event.function is not None:
        return [remove_decorator(source, event.node), after(source, event.function, lines)]
    indent, newline = source.indent(statement), source.newline(statement)
    return [source.replace(statement, newline.join([lines[0], *(indent + line if line else "" for line in lines[1:])]))]


def _handler(module: Module, event: Event) -> Handler:
    if event.function is None and event.handler is not None:
        return handler(module, event.handler)
    assert event.function is not None
    plain = len(event.function.decorator_list) == 1
    return Handler(event.name, isinstance(event.function, ast.AsyncFunctionDef) if plain else None)


def _listed(module: Module, value: ast.expr) -> list[Handler]:
    if _is_none(value):
        return []
    if isinstance(value, ast.List | ast.Tuple) and not any(isinstance(one, ast.Starred) for one in value.elts):
        return [handler(module, one) for one in value.elts]
    return [Handler(module.source.segment(value), None, many=True)]


def _construction(module: Module, call: ast.Call, name: str | None) -> Edit:
    """The construction without its lists of handlers; `lifespan=name` takes the place of the first, or is added."""
    piece = expression(module.source, call, cst.Call)
    args, named = list(piece.args), False
    gone = {*PARAMETERS.values()} | ({"lifespan"} if name else set())
    while (at := _position(args, gone)) is not None:
        if name and not named:
            args[at], named = args[at].with_changes(keyword=cst.Name("lifespan"), value=cst.Name(name)), True
            gone = {*PARAMETERS.values()}
        else:
            args = without(args, at)
    added = [argument(name, "lifespan")] if name and not named else []
    return module.source.replace(call, code(piece.with_changes(args=joined(args, added))))


def _position(args: Sequence[cst.Arg], names: set[str]) -> int | None:
    return next((at for at, arg in enumerate(args) if arg.keyword and arg.keyword.value in names), None)


def _parameter(handlers: Sequence[Handler]) -> str:
    """The lifespan's own parameter must not hide a name that a handler reads."""
    read = {part for one in handlers for part in ast.walk(ast.parse(one.text)) if isinstance(part, ast.Name)}
    return "_app" if any(name.id == "app" for name in read) else "app"


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _obstacle(module: Module, call: ast.Call) -> str | None:
    """Why a lifespan cannot be written in front of a construction."""
    source, statement = module.source, module.source.statement(call)
    if isinstance(source.scope(statement), ast.ClassDef):
        return "the application is built in a class body; give it a lifespan by hand"
    if has_unpacking(call) and any(isinstance(arg, ast.Starred) for arg in call.args):
        return "the arguments are unpacked; give the application a lifespan by hand"
    if source.text.startswith("elif", source.span(statement)[0]):
        return "the application is built in the condition of an `elif`; give it a lifespan by hand"
    inside = ast.Lambda | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
    if any(isinstance(above, inside) for above in source.ancestors(call)):
        return "the application is built inside an expression; give it a lifespan by hand"
    return None
