"""How a middleware answers in the application's place, for HTTP requests and WebSocket handshakes alike."""

from __future__ import annotations

from toolkit.types import ASGIApp, Receive, Scope, Send

POLICY_VIOLATION = 1008  # RFC 6455, section 7.4.1


async def refuse(response: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Sends the response; closes a handshake whose server cannot send one (ASGI `websocket.http.response`)."""
    if scope["type"] == "websocket" and "websocket.http.response" not in (scope.get("extensions") or {}):
        await send({"type": "websocket.close", "code": POLICY_VIOLATION})
    else:
        await response(scope, receive, send)
