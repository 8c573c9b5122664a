"""Law: an application answers the same whether its layers share their coroutines or are called one by one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from tests.toolkit.asgi_lint import AsgiLint
from toolkit.applications import Toolkit
from toolkit.background import BackgroundTask
from toolkit.exceptions import HTTPException
from toolkit.middleware.errors import ServerErrorMiddleware
from toolkit.middleware.exceptions import ExceptionMiddleware
from toolkit.requests import Request
from toolkit.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse
from toolkit.routing import Mount, Route, Router
from toolkit.types import Receive, Scope, Send

pytestmark = pytest.mark.anyio

START = {"type": "http.response.start", "status": 200, "headers": []}


class Refused(Exception):
    """An exception for which handlers are installed."""


class Shouting(PlainTextResponse):
    """A response that sends itself in its own way."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.headers["x-loud"] = "yes"
        await super().__call__(scope, receive, send)


async def fail() -> None:
    raise Refused("in the background")


async def chunks() -> AsyncIterator[bytes]:
    yield b"one"
    raise Refused("in the stream")


async def plain(request: Request) -> Response:
    return PlainTextResponse("plain", headers={"x-state": str(request.scope.get("root_path"))})


async def as_json(request: Request) -> Response:
    return JSONResponse({"params": request.path_params, "method": request.method})


async def shouting(request: Request) -> Response:
    return Shouting("loud")


async def streaming(request: Request) -> Response:
    return StreamingResponse(chunks())


async def background(request: Request) -> Response:
    return PlainTextResponse("then", background=BackgroundTask(fail))


async def missing(request: Request) -> Response:
    raise HTTPException(404, "nothing here", headers={"x-why": "gone"})


async def refused(request: Request) -> Response:
    raise Refused("no")


async def broken(request: Request) -> Response:
    raise ValueError("broken")


async def begun(request: Request) -> Response:
    await request._send(START)
    raise Refused("after the start")


async def begun_and_broken(request: Request) -> Response:
    await request._send(START)
    raise ValueError("after the start")


async def nothing(request: Request) -> Any:
    return None


async def a_function(request: Request) -> Any:
    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse("from a function")(scope, receive, send)

    return answer


async def cancelled(request: Request) -> Response:
    raise KeyboardInterrupt


def in_a_thread(request: Request) -> Response:
    return PlainTextResponse("from a thread")


ENDPOINTS: list[Callable[..., Any]] = [
    *(plain, as_json, shouting, streaming, background, missing, refused, broken, begun, begun_and_broken),
    *(nothing, a_function, cancelled, in_a_thread),
]


async def answered(request: Request, exc: Exception) -> Response:
    return PlainTextResponse(f"answered {exc}", status_code=418)


async def handed_on(request: Request, exc: Exception) -> Response:
    raise HTTPException(409, "handed on") from exc


async def failing(request: Request, exc: Exception) -> Response:
    raise ValueError("in the handler") from exc


async def silent(request: Request, exc: Exception) -> None:
    await PlainTextResponse("by hand")(request.scope, request.receive, request._send)


HANDLERS: list[dict[Any, Any]] = [
    {},
    {Refused: answered, 404: answered},
    {Refused: handed_on, 409: answered},
    {Refused: failing, Exception: answered},
    {Refused: silent, 500: handed_on},
    {HTTPException: handed_on},
]


def fused(endpoint: Callable[..., Any], handlers: dict[Any, Any], *, debug: bool) -> Toolkit:
    routes = [Route("/x/{id}", endpoint), Mount("/sub", routes=[Route("/x/{id}", endpoint)])]
    return Toolkit(routes=routes, exception_handlers=handlers, debug=debug)


def one_by_one(endpoint: Callable[..., Any], handlers: dict[Any, Any], *, debug: bool) -> Toolkit:
    """The same with a plain function around every layer, so that no layer can see what it calls."""
    app = fused(endpoint, handlers, debug=debug)
    hide_endpoints(app.router)
    errors: Any = app.build_middleware_stack()
    errors.app.app = passing(app.router)
    errors.app = passing(errors.app)
    app.middleware_stack = passing(errors)
    return app


def hide_endpoints(router: Router) -> None:
    for route in router.routes:
        if isinstance(route, Mount):
            assert isinstance(route.app, Router)
            hide_endpoints(route.app)
        assert isinstance(route, Route | Mount)
        route.app = passing(route.app)


