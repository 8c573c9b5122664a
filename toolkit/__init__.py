"""An ASGI toolkit with the Starlette 1.x API: routing, requests, responses, WebSockets, middleware, and the rest."""

__version__ = "1.3.0"
