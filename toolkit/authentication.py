"""Who is asking and what they may do: users, credentials, backends, and the `requires` decorator."""

import functools
import inspect
from collections.abc import Callable, Sequence
from typing import Any, ParamSpec
from urllib.parse import urlencode

from toolkit._utils import is_async_callable
from toolkit.exceptions import HTTPException
from toolkit.requests import HTTPConnection, Request
from toolkit.responses import RedirectResponse, Response
from toolkit.websockets import WebSocket

__all__ = [
    "AuthCredentials",
    "AuthenticationBackend",
    "AuthenticationError",
    "BaseUser",
    "SimpleUser",
    "UnauthenticatedUser",
    "has_required_scope",
    "requires",
]

P = ParamSpec("P")


def has_required_scope(conn: HTTPConnection, scopes: Sequence[str]) -> bool:
    """Whether the connection's credentials hold every one of `scopes`."""
    return all(scope in conn.auth.scopes for scope in scopes)


def requires(
    scopes: str | Sequence[str], status_code: int = 403, redirect: str | None = None
) -> Callable[[Callable[P, Any]], Callable[P, Any]]:
    """Let an endpoint run only where the connection's credentials hold all of `scopes`.

    The endpoint takes a parameter named `request` or `websocket`. A request without the scopes is answered with
    `status_code`, or sent (303) to the route named `redirect`, with the URL it asked for in the query parameter
    `next`; a WebSocket is closed. Raises `TypeError` for an endpoint without such a parameter.
    """
    needed = [scopes] if isinstance(scopes, str) else list(scopes)

    def decorate(endpoint: Callable[P, Any]) -> Callable[P, Any]:
        name, connection = _connection_of(endpoint)
        if name == "websocket":
            return _guard_websocket(endpoint, connection, needed)
        guard = _guard_async if is_async_callable(endpoint) else _guard_sync
        return guard(endpoint, connection, functools.partial(_refuse, needed, status_code, redirect))

    return decorate


def _connection_of(endpoint: Callable[..., Any]) -> tuple[str, Callable[[Sequence[Any], dict[str, Any]], Any]]:
    """The name of the parameter that takes the connection, and what finds it in a call's arguments."""
    for position, name in enumerate(inspect.signature(endpoint).parameters):
        if name in ("request", "websocket"):
            return name, functools.partial(_argument, name, position)
    raise TypeError(f'No "request" or "websocket" argument on function "{endpoint}"; give it one.')


def _argument(name: str, position: int, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    return kwargs[name] if name in kwargs else args[position]


def _refuse(needed: list[str], status_code: int, redirect: str | None, request: Request) -> Response | None:
    """None for a request that may pass, else the redirect; raises `HTTPException` where there is none."""
    if has_required_scope(request, needed):
        return None
    if redirect is None:
        raise HTTPException(status_code=status_code)
    query = urlencode({"next": str(request.url)})
    return RedirectResponse(url=f"{request.url_for(redirect)}?{query}", status_code=303)


def _guard_async(
    endpoint: Callable[P, Any], connection: Callable[..., Any], refuse: Callable[[Request], Response | None]
) -> Callable[P, Any]:
    @functools.wraps(endpoint)
    async def guarded(*args: P.args, **kwargs: P.kwargs) -> Any:
        refusal = refuse(connection(args, kwargs))
        return await endpoint(*args, **kwargs) if refusal is None else refusal

    return guarded


def _guard_sync(
    endpoint: Callable[P, Any], connection: Callable[..., Any], refuse: Callable[[Request], Response | None]
) -> Callable[P, Any]:
    @functools.wraps(endpoint)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> Any:
        refusal = refuse(connection(args, kwargs))
        return endpoint(*args, **kwargs) if refusal is None else refusal

    return guarded


def _guard_websocket(
    endpoint: Callable[P, Any], connection: Callable[..., WebSocket], needed: list[str]
) -> Callable[P, Any]:
    @functools.wraps(endpoint)
    async def guarded(*args: P.args, **kwargs: P.kwargs) -> None:
        websocket = connection(args, kwargs)
        if has_required_scope(websocket, needed):
            await endpoint(*args, **kwargs)
        else:
            await websocket.close()

    return guarded


class AuthenticationError(Exception):
    """The credentials that came with the connection are wrong; its text is for the client."""


class AuthCredentials:
    """What a connection may do: a list of scopes, independent of who its user is."""

    def __init__(self, scopes: Sequence[str] | None = None) -> None:
        self.scopes = [] if scopes is None else list(scopes)


class AuthenticationBackend:
    """Tells who is behind a connection; subclass it and write `authenticate`."""

    async def authenticate(self, conn: HTTPConnection) -> "tuple[AuthCredentials, BaseUser] | None":
        """Credentials and user, or None for a connection that brings none; raises `AuthenticationError`."""
        raise NotImplementedError


class BaseUser:
    """What every user has; subclass it for your own."""

    @property
    def is_authenticated(self) -> bool:
        """Whether the user is known."""
        raise NotImplementedError

    @property
    def display_name(self) -> str:
        """The name to show to people."""
        raise NotImplementedError

    @property
    def identity(self) -> str:
        """The name that stands for this user alone."""
        raise NotImplementedError


class SimpleUser(BaseUser):
    """A known user with a name and nothing else."""

    def __init__(self, username: str) -> None:
        self.username = username

    @property
    def is_authenticated(self) -> bool:
        return True

    @property
    def display_name(self) -> str:
        return self.username

    @property
    def identity(self) -> str:
        return self.username


class UnauthenticatedUser(BaseUser):
    """Nobody known."""

    @property
    def is_authenticated(self) -> bool:
        return False

    @property
    def display_name(self) -> str:
        return ""

    @property
    def identity(self) -> str:
        return ""
