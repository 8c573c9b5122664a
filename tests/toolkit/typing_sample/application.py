"""An application with all its parts put together, as type checkers must accept it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, assert_type

import jinja2

from tests.toolkit.typing_sample.connections import Opened, chat, guarded, read_form, read_parts, stream_on
from toolkit import status
from toolkit.applications import Toolkit
from toolkit.authentication import AuthCredentials, AuthenticationBackend, AuthenticationError, BaseUser, SimpleUser
from toolkit.concurrency import iterate_in_threadpool, run_in_threadpool
from toolkit.convertors import Convertor, register_url_convertor
from toolkit.datastructures import URLPath
from toolkit.endpoints import HTTPEndpoint, WebSocketEndpoint
from toolkit.exceptions import HTTPException, WebSocketException
from toolkit.middleware import Middleware
from toolkit.middleware.authentication import AuthenticationMiddleware
from toolkit.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from toolkit.middleware.cors import CORSMiddleware
from toolkit.middleware.gzip import GZipMiddleware
from toolkit.middleware.httpsredirect import HTTPSRedirectMiddleware
from toolkit.middleware.sessions import SessionMiddleware
from toolkit.middleware.trustedhost import TrustedHostMiddleware
from toolkit.requests import HTTPConnection, Request
from toolkit.responses import JSONResponse, PlainTextResponse, Response
from toolkit.routing import BaseRoute, Host, Mount, Route, Router, WebSocketRoute
from toolkit.staticfiles import StaticFiles
from toolkit.templating import Jinja2Templates
from toolkit.testclient import TestClient
from toolkit.types import ASGIApp, Message, Receive, Scope, Send
from toolkit.websockets import WebSocket

templates = Jinja2Templates(directory=["a", "b"], context_processors=[lambda request: {"path": request.url.path}])
own_templates = Jinja2Templates(env=jinja2.Environment())


class Page(HTTPEndpoint):
    async def get(self, request: Request) -> Response:
        return templates.TemplateResponse(request, "page.html", {"a": 1}, status_code=status.HTTP_200_OK)

    def post(self, request: Request) -> Response:
        raise HTTPException(status.HTTP_409_CONFLICT, "no", headers={"x-a": "b"})


class Echo(WebSocketEndpoint):
    encoding = "json"

    async def on_receive(self, websocket: WebSocket, data: Any) -> None:
        if data is None:
            raise WebSocketException(1003, "nothing")
        await websocket.send_json(data)


class Backend(AuthenticationBackend):
    async def authenticate(self, conn: HTTPConnection) -> tuple[AuthCredentials, BaseUser] | None:
        if "authorization" not in conn.headers:
            raise AuthenticationError("Who are you?")
        return AuthCredentials(["authenticated"]), SimpleUser("ada")


class Timing(BaseHTTPMiddleware):
    def __init__(self, app: ASGIApp, header: str = "x-time") -> None:
        super().__init__(app)
        self.header = header

    async def dispatch(self, request: Request, call_next: RequestResponseEndpoint) -> Response:
        response = await call_next(request)
        response.headers[self.header] = "1"
        return response


class Pure:
    def __init__(self, app: ASGIApp, *, name: str) -> None:
        self.app, self.name = app, name

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_named(message: Message) -> None:
            await send(message)

        await self.app(scope, receive, send_named)


class Even(Convertor[int]):
    regex = "[0-9]*[02468]"

    def convert(self, value: str) -> int:
        return int(value)

    def to_string(self, value: int) -> str:
        return str(value)


register_url_convertor("even", Even())


async def shout(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    return await call_next(request)


async def refused(request: Request, error: HTTPException) -> Response:
    return JSONResponse({"detail": error.detail}, error.status_code, headers=error.headers)


def failed(request: Request, error: Exception) -> Response:
    return PlainTextResponse(str(error), 500)


async def socket_failed(websocket: WebSocket, error: WebSocketException) -> None:
    await websocket.close(error.code, error.reason)


@asynccontextmanager
async def lifespan(app: Toolkit) -> AsyncIterator[Opened]:
    app.state.ready = True
    yield {"hits": 0}


@asynccontextmanager
async def stateless(app: Toolkit) -> AsyncIterator[None]:
    yield


def plain(request: Request[Opened]) -> Response:
    return JSONResponse(request.state["hits"])


routes: list[BaseRoute] = [
    Route("/", read_parts, methods=["GET", "POST"], name="home", include_in_schema=False),
    Route("/form", read_form, methods={"POST"}, middleware=[Middleware(GZipMiddleware, minimum_size=1)]),
    Route("/stream", stream_on, max_body_size=1),
    Route("/guarded", guarded),
    Route("/page", Page),
    Route("/plain/{number:even}", plain),
    WebSocketRoute("/chat", chat),
    WebSocketRoute("/echo", Echo, name="echo"),
    Mount("/static", StaticFiles(directory=".", html=True, check_dir=False), name="static"),
    Mount("/more", routes=[Route("/", read_parts)], middleware=[Middleware(Pure, name="a")]),
    Host("{sub}.example.org", Router([Route("/", read_parts)], redirect_slashes=False)),
]

app = Toolkit(
    debug=True,
    routes=routes,
    middleware=[
        Middleware(TrustedHostMiddleware, allowed_hosts=["*.example.org"]),
        Middleware(HTTPSRedirectMiddleware),
        Middleware(CORSMiddleware, allow_origins=["*"], allow_headers=["x-a"], max_age=1),
        Middleware(SessionMiddleware, secret_key="key", same_site="none", https_only=True),
        Middleware(AuthenticationMiddleware, backend=Backend()),
        Middleware(BaseHTTPMiddleware, dispatch=shout),
        Middleware(Timing, header="x-t"),
        Middleware(Pure, name="b"),
    ],
    exception_handlers={HTTPException: refused, 500: failed, WebSocketException: socket_failed},
    lifespan=lifespan,
    max_body_size=1024,
)
quiet = Toolkit(lifespan=stateless)
quiet.add_middleware(Timing, header="x-t")
quiet.add_middleware(Pure, name="c")
quiet.add_exception_handler(404, refused)
quiet.add_route("/", read_parts, methods=["GET"])
quiet.mount("/app", app, name="app")
quiet.state.anything = [1]

assert_type(app.routes, list[BaseRoute])
assert_type(app.url_path_for("home", a=1), URLPath)


def is_positive(number: int) -> bool:
    return number > 0


async def in_threads() -> None:
    assert_type(await run_in_threadpool(is_positive, 1), bool)
    async for word in iterate_in_threadpool(["a"]):
        assert_type(word, str)


def try_it() -> None:
    with TestClient(app, base_url="http://a.example.org", backend="trio", headers={"x-a": "b"}) as client:
        assert_type(client.get("/", params={"a": 1}).status_code, int)
        client.post("/form", files={"file": b""}, data={"a": "b"}, follow_redirects=False)
        with client.websocket_connect("/chat", subprotocols=["chat"]) as session:
            session.send_text("a")
            assert_type(session.receive_text(), str)
