"""Tests of authentication: what the backend says reaches the application, what it raises reaches the client."""

from __future__ import annotations

import pytest

from tests.toolkit.conftest import TestClientFactory
from toolkit.authentication import (
    AuthCredentials,
    AuthenticationBackend,
    AuthenticationError,
    BaseUser,
    SimpleUser,
)
from toolkit.middleware.authentication import AuthenticationMiddleware
from toolkit.requests import HTTPConnection, Request
from toolkit.responses import JSONResponse, Response
from toolkit.types import Receive, Scope, Send
from toolkit.websockets import WebSocket, WebSocketDisconnect


class ByHeader(AuthenticationBackend):
    async def authenticate(self, conn: HTTPConnection) -> tuple[AuthCredentials, BaseUser] | None:
        name = conn.headers.get("x-user")
        if name == "mallory":
            raise AuthenticationError("not you")
        return None if name is None else (AuthCredentials(["read"]), SimpleUser(name))


async def who(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        websocket = WebSocket(scope, receive, send)
        await websocket.accept()
        await websocket.send_text(websocket.user.display_name)
        await websocket.close()
        return
    request = Request(scope)
    known = {"name": request.user.display_name, "in": request.user.is_authenticated, "scopes": request.auth.scopes}
    await JSONResponse(known)(scope, receive, send)


APP = AuthenticationMiddleware(who, backend=ByHeader())


def test_user_and_scopes_reach_the_application(test_client_factory: TestClientFactory) -> None:
    client = test_client_factory(APP)
    assert client.get("/", headers={"x-user": "ann"}).json() == {"name": "ann", "in": True, "scopes": ["read"]}
    assert client.get("/").json() == {"name": "", "in": False, "scopes": []}


def test_error_is_answered(test_client_factory: TestClientFactory) -> None:
    response = test_client_factory(APP).get("/", headers={"x-user": "mallory"})
    assert (response.status_code, response.text) == (400, "not you")


def test_error_may_have_an_answer_of_its_own(test_client_factory: TestClientFactory) -> None:
    def refuse(conn: HTTPConnection, exc: AuthenticationError) -> Response:
        return JSONResponse({"error": str(exc), "path": conn.url.path}, status_code=401)

    client = test_client_factory(AuthenticationMiddleware(who, backend=ByHeader(), on_error=refuse))
    response = client.get("/a", headers={"x-user": "mallory"})
    assert (response.status_code, response.json()) == (401, {"error": "not you", "path": "/a"})


def test_websocket_has_a_user_or_is_closed(test_client_factory: TestClientFactory) -> None:
    client = test_client_factory(APP)
    with client.websocket_connect("/", headers={"x-user": "ann"}) as websocket:
        assert websocket.receive_text() == "ann"
    with (
        pytest.raises(WebSocketDisconnect) as closed,
        client.websocket_connect("/", headers={"x-user": "mallory"}),
    ):
        pass
    assert closed.value.code == 1000


@pytest.mark.anyio
async def test_lifespan_passes_without_a_question() -> None:
    seen: list[Scope] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope)

    scope: Scope = {"type": "lifespan"}
    await AuthenticationMiddleware(app, backend=ByHeader())(scope, None, None)  # type: ignore[arg-type]
    assert seen == [{"type": "lifespan"}]
