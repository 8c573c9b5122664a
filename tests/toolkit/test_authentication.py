"""Users, credentials, and endpoints that require scopes."""

from typing import Any

import pytest

from tests.toolkit.conftest import TestClientFactory
from toolkit.applications import Toolkit
from toolkit.authentication import (
    AuthCredentials,
    AuthenticationBackend,
    BaseUser,
    SimpleUser,
    UnauthenticatedUser,
    requires,
)
from toolkit.endpoints import HTTPEndpoint
from toolkit.middleware import Middleware
from toolkit.middleware.authentication import AuthenticationMiddleware
from toolkit.requests import HTTPConnection, Request
from toolkit.responses import PlainTextResponse, Response
from toolkit.routing import Route, WebSocketRoute
from toolkit.websockets import WebSocket, WebSocketDisconnect


class HeaderBackend(AuthenticationBackend):
    """Trusts the header `scopes`."""

    async def authenticate(self, conn: HTTPConnection) -> tuple[AuthCredentials, BaseUser] | None:
        if "scopes" not in conn.headers:
            return None
        return AuthCredentials(conn.headers["scopes"].split()), SimpleUser("me")


@requires("a")
async def asynchronous(request: Request) -> Response:
    return PlainTextResponse("in")


@requires(["a", "b"])
def synchronous(request: Request) -> Response:
    return PlainTextResponse("in")


@requires("a", status_code=404)
async def hidden(request: Request) -> Response:
    return PlainTextResponse("in")


@requires("a", redirect="login")
async def redirected(request: Request) -> Response:
    return PlainTextResponse("in")


class Endpoint(HTTPEndpoint):
    @requires("a")
    async def get(self, request: Request) -> Response:
        return PlainTextResponse("in")


@requires("a")
async def socket(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_text(websocket.user.display_name)
    await websocket.close()


def login(request: Request) -> Response:
    return PlainTextResponse(request.query_params["next"])


APP = Toolkit(
    routes=[
        Route("/asynchronous", asynchronous),
        Route("/synchronous", synchronous),
        Route("/hidden", hidden),
        Route("/redirected", redirected),
        Route("/endpoint", Endpoint),
        Route("/login", login, name="login"),
        WebSocketRoute("/socket", socket),
    ],
    middleware=[Middleware(AuthenticationMiddleware, backend=HeaderBackend())],
)


@pytest.mark.parametrize(
    ("path", "scopes", "status", "text"),
    [
        ("/asynchronous", None, 403, "Forbidden"),
        ("/asynchronous", "b", 403, "Forbidden"),
        ("/asynchronous", "a", 200, "in"),
        ("/synchronous", "a", 403, "Forbidden"),
        ("/synchronous", "b a c", 200, "in"),
        ("/hidden", None, 404, "Not Found"),
        ("/redirected?x=1", None, 200, "http://testserver/redirected?x=1"),
        ("/redirected", "a", 200, "in"),
        ("/endpoint", None, 403, "Forbidden"),
        ("/endpoint", "a", 200, "in"),
    ],
)
def test_scopes(test_client_factory: TestClientFactory, path: str, scopes: str | None, status: int, text: str) -> None:
    headers = {} if scopes is None else {"scopes": scopes}
    response = test_client_factory(APP).get(path, headers=headers)
    assert (response.status_code, response.text) == (status, text)


def test_websockets(test_client_factory: TestClientFactory) -> None:
    client = test_client_factory(APP)
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/socket"):
        pass
    with client.websocket_connect("/socket", headers={"scopes": "a"}) as session:
        assert session.receive_text() == "me"


def test_the_connection_is_found_wherever_it_is_passed() -> None:
    @requires("a")
    def endpoint(first: int, request: Any, last: int = 0) -> tuple[int, int]:
        return first, last

    request = Request({"type": "http", "auth": AuthCredentials(["a"])})
    assert endpoint(1, request, 2) == (1, 2)
    assert endpoint(1, request=request) == (1, 0)


def test_an_endpoint_without_a_connection_is_refused() -> None:
    with pytest.raises(TypeError, match='No "request" or "websocket" argument'):
        requires("a")(lambda: None)


@pytest.mark.parametrize(
    ("user", "expected"), [(SimpleUser("me"), (True, "me", "me")), (UnauthenticatedUser(), (False, "", ""))]
)
def test_users(user: BaseUser, expected: tuple[bool, str, str]) -> None:
    assert (user.is_authenticated, user.display_name, user.identity) == expected


@pytest.mark.parametrize("name", ["is_authenticated", "display_name", "identity"])
def test_a_user_of_ones_own_must_say_who_it_is(name: str) -> None:
    with pytest.raises(NotImplementedError):
        getattr(BaseUser(), name)