def passing(app: Any) -> Any:
    async def pass_on(scope: Scope, receive: Receive, send: Send) -> None:
        await app(scope, receive, send)

    return pass_on


async def outcome(app: Toolkit, path: str, method: str) -> tuple[Any, ...]:
    """What the client is sent, what the server is told, and what the scope holds afterwards."""
    sent: list[Any] = []
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [],
        "scheme": "http",
    }

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    raised: Any = None
    try:
        await AsgiLint(app)(scope, receive, send)
    except BaseException as failure:
        raised = chain(failure)
    return sent, raised, sorted(scope), scope.get("path_params")


def chain(failure: BaseException | None) -> list[Any]:
    """An exception with those that it came from."""
    return [] if failure is None else [type(failure), str(failure), *chain(failure.__cause__)]


@pytest.mark.parametrize("handlers", HANDLERS)
@pytest.mark.parametrize("endpoint", ENDPOINTS)
async def test_answer_is_the_same(endpoint: Callable[..., Any], handlers: dict[Any, Any]) -> None:
    for path, method in [("/x/1", "GET"), ("/sub/x/1", "GET"), ("/x/1", "POST"), ("/x/1/", "GET"), ("/y", "GET")]:
        expected = await outcome(one_by_one(endpoint, handlers, debug=False), path, method)
        assert await outcome(fused(endpoint, handlers, debug=False), path, method) == expected
        assert expected[0] or expected[1] is not None


async def test_debug_page_is_the_same() -> None:
    (sent, raised, *_), (expected, *_) = [
        await outcome(make(broken, {}, debug=True), "/x/1", "GET") for make in (fused, one_by_one)
    ]
    assert sent[0]["status"] == expected[0]["status"] == 500
    assert b"ValueError: broken" in sent[1]["body"]
    assert raised == [ValueError, "broken"]


class Marking:
    """What a tool puts in a layer's place: it counts what it passes on."""

    def __init__(self, app: Any) -> None:
        self.app, self.count = app, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.count += 1
        await self.app(scope, receive, send)


@pytest.mark.parametrize(
    "replace",
    [
        lambda app, mark: setattr(app, "middleware_stack", mark(app.middleware_stack)),
        lambda app, mark: setattr(app.middleware_stack, "app", mark(app.middleware_stack.app)),
        lambda app, mark: setattr(app.middleware_stack.app, "app", mark(app.middleware_stack.app.app)),
        lambda app, mark: setattr(app.router, "middleware_stack", mark(app.router.middleware_stack)),
        lambda app, mark: setattr(app.routes[0], "app", mark(app.routes[0].app)),
    ],
    ids=["stack", "below the error layer", "below the exception layer", "router's stack", "route's application"],
)
async def test_layer_that_is_replaced_while_serving_is_called(replace: Callable[[Toolkit, Any], None]) -> None:
    app = fused(plain, {}, debug=False)
    before = await outcome(app, "/x/1", "GET")
    marks: list[Marking] = []

    def mark(layer: Any) -> Marking:
        marks.append(Marking(layer))
        return marks[0]

    replace(app, mark)
    assert await outcome(app, "/x/1", "GET") == before
    assert marks[0].count == 1


@pytest.mark.parametrize("layer", [ServerErrorMiddleware, ExceptionMiddleware, Router, Response])
async def test_call_that_a_tool_replaces_before_the_first_request_is_made(
    layer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[Any] = []
    original = layer.__call__

    async def traced(self: Any, scope: Scope, receive: Receive, send: Send) -> None:
        calls.append(self)
        await original(self, scope, receive, send)

    expected = await outcome(fused(plain, {}, debug=False), "/x/1", "GET")
    monkeypatch.setattr(layer, "__call__", traced)
    assert await outcome(fused(plain, {}, debug=False), "/x/1", "GET") == expected
    assert [type(call) for call in calls] == [PlainTextResponse if layer is Response else layer]


async def test_redirect_is_sent_by_the_router_itself() -> None:
    app = Toolkit(routes=[Route("/x/", plain)])
    sent = (await outcome(app, "/x", "GET"))[0]
    assert sent[0]["status"] == RedirectResponse("/").status_code
