"""Hands what is registered behind the construction of an application to its constructor."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from stability_checker.codemods.frame.calls import calls_of, has_unpacking, keyword
from stability_checker.codemods.frame.contract import Codemod, Hit
from stability_checker.codemods.frame.displays import DICT, LIST, Entry, argument_indent, arguments, display, extended
from stability_checker.codemods.frame.edits import Change, Edit, spliced
from stability_checker.codemods.frame.layout import comment_behind, comments_above, remove_apart, replace_with_comments
from stability_checker.codemods.frame.registrations import Construction, Registration, registrations
from stability_checker.codemods.frame.spelling import spell
from stability_checker.codemods.names.module import Module

REVIEW = "the application is built behind the functions that it serves, no longer in front of them"


@dataclass(frozen=True, kw_only=True)
class DeclareRegistrations(Codemod):
    """Declare routes, middleware and handlers where the application is built.

    The construction moves down to the last statement that registers something with the application in the same block,
    and takes all of it as arguments: routes in the order of registration, middleware in the reverse order, for
    `add_middleware` puts each in front of the others. What is registered elsewhere, under a condition or behind a
    statement that reads the application stays as it is: it comes later than the constructor's arguments before and
    after.

    ```toml step
    receivers = ["starlette.applications.Starlette"]
    parameters = ["debug", "routes", "middleware", "exception_handlers"]
    reversed = ["middleware"]

    [entries]
    add_route = ["routes", "starlette.routing:Route", "path", "route", "methods=", "name=", "include_in_schema="]
    mount = ["routes", "starlette.routing:Mount", "path", "app", "name="]
    add_exception_handler = ["exception_handlers", "", "exc_class_or_status_code", "handler"]
    add_middleware = ["middleware", "starlette.middleware:Middleware", "middleware_class", "*"]
    ```
    ```python before
    from starlette.applications import Starlette

    app = Starlette(debug=True)


    async def home(request): ...


    app.add_route("/", home, methods=["GET"])


    async def about(request): ...


    app.add_route("/about", about, ["GET"], "about")  # the footer links to it
    ```
    ```python after
    from starlette.applications import Starlette
    from starlette.routing import Route


    async def home(request): ...


    async def about(request): ...


    app = Starlette(debug=True, routes=[
        Route("/", home, methods=["GET"]),
        Route("/about", about, methods=["GET"], name="about"),  # the footer links to it
    ])
    ```
    What the constructor is given already stays in its place:
    ```python before
    from pages import First, Second, home, missing, routes, static
    from starlette.applications import Starlette
    from starlette.routing import Mount


    def create_app():
        app = Starlette(
            routes=routes,
            exception_handlers={500: print},
        )
        app.add_middleware(First)
        app.add_middleware(Second, level=3)
        app.add_exception_handler(404, missing)
        app.mount("/static", static, name="static")
        app.state.ready = True
        app.add_route("/late", home)
        return app
    ```
    ```python after
    from pages import First, Second, home, missing, routes, static
    from starlette.applications import Starlette
    from starlette.middleware import Middleware
    from starlette.routing import Mount


    def create_app():
        app = Starlette(
            routes=[
                *routes,
                Mount("/static", static, name="static"),
            ],
            exception_handlers={
                500: print,
                404: missing,
            },
            middleware=[
                Middleware(Second, level=3),
                Middleware(First),
            ],
        )
        app.state.ready = True
        app.add_route("/late", home)
        return app
    ```
    Views that import the application need it in front of their import:
    ```python untouched
    from starlette.applications import Starlette

    app = Starlette()

    from . import views

    app.add_route("/", views.home)
    ```
    Another function of the same name would be registered if the application were built behind it:
    ```python before
    from starlette.applications import Starlette

    app = Starlette()


    def page(request): ...


    app.add_route("/one", page)


    def page(request): ...


    app.add_route("/two", page)
    ```
    ```python after
    from starlette.applications import Starlette
    from starlette.routing import Route


    def page(request): ...


    app = Starlette(routes=[
        Route("/one", page),
    ])


    def page(request): ...


    app.add_route("/two", page)
    ```
    Other frameworks have methods of the same names:
    ```python untouched
    from falcon.asgi import App

    app = App()
    app.add_route("/", object())
    ```
    """

    receivers: tuple[str, ...]
    besides: tuple[str, ...] = ()
    parameters: tuple[str, ...]
    reversed: tuple[str, ...] = ()
    entries: dict[str, list[str]]

    def words(self) -> tuple[str, ...]:
        return tuple(f".{method}" for method in self.entries)

    def find(self, module: Module) -> Iterator[Hit]:
        for call in calls_of(module, self.receivers, self.besides):
            built = Construction.of(module, call)
            if built is None or has_unpacking(call):
                continue
            if found := registrations(module, built, self._inherited(module, call)):
                yield self.hit(built.statement, partial(self._declared, module, built, found), REVIEW)

    def _inherited(self, module: Module, call: ast.Call) -> Mapping[str, list[str]]:
        """The entries without the methods that a subclass in the project has made its own."""
        classes = module.classes_of(call)
        return {
            name: entry
            for name, entry in self.entries.items()
            if all(module.is_subclass(one, self.receivers, (), name) for one in classes)
        }

    def _declared(self, module: Module, built: Construction, found: list[Registration]) -> Change:
        source, statement = module.source, built.statement
        entries, imports = _entries(module, found)
        edits, new = list[Edit](), list[str]()
        for parameter, group in entries.items():
            front = parameter in self.reversed
            group = group[::-1] if front else group
            brackets = LIST if any(one.factory for one in found if one.parameter == parameter) else DICT
            if (given := self._given(built.call, parameter)) is not None:
                edits.append(extended(source, given, brackets, group, front))
            else:
                text = display(brackets, group, argument_indent(source, built.call), source.newline(statement))
                new.append(f"{parameter}={text}")
        edits += arguments(source, built.call, new) if new else []
        text = spliced(source.segment(statement), edits, source.span(statement)[0])
        *others, last = (one.statement for one in found)
        above = comments_above(source, statement)
        moved = replace_with_comments(source, last, [*above, text + comment_behind(source, statement)])
        return Change((*remove_apart(source, [statement, *others]), moved), tuple(imports), alone=True)

    def _given(self, call: ast.Call, parameter: str) -> ast.expr | None:
        word, position = keyword(call, parameter), self.parameters.index(parameter)
        return word.value if word else call.args[position] if position < len(call.args) else None


def _entries(module: Module, found: list[Registration]) -> tuple[dict[str, list[Entry]], list[str]]:
    """The new entries by the parameter that takes them, and the imports that they need."""
    entries, imports = dict[str, list[Entry]](), list[str]()
    for one in found:
        text, needed = _written(module, one)
        above, behind = comments_above(module.source, one.statement), comment_behind(module.source, one.statement)
        entries.setdefault(one.parameter, []).append(Entry(text, tuple(above), behind))
        imports += needed
    return entries, imports


def _written(module: Module, one: Registration) -> tuple[str, tuple[str, ...]]:
    """`Class(...)`, or `key: value` where an entry has no class."""
    texts = [(name, module.source.segment(value)) for name, value in one.arguments]
    if not one.factory:
        return ": ".join(text for _, text in texts), ()
    factory, imports = spell(module, one.factory, one.statement)
    return f"{factory}({', '.join(f'{name}={text}' if name else text for name, text in texts)})", imports
