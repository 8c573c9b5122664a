"""Cross-Origin Resource Sharing: answers preflight requests and marks responses (Fetch standard, section 3.2)."""

from __future__ import annotations

import functools
import re
from collections.abc import Awaitable, Collection

from toolkit.datastructures import Headers, MutableHeaders
from toolkit.responses import PlainTextResponse, Response
from toolkit.types import ASGIApp, Message, Receive, Scope, Send

ALL_METHODS = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "QUERY")

# Fetch standard, "CORS-safelisted request-header": a page may always send these.
SAFELISTED_HEADERS = {"Accept", "Accept-Language", "Content-Language", "Content-Type"}

# The request headers that a preflight answer depends on: a cache must keep one answer for each combination.
PREFLIGHT_VARY = ", ".join(
    [
        "Origin",
        "Access-Control-Request-Method",
        "Access-Control-Request-Headers",
        "Access-Control-Request-Private-Network",
    ]
)

_ORIGIN_VARIES = (b"vary", b"Origin")

RawHeaders = list[tuple[bytes, bytes]]


class CORSMiddleware:
    """Lets pages of other origins read this application's responses.

    `allow_origins`, `allow_methods` and `allow_headers` list what is permitted, `["*"]` permits all;
    `allow_origin_regex` must match a whole origin. `expose_headers` names the response headers that a page may
    read, `max_age` the seconds for which a browser keeps a preflight answer. Requests are never refused on their
    origin, only preflight requests are (400): it is the browser that keeps the answer from the page.
    """

    def __init__(
        self,
        app: ASGIApp,
        allow_origins: Collection[str] = (),
        allow_methods: Collection[str] = ("GET",),
        allow_headers: Collection[str] = (),
        allow_credentials: bool = False,
        allow_origin_regex: str | None = None,
        allow_private_network: bool = False,
        expose_headers: Collection[str] = (),
        max_age: int = 600,
    ) -> None:
        self.app = app
        self.allow_origins = allow_origins
        self.allow_methods = ALL_METHODS if "*" in allow_methods else allow_methods
        self.allow_headers = sorted({name.lower() for name in SAFELISTED_HEADERS.union(allow_headers)})
        self.allow_all_origins = "*" in allow_origins
        self.allow_all_headers = "*" in allow_headers
        self.allow_credentials = allow_credentials
        self.allow_origin_regex = None if allow_origin_regex is None else re.compile(allow_origin_regex)
        self.allow_private_network = allow_private_network
        # A wildcard does not allow credentials (Fetch, section 3.2.5): the origin is named instead.
        self.preflight_explicit_allow_origin = not self.allow_all_origins or allow_credentials
        self.simple_headers = self._common_headers()
        if expose_headers:
            self.simple_headers["Access-Control-Expose-Headers"] = ", ".join(expose_headers)
        self.preflight_headers = {
            "Vary": PREFLIGHT_VARY,
            **self._common_headers(),
            "Access-Control-Allow-Methods": ", ".join(self.allow_methods),
            "Access-Control-Max-Age": str(max_age),
        }
        if not self.allow_all_headers:
            listed = sorted(SAFELISTED_HEADERS.union(allow_headers))
            self.preflight_headers["Access-Control-Allow-Headers"] = ", ".join(listed)

    def _common_headers(self) -> dict[str, str]:
        headers = {} if self.preflight_explicit_allow_origin else {"Access-Control-Allow-Origin": "*"}
        if self.allow_credentials:
            headers["Access-Control-Allow-Credentials"] = "true"
        return headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_headers = Headers(scope=scope)
        if scope["method"] == "OPTIONS" and is_preflight(request_headers):
            await self.preflight_response(request_headers)(scope, receive, send)
        else:
            await self.simple_response(scope, receive, send, request_headers)

    def is_allowed_origin(self, origin: str) -> bool:
        """Whether a page of this origin (`scheme://host[:port]`) may read responses."""
        if self.allow_all_origins or origin in self.allow_origins:
            return True
        return self.allow_origin_regex is not None and self.allow_origin_regex.fullmatch(origin) is not None

    def preflight_response(self, request_headers: Headers) -> Response:
        """The answer to a preflight request: 200, or 400 with the list of what is not allowed."""
        origin = request_headers["origin"]
        headers = dict(self.preflight_headers)
        requested = request_headers.get("access-control-request-headers")
        if self.allow_all_headers and requested is not None:
            headers["Access-Control-Allow-Headers"] = requested
        if self.preflight_explicit_allow_origin and self.is_allowed_origin(origin):
            headers["Access-Control-Allow-Origin"] = origin
        wants_private_network = request_headers.get("access-control-request-private-network") == "true"
        if wants_private_network and self.allow_private_network:
            headers["Access-Control-Allow-Private-Network"] = "true"
        refused = {
            "origin": not self.is_allowed_origin(origin),
            "method": request_headers["access-control-request-method"] not in self.allow_methods,
            "headers": not self._allows_headers(requested or ""),
            "private-network": wants_private_network and not self.allow_private_network,
        }
        if not any(refused.values()):
            return PlainTextResponse("OK", headers=headers)
        reasons = ", ".join(name for name, is_refused in refused.items() if is_refused)
        return PlainTextResponse(f"Disallowed CORS {reasons}", status_code=400, headers=headers)

    def _allows_headers(self, requested: str) -> bool:
        names = (name.strip().lower() for name in requested.split(","))
        return self.allow_all_headers or all(name in self.allow_headers for name in names if name)

    async def simple_response(self, scope: Scope, receive: Receive, send: Send, request_headers: Headers) -> None:
        """Runs the application and marks its response."""
        await self.app(scope, receive, functools.partial(self.send, send=send, request_headers=request_headers))

    def send(self, message: Message, send: Send, request_headers: Headers) -> Awaitable[None]:
        """Sends the message; the one that starts the response gets its CORS headers."""
        # Not a coroutine function: what `send` returns is awaited by the caller, one frame less for each message.
        if message["type"] != "http.response.start":
            return send(message)
        headers = self._marked(list(message.get("headers", ())), request_headers.get("origin"))
        return send({**message, "headers": headers})

    def _marked(self, headers: RawHeaders, origin: str | None) -> RawHeaders:
        if origin is not None:
            fields = self._simple_fields
            if self.preflight_explicit_allow_origin and self.is_allowed_origin(origin):
                fields = [*fields, (b"access-control-allow-origin", origin.encode("latin-1"))]
            names = {name for name, _ in fields}
            headers = [field for field in headers if field[0] not in names] + fields
        return with_vary_origin(headers)

    @functools.cached_property
    def _simple_fields(self) -> RawHeaders:
        return [
            (name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in self.simple_headers.items()
        ]

    @staticmethod
    def allow_explicit_origin(headers: MutableHeaders, origin: str) -> None:
        """Names the origin in a response's headers."""
        headers["Access-Control-Allow-Origin"] = origin
        headers.add_vary_header("Origin")


def is_preflight(headers: Headers) -> bool:
    """Fetch standard, "CORS-preflight request"."""
    return "origin" in headers and "access-control-request-method" in headers


def with_vary_origin(headers: RawHeaders) -> RawHeaders:
    """The answer depends on the origin even where the request has none: a cache must not give it to another."""
    for name, _ in headers:
        if name == b"vary":
            MutableHeaders(raw=headers).add_vary_header("Origin")
            return headers
    headers.append(_ORIGIN_VARIES)
    return headers
