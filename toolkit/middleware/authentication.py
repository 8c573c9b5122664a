"""Tells the application who sends a request: `request.user` and `request.auth`."""

from __future__ import annotations

from collections.abc import Callable

from toolkit.authentication import AuthCredentials, AuthenticationBackend, AuthenticationError, UnauthenticatedUser
from toolkit.requests import HTTPConnection
from toolkit.responses import PlainTextResponse, Response
from toolkit.types import ASGIApp, Receive, Scope, Send


class AuthenticationMiddleware:
    """Asks `backend` for the credentials and the user of each request and WebSocket.

    Where the backend answers None, the user is an `UnauthenticatedUser` without scopes. Where it raises
    `AuthenticationError`, `on_error` makes the response (400 with the error's text by default) and a WebSocket
    is closed.
    """

    def __init__(
        self,
        app: ASGIApp,
        backend: AuthenticationBackend,
        on_error: Callable[[HTTPConnection, AuthenticationError], Response] | None = None,
    ) -> None:
        self.app = app
        self.backend = backend
        self.on_error = self.default_on_error if on_error is None else on_error

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        try:
            identified = await self.backend.authenticate(connection)
        except AuthenticationError as error:
            await self._refuse(connection, error, receive, send)
            return
        scope["auth"], scope["user"] = identified or (AuthCredentials(), UnauthenticatedUser())
        await self.app(scope, receive, send)

    async def _refuse(
        self, connection: HTTPConnection, error: AuthenticationError, receive: Receive, send: Send
    ) -> None:
        response = self.on_error(connection, error)
        if connection.scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})
        else:
            await response(connection.scope, receive, send)

    @staticmethod
    def default_on_error(conn: HTTPConnection, exc: Exception) -> Response:
        """400 with the error's text."""
        return PlainTextResponse(str(exc), status_code=400)
