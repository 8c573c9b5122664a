"""Tests of the router and its routes as applications: methods, slashes, scopes, middleware, lifespan, URLs."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest

import toolkit.routing
from tests.toolkit.conftest import TestClientFactory
from toolkit.applications import Toolkit
from toolkit.middleware import Middleware
from toolkit.requests import Request
from toolkit.responses import JSONResponse, PlainTextResponse
from toolkit.routing import Host, Mount, NoMatchFound, Route, Router, WebSocketRoute, compile_path
from toolkit.types import ASGIApp, Receive, Scope, Send
from toolkit.websockets import WebSocket


async def echo(request: Request) -> JSONResponse:
    scope = request.scope
    return JSONResponse(
        {
            "params": request.path_params,
            "root_path": scope["root_path"],
            "app_root_path": scope.get("app_root_path"),
            "route": getattr(scope["route"], "path", None),
            "endpoint": scope["endpoint"].__name__,
        }
    )


def blocking(request: Request) -> PlainTextResponse:
    return PlainTextResponse("from a thread")


async def talk(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_text(websocket.path_params["room"])
    await websocket.close()


ROUTES = [
    Route("/", blocking),
    Route("/items", echo, methods=["GET"]),
    Route("/items", echo, methods=["post"], name="create"),
    Route("/slash/", echo),
    Mount("/m/{tenant}", name="m", routes=[Route("/{id:int}", echo), WebSocketRoute("/{room}", talk)]),
    Host("{sub}.example.org", Router([Route("/hosted", echo)]), name="h"),
]


@pytest.fixture(params=[Router, Toolkit])
def client(request: pytest.FixtureRequest, test_client_factory: TestClientFactory) -> Any:
    return test_client_factory(request.param(routes=ROUTES), follow_redirects=False)


def test_plain_function_runs(client: Any) -> None:
    assert client.get("/").text == "from a thread"


@pytest.mark.parametrize(("method", "status"), [("GET", 200), ("HEAD", 200), ("POST", 200), ("DELETE", 405)])
def test_method_selects_the_route(client: Any, method: str, status: int) -> None:
    assert client.request(method, "/items").status_code == status


def test_method_not_allowed_names_the_methods_of_the_first_route(client: Any) -> None:
    response = client.delete("/items")
    assert (response.headers["allow"], response.text) == ("GET, HEAD", "Method Not Allowed")


@pytest.mark.parametrize(
    ("path", "location"),
    [("/items/", "http://testserver/items"), ("/slash?a=1", "http://testserver/slash/?a=1")],
)
def test_slash_is_redirected(client: Any, path: str, location: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.headers["location"]) == (307, location)


def test_slash_is_not_redirected_where_it_is_off(test_client_factory: TestClientFactory) -> None:
    client = test_client_factory(Router(ROUTES, redirect_slashes=False), follow_redirects=False)
    assert client.get("/items/").status_code == 404


def test_scope_tells_where_the_request_went(client: Any) -> None:
    assert client.get("/m/acme/7").json() == {
        "params": {"tenant": "acme", "id": 7},
        "root_path": "/m/acme",
        "app_root_path": "",
        "route": "/{id:int}",
        "endpoint": "echo",
    }


def test_host_parameters_reach_the_endpoint(client: Any) -> None:
    assert client.get("/hosted", headers={"host": "A.example.org:80"}).json()["params"] == {"sub": "a"}


def test_websocket_is_routed(client: Any) -> None:
    with client.websocket_connect("/m/acme/lobby") as session:
        assert session.receive_text() == "lobby"


def test_nothing_is_found(client: Any) -> None:
    response = client.get("/nowhere/at/all")
    assert (response.status_code, response.text) == (404, "Not Found")


def test_default_is_called_where_nothing_matches(test_client_factory: TestClientFactory) -> None:
    client = test_client_factory(Router(default=PlainTextResponse("elsewhere")))
    assert client.get("/").text == "elsewhere"


@pytest.mark.parametrize(
    ("name", "params", "path"),
    [
        ("blocking", {}, "/"),
        ("create", {}, "/items"),
        ("m:echo", {"tenant": "acme", "id": 7}, "/m/acme/7"),
        ("m", {"tenant": "acme", "path": "/x/y"}, "/m/acme/x/y"),
        ("h:echo", {"sub": "a"}, "/hosted"),
    ],
)
def test_url_is_built(name: str, params: dict[str, Any], path: str) -> None:
    assert Router(ROUTES).url_path_for(name, **params) == path


@pytest.mark.parametrize(
    ("name", "params"),
    [("nobody", {}), ("create", {"x": 1}), ("m:echo", {"id": 7, "x": 1}), ("mm:echo", {"id": 7}), ("m", {"x": 1})],
)
def test_url_is_not_found_under_the_name_that_was_asked_for(name: str, params: dict[str, Any]) -> None:
    with pytest.raises(NoMatchFound) as caught:
        Router(ROUTES[:-1]).url_path_for(name, **params)
    assert str(caught.value) == f'No route exists for name "{name}" and params "{", ".join(params)}".'


def test_route_made_without_init_is_served(test_client_factory: TestClientFactory) -> None:
    """FastAPI sets the attributes of its routes itself."""

    class Foreign(Route):
        def __init__(self, path: str, endpoint: Any) -> None:
            self.path, self.endpoint, self.name, self.methods = path, endpoint, "foreign", {"GET"}
            self.path_regex, self.path_format, self.param_convertors = compile_path(path)
            self.app = toolkit.routing.request_response(endpoint)

    client = test_client_factory(Router([Foreign("/{id:int}", echo)]))
    assert client.get("/3").json()["params"] == {"id": 3}
    assert client.get("/x").status_code == 404


def test_replaced_request_response_is_used(
    test_client_factory: TestClientFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tracing tools put their own adapter on the module."""
    traced = []
    original = toolkit.routing.request_response
    monkeypatch.setattr(toolkit.routing, "request_response", lambda func: traced.append(func) or original(func))
    client = test_client_factory(Router([Route("/", blocking)]))
    assert client.get("/").text == "from a thread"
    assert traced == [blocking]


