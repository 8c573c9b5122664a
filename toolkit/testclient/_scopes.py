"""The ASGI scope that a server would make of a request."""

from typing import Any
from urllib.parse import unquote

from toolkit.testclient._httpx import httpx
from toolkit.types import Scope

_PORTS = {"http": 80, "ws": 80, "https": 443, "wss": 443}


def http_scope(request: httpx.Request, root_path: str, client: tuple[str, int], state: dict[str, Any]) -> Scope:
    """The scope of an HTTP request."""
    return {
        "type": "http",
        "method": request.method,
        **_connection(request, root_path, client, state),
        "extensions": {"http.response.debug": {}, "http.response.trailers": {}},
    }


def websocket_scope(request: httpx.Request, root_path: str, client: tuple[str, int], state: dict[str, Any]) -> Scope:
    """The scope of a WebSocket handshake."""
    protocols = request.headers.get("sec-websocket-protocol")
    return {
        "type": "websocket",
        **_connection(request, root_path, client, state),
        "subprotocols": [name.strip() for name in protocols.split(",")] if protocols else [],
        "extensions": {"websocket.http.response": {}},
    }


def _connection(request: httpx.Request, root_path: str, client: tuple[str, int], state: dict[str, Any]) -> Scope:
    url = request.url
    raw_path, _, query = url.raw_path.partition(b"?")
    port = url.port
    return {
        # As most servers say: the application listens for the client's leaving.
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "path": unquote(url.path),
        "raw_path": raw_path,
        "root_path": root_path,
        "scheme": url.scheme,
        "query_string": query,
        "headers": _headers(request),
        "client": client,
        "server": [url.host, _PORTS[url.scheme] if port is None else port],
        "state": state.copy(),
    }


def _headers(request: httpx.Request) -> list[tuple[bytes, bytes]]:
    headers = [(name.lower(), value) for name, value in request.headers.raw]
    if not any(name == b"host" for name, _ in headers):
        headers.insert(0, (b"host", request.url.netloc))
    return headers
