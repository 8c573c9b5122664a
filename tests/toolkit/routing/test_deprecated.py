"""Tests of the old styles of version 0.9: each works, and warns with the name of what replaces it."""

from __future__ import annotations

import functools
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest

from tests.toolkit.conftest import TestClientFactory
from toolkit.applications import Toolkit
from toolkit.exceptions import ToolkitDeprecationWarning
from toolkit.requests import Request
from toolkit.responses import PlainTextResponse, Response
from toolkit.routing import Router, iscoroutinefunction_or_partial
from toolkit.websockets import WebSocket


def warns(replacement: str) -> Any:
    return pytest.warns(ToolkitDeprecationWarning, match=f"deprecated.*{replacement}")


@pytest.mark.parametrize("cls", [Router, Toolkit])
def test_event_handlers_run(cls: type[Any], test_client_factory: TestClientFactory) -> None:
    events: list[str] = []

    async def note_async() -> None:
        events.append("startup parameter")

    with warns("lifespan"):
        app = cls(on_startup=[note_async], on_shutdown=[functools.partial(events.append, "shutdown parameter")])
    with warns("lifespan"):
        app.add_event_handler("startup", lambda: events.append("startup added"))
    with warns("lifespan"):
        app.on_event("shutdown")(lambda: events.append("shutdown decorated"))
    with test_client_factory(app):
        assert events == ["startup parameter", "startup added"]
    assert events[2:] == ["shutdown parameter", "shutdown decorated"]


def test_unknown_event_is_refused() -> None:
    with warns("lifespan"), pytest.raises(AssertionError):
        Router().on_event("teardown")


@pytest.mark.anyio
async def test_startup_and_shutdown_can_be_called() -> None:
    events: list[str] = []
    router = Router()
    router.on_startup.append(lambda: events.append("up"))
    router.on_shutdown.append(lambda: events.append("down"))
    with warns("lifespan"):
        await router.startup()
    with warns("lifespan"):
        await router.shutdown()
    assert events == ["up", "down"]


@pytest.mark.parametrize("cls", [Router, Toolkit])
def test_route_decorators_register(cls: type[Any], test_client_factory: TestClientFactory) -> None:
    app = cls()

    with warns("`Route`"):

        @app.route("/page", methods=["POST"], name="page")
        def page(request: Request) -> PlainTextResponse:
            return PlainTextResponse("page")

    with warns("`WebSocketRoute`"):

        @app.websocket_route("/ws", name="socket")
        async def socket(websocket: WebSocket) -> None:
            raise NotImplementedError

    assert test_client_factory(app).post("/page").text == "page"
    assert [app.url_path_for(name) for name in ("page", "socket")] == ["/page", "/ws"]


def test_application_decorators_register(test_client_factory: TestClientFactory) -> None:
    app = Toolkit()

    with warns("`middleware` parameter"):

        @app.middleware("http")
        async def mark(request: Request, call_next: Callable[[Request], Any]) -> Response:
            response: Response = await call_next(request)
            response.headers["x-mark"] = "set"
            return response

    with warns("`exception_handlers` parameter"):

        @app.exception_handler(404)
        async def missing(request: Request, exc: Exception) -> PlainTextResponse:
            return PlainTextResponse("missing", status_code=404)

    async def socket(websocket: WebSocket) -> None:
        raise NotImplementedError

    with warns("`WebSocketRoute`"):
        app.add_websocket_route("/ws", socket)

    response = test_client_factory(app).get("/")
    assert (response.text, response.headers["x-mark"]) == ("missing", "set")
    assert app.url_path_for("socket") == "/ws"


def async_generator(app: Any) -> Any:
    async def lifespan(app: Any) -> AsyncIterator[None]:
        app.append("up")
        yield
        app.append("down")

    return lifespan


def generator(app: Any) -> Any:
    def lifespan(app: Any) -> Iterator[None]:
        app.append("up")
        yield
        app.append("down")

    return lifespan


@pytest.mark.parametrize("make", [async_generator, generator])
@pytest.mark.anyio
async def test_generator_lifespan_runs_and_warns_where_it_is_defined(make: Any) -> None:
    events: list[str] = []
    with pytest.warns(ToolkitDeprecationWarning, match="asynccontextmanager") as caught:
        router = Router(lifespan=make(events))
    assert caught[0].filename == __file__
    async with router.lifespan_context(events):
        assert events == ["up"]
    assert events == ["up", "down"]


async def coroutine_function() -> None: ...


@pytest.mark.parametrize(
    ("obj", "expected"),
    [(coroutine_function, True), (functools.partial(coroutine_function), True), (print, False)],
)
def test_coroutine_function_is_recognised(obj: Any, expected: bool) -> None:
    with warns("inspect.iscoroutinefunction"):
        assert iscoroutinefunction_or_partial(obj) is expected