def test_overridden_handle_is_called(test_client_factory: TestClientFactory) -> None:
    class Refusing(Route):
        async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
            await PlainTextResponse("no", status_code=403)(scope, receive, send)

    assert test_client_factory(Router([Refusing("/", blocking)])).get("/").status_code == 403


class Mark:
    """A middleware that leaves its name in a header."""

    def __init__(self, app: ASGIApp, name: str) -> None:
        self.app = app
        self.name = name.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def marked(message: Any) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], (b"x-mark", self.name)]}
            await send(message)

        await self.app(scope, receive, marked)


def test_middleware_surrounds_router_mount_and_route(test_client_factory: TestClientFactory) -> None:
    leaf = Route("/", blocking, middleware=[Middleware(Mark, "route"), Middleware(Mark, name="inner")])
    mount = Mount("/m", routes=[leaf], middleware=[Middleware(Mark, "mount")])
    client = test_client_factory(Router([mount], middleware=[Middleware(Mark, "router")]))
    assert client.get("/m/").headers.get_list("x-mark") == ["inner", "route", "mount", "router"]


def test_lifespan_state_reaches_requests(test_client_factory: TestClientFactory) -> None:
    events = []

    @contextlib.asynccontextmanager
    async def lifespan(app: Any) -> AsyncIterator[dict[str, Any]]:
        events.append(("enter", app))
        yield {"answer": 42}
        events.append(("leave", app))

    async def state(request: Request) -> JSONResponse:
        return JSONResponse(request.state.answer)

    app = Toolkit(routes=[Route("/", state)], lifespan=lifespan)
    with test_client_factory(app) as client:
        assert client.get("/").json() == 42
        assert events == [("enter", app)]
    assert events == [("enter", app), ("leave", app)]


@pytest.mark.parametrize("stage", ["startup", "shutdown"])
@pytest.mark.anyio
async def test_lifespan_failure_is_reported_and_raised(stage: str) -> None:
    @contextlib.asynccontextmanager
    async def lifespan(app: Any) -> AsyncIterator[None]:
        if stage == "startup":
            raise ValueError("broken")
        yield
        raise ValueError("broken")

    incoming = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])
    sent: list[Any] = []

    async def receive() -> Any:
        return next(incoming)

    async def send(message: Any) -> None:
        sent.append(message)

    with pytest.raises(ValueError, match="broken"):
        await Router(lifespan=lifespan)({"type": "lifespan"}, receive, send)
    assert sent[-1]["type"] == f"lifespan.{stage}.failed"
    assert "ValueError: broken" in sent[-1]["message"]


@pytest.mark.parametrize(
    "make",
    [
        lambda: Route("x", blocking),
        lambda: WebSocketRoute("x", talk),
        lambda: Mount("x", routes=[]),
        lambda: Mount("/x"),
        lambda: Host("/x", blocking),
    ],
)
def test_malformed_route_is_refused(make: Any) -> None:
    with pytest.raises(AssertionError):
        make()
