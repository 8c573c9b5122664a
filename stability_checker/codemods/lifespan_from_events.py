"""Gathers startup and shutdown handlers of an application into its lifespan."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from stability_checker.codemods.frame.calls import calls_of, parent_constructor
from stability_checker.codemods.frame.constructions import (
    ARGUMENTS,
    LIFESPAN,
    PARAMETERS,
    Application,
    hides_handlers,
    obstacle,
    takes_by_place,
)
from stability_checker.codemods.frame.contract import Codemod, Hit, manual
from stability_checker.codemods.frame.events import (
    LOOPS,
    Event,
    Kinds,
    events,
    gathered_by_block,
    hindrance,
    home,
    strangers,
)
from stability_checker.codemods.frame.forwarding import forwarded_calls
from stability_checker.codemods.frame.gathering import dropped, gathered, wrapped
from stability_checker.codemods.names.module import Module


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


    def close(): ...


    def install(app: Starlette):
        app.add_event_handler("startup", connect)
        app.add_event_handler("shutdown", close)
    ```
    ```python after
    import contextlib

    from starlette.applications import Starlette


    async def connect(): ...


    def close(): ...


    def install(app: Starlette):
        outer_lifespan = app.router.lifespan_context

        @contextlib.asynccontextmanager
        async def lifespan(app):
            async with outer_lifespan(app) as state:
                await connect()
                try:
                    yield state
                finally:
                    close()

        app.router.lifespan_context = lifespan
    ```
    Beside a lifespan the handlers only ran where that was None:
    ```python before
    from starlette.applications import Starlette


    class Site(Starlette):
        def __init__(self, routes=None, on_startup=None, lifespan=None):
            super().__init__(True, routes, None, None, on_startup, None, lifespan)
    ```
    ```python after
    import contextlib
    import inspect

    from starlette.applications import Starlette


    class Site(Starlette):
        def __init__(self, routes=None, on_startup=None, lifespan=None):
            @contextlib.asynccontextmanager
            async def event_lifespan(app):
                for handler in on_startup or ():
                    result = handler()
                    if inspect.isawaitable(result):
                        await result
                yield

            super().__init__(True, routes, None, None, lifespan=event_lifespan if lifespan is None else lifespan)
    ```
    A subclass may hand on by keyword what the library takes:
    ```python before
    from starlette.routing import Router


    class Pages(Router):
        def __init__(self, title, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.title = title


    async def connect(): ...


    pages = Pages("Pages", on_startup=[connect])
    ```
    ```python after
    import contextlib

    from starlette.routing import Router


    class Pages(Router):
        def __init__(self, title, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.title = title


    async def connect(): ...


    @contextlib.asynccontextmanager
    async def lifespan(app):
        await connect()
        yield


    pages = Pages("Pages", lifespan=lifespan)
    ```
    ```python untouched
    from starlette.routing import Router


    class Pages(Router):
        def __init__(self, on_startup=(), **kwargs):
            super().__init__(**kwargs)


    class Named(Router):
        def __init__(self, **kwargs):
            self.hooks = kwargs.pop("on_startup")
            super().__init__(**kwargs)


    pages, named = Pages(on_startup=[print]), Named(on_startup=[print])
    ```
    A list that a class keeps itself stays one, and has a notice of its own:
    ```python untouched
    from starlette.routing import Router


    class Pages(Router):
        def __init__(self, routes=()):
            super().__init__(routes)
            self.on_startup = []

        def add_event_handler(self, event_type, func):
            self.on_startup.append(func)
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
        built_here = {call: Application(call, is_router) for call, is_router in self._constructions(module)}
        apart = list[Event]()
        for event in events(module, kinds):
            built = home(module, event)
            place = built_here.get(built) if built is not None else None
            (place.events if place else apart).append(event)
        for application in built_here.values():
            yield from self._at_home(module, application)
        for together in gathered_by_block(module, apart):
            yield from self._apart(module, together)
        for event in strangers(module, kinds):
            yield manual(event.node, f"{event.name!r} is added to what may be an application; give that a lifespan")

    def _constructions(self, module: Module) -> Iterator[tuple[ast.Call, bool]]:
        """The calls that build an application or a router, and whether it is a router."""
        for call in calls_of(module, self.receivers, self.besides):
            yield call, module.is_instance(call, self.routers)
        for call in module.source.calls:
            if (parent := parent_constructor(module, call)) in self.receivers:
                yield call, parent in self.routers
        for call, reached in forwarded_calls(module, {*self.receivers, *self.besides}, ARGUMENTS):
            if reached in self.receivers and not takes_by_place(call, reached in self.routers):
                yield call, reached in self.routers

    def _at_home(self, module: Module, application: Application) -> Iterator[Hit]:
        call, source = application.call, module.source
        if not application.asks:
            if hides_handlers(module, call):
                yield manual(call, "handlers are unpacked into the construction; give the application a lifespan")
            return
        if (why := obstacle(module, application)) is not None:
            yield manual(call, why)
            return
        beside = application.given(LIFESPAN)
        if beside is not None and not isinstance(beside, ast.Name | ast.Attribute):
            yield manual(call, "handlers beside `lifespan=` only ran where that was None; merge them by hand")
            return
        if beside is not None and module.definition(module.refers_to(beside) or "") is not None:
            review = "the handlers never ran beside `lifespan=`, and are dropped"
            yield self.hit(call, partial(dropped, module, application), review)
            return
        startup, shutdown = (application.handlers(module, moment) for moment in PARAMETERS)
        unsure = [one.text for one in (*startup, *shutdown) if one.many or one.awaited is None]
        review = (
            f"what {unsure[0]} gives is not known here: the lifespan awaits it where it can be awaited"
            if unsure
            else ""
        )
        if any(isinstance(above, LOOPS) for above in source.ancestors(call)):
            review = "the application is built in a loop, and handlers may read its variable"
        yield self.hit(call, partial(gathered, module, application, startup, shutdown), review)

    def _apart(self, module: Module, events: list[Event]) -> Iterator[Hit]:
        """The events of an application that is built elsewhere, all added in one block."""
        plain = list[Event]()
        for event in events:
            if (why := hindrance(module, event)) is None:
                plain.append(event)
            else:
                yield manual(event.node, why)
        if plain:
            review = "the handlers now run inside the lifespan that was there: after its startup, before its shutdown"
            yield self.hit(plain[0].node, partial(wrapped, module, plain, self.routers), review)
