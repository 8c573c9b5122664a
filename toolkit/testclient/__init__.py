"""A client for tests: requests and WebSockets to an ASGI application, in process and without a server."""

from toolkit.testclient._asgi2 import ASGI2App, ASGI3App, ASGIInstance
from toolkit.testclient._client import TestClient
from toolkit.testclient._websocket import WebSocketDenialResponse, WebSocketTestSession

__all__ = ["ASGI2App", "ASGI3App", "ASGIInstance", "TestClient", "WebSocketDenialResponse", "WebSocketTestSession"]
