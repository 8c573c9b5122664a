"""Tests of the application: its stack, its handlers, and what it is like to subclass and trace it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.toolkit.conftest import TestClientFactory
from toolkit.applications import Toolkit
from toolkit.exceptions import HTTPException
from toolkit.middleware import Middleware
from toolkit.middleware.errors import ServerErrorMiddleware
from toolkit.middleware.exceptions import ExceptionMiddleware
from toolkit.requests import Request
from toolkit.responses import PlainTextResponse
from toolkit.routing import Mount, Route, Router
from toolkit.types import ASGIApp, Receive, Scope, Send


class Pass:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


async def fail(request: Request) -> PlainTextResponse:
    raise RuntimeError("broken")


async def forbid(request: Request) -> PlainTextResponse:
    raise HTTPException(403, headers={"x-why": "because"})


async def hello(request: Request) -> PlainTextResponse:
    return PlainTextResponse("hello")


def layers(app: Any) -> list[type[Any]]:
    """The built stack, walked by its `app` attributes as tracing tools do."""
    found, layer = [], app.build_middleware_stack()
    while layer is not None:
        found.append(type(layer))
        layer = None if isinstance(layer, Router) else getattr(layer, "app", None)
    return found


def test_stack_can_be_walked() -> None:
    app = Toolkit(middleware=[Middleware(Pass)])
    assert layers(app) == [ServerErrorMiddleware, Pass, ExceptionMiddleware, Router]


def test_stack_is_built_once_and_then_closed(test_client_factory: TestClientFactory) -> None:
    app = Toolkit(routes=[Route("/", hello)])
    app.add_middleware(Pass)
    client = test_client_factory(app)
    assert client.get("/").text == "hello"
    stack = app.middleware_stack
    assert client.get("/").text == "hello"
    assert app.middleware_stack is stack
    with pytest.raises(RuntimeError, match="Cannot add middleware after an application has started"):
        app.add_middleware(Pass)


@pytest.mark.parametrize("key", [500, Exception])
def test_server_error_handler_answers_and_the_error_goes_on(key: Any, test_client_factory: TestClientFactory) -> None:
    async def sorry(request: Request, exc: Exception) -> PlainTextResponse:
        return PlainTextResponse(f"sorry: {exc}", status_code=500)

    app = Toolkit(routes=[Route("/", fail)], exception_handlers={key: sorry})
    response = test_client_factory(app, raise_server_exceptions=False).get("/")
    assert (response.status_code, response.text) == (500, "sorry: broken")
    with pytest.raises(RuntimeError, match="broken"):
        test_client_factory(app).get("/")


def test_status_handler_goes_before_class_handler(test_client_factory: TestClientFactory) -> None:
    app = Toolkit(routes=[Route("/", forbid)])
    app.add_exception_handler(403, lambda request, exc: PlainTextResponse("by status", status_code=403))
    app.add_exception_handler(HTTPException, lambda request, exc: PlainTextResponse("by class", status_code=404))
    client = test_client_factory(app)
    assert [client.get(path).text for path in ("/", "/missing")] == ["by status", "by class"]


def test_handler_of_a_base_class_answers(test_client_factory: TestClientFactory) -> None:
    handlers: Any = {LookupError: lambda request, exc: PlainTextResponse(type(exc).__name__, status_code=404)}

    async def look_up(request: Request) -> PlainTextResponse:
        raise KeyError

    app = Toolkit(routes=[Route("/", look_up)], exception_handlers=handlers)
    assert test_client_factory(app).get("/").text == "KeyError"


def test_debug_shows_the_traceback(test_client_factory: TestClientFactory) -> None:
    app = Toolkit(debug=True, routes=[Route("/", fail)])
    client = test_client_factory(app, raise_server_exceptions=False)
    assert "RuntimeError: broken" in client.get("/").text
    page = client.get("/", headers={"accept": "text/html"})
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "raise RuntimeError(&quot;broken&quot;)" in page.text


def test_connections_know_the_application(test_client_factory: TestClientFactory) -> None:
    async def name(request: Request) -> PlainTextResponse:
        return PlainTextResponse(request.app.state.name)

    app = Toolkit(routes=[Route("/", name)])
    app.state.name = "shop"
    assert test_client_factory(app).get("/").text == "shop"


def test_body_limit_is_replaced_by_the_route(test_client_factory: TestClientFactory) -> None:
    async def size(request: Request) -> PlainTextResponse:
        return PlainTextResponse(str(len(await request.body())))

    routes = [Route("/small", size, methods=["POST"]), Route("/large", size, methods=["POST"], max_body_size=10)]
    client = test_client_factory(Toolkit(routes=[Mount("/up", routes=routes)], max_body_size=5))
    assert client.post("/up/small", content=b"123456").status_code == 413
    assert client.post("/up/large", content=b"123456").text == "6"


def test_subclass_without_init_is_served(test_client_factory: TestClientFactory) -> None:
    """FastAPI sets the attributes of its application itself."""

    class Foreign(Toolkit):
        def __init__(self) -> None:
            self.router = Router([Route("/", hello)])
            self.debug = False
            self.exception_handlers, self.user_middleware, self.middleware_stack = {}, [], None

    assert test_client_factory(Foreign()).get("/").text == "hello"


def test_routes_added_at_run_time_are_served(test_client_factory: TestClientFactory) -> None:
    app = Toolkit()
    client = test_client_factory(app)
    assert client.get("/late").status_code == 404
    app.add_route("/late", hello)
    app.mount("/mounted", PlainTextResponse("mounted"))
    app.host("other", PlainTextResponse("other host"))
    assert client.get("/late").text == "hello"
    assert client.get("/mounted/x").text == "mounted"
    assert client.get("/x", headers={"host": "other"}).text == "other host"
