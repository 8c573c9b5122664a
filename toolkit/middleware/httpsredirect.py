"""Sends every plain HTTP or WebSocket request to its secure counterpart (RFC 9110, section 15.4.8)."""

from __future__ import annotations

from toolkit._http.hosts import parse_host_header
from toolkit.datastructures import URL, Headers
from toolkit.middleware._refusal import refuse
from toolkit.responses import PlainTextResponse, RedirectResponse, Response
from toolkit.types import ASGIApp, Receive, Scope, Send

SECURE_SCHEMES = {"http": "https", "ws": "wss"}
DEFAULT_PORTS = (80, 443)


class HTTPSRedirectMiddleware:
    """Answers 307 to the same URL with `https` (`wss`); 400 where no host is known to redirect to."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket") and scope.get("scheme", "http") in SECURE_SCHEMES:
            await refuse(secure_redirect(scope), scope, receive, send)
        else:
            await self.app(scope, receive, send)


def secure_redirect(scope: Scope) -> Response:
    netloc = secure_netloc(scope)
    if netloc is None:
        return PlainTextResponse("Invalid host header", status_code=400)
    url = URL(scope=scope).replace(scheme=SECURE_SCHEMES[scope.get("scheme", "http")], netloc=netloc)
    return RedirectResponse(url, status_code=307)


def secure_netloc(scope: Scope) -> str | None:
    """Host and port of the client's Host header, of the server where that is malformed, or None."""
    parsed = parse_host_header(Headers(scope=scope).get("host"))
    if parsed is not None and parsed.is_valid_port:
        return joined(parsed.host, int(parsed.port or 443))
    host, port = scope.get("server") or (None, None)
    if host is None or port is None:  # a UNIX socket has a path in the place of a host
        return None
    return joined(f"[{host}]" if ":" in host else host, port)


def joined(host: str, port: int) -> str:
    """The default ports are left away: whoever named 80 meant "the usual one"."""
    return host if port in DEFAULT_PORTS else f"{host}:{port}"
