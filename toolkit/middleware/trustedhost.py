"""Refuses requests for hosts that this application does not serve (Host header attacks)."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit._http.hosts import parse_host_header
from toolkit.datastructures import URL, Headers
from toolkit.middleware._refusal import refuse
from toolkit.responses import PlainTextResponse, RedirectResponse
from toolkit.types import ASGIApp, Receive, Scope, Send

ENFORCE_DOMAIN_WILDCARD = "Domain wildcard patterns must be like '*.example.com'."


class TrustedHostMiddleware:
    """Answers 400 to a request whose Host header is missing, malformed or not among `allowed_hosts`.

    A host is compared without its port and without regard to case. `*.example.com` stands for every subdomain,
    `*` for any host, `[::1]` for an IPv6 address. With `www_redirect`, a request for `example.com` is
    redirected where `www.example.com` is allowed. Raises `AssertionError` for a `*` in any other place.
    """

    def __init__(self, app: ASGIApp, allowed_hosts: Sequence[str] | None = None, www_redirect: bool = True) -> None:
        self.app = app
        self.allowed_hosts = ["*"] if allowed_hosts is None else [host.lower() for host in allowed_hosts]
        for pattern in self.allowed_hosts:
            assert pattern == "*" or "*" not in pattern.removeprefix("*."), ENFORCE_DOMAIN_WILDCARD
        self.allow_any = "*" in self.allowed_hosts
        self.www_redirect = www_redirect
        self._suffixes = tuple(pattern[1:] for pattern in self.allowed_hosts if pattern.startswith("*."))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.allow_any or scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        parsed = parse_host_header(Headers(scope=scope).get("host"))
        host = "" if parsed is None else parsed.host.lower()
        if host and self._is_allowed(host):
            await self.app(scope, receive, send)
        elif host and self.www_redirect and f"www.{host}" in self.allowed_hosts:
            url = URL(scope=scope)
            await refuse(RedirectResponse(url.replace(netloc=f"www.{url.netloc}")), scope, receive, send)
        else:
            await refuse(PlainTextResponse("Invalid host header", status_code=400), scope, receive, send)

    def _is_allowed(self, host: str) -> bool:
        return host in self.allowed_hosts or host.endswith(self._suffixes)
