"""A server span for each HTTP request (OpenTelemetry semantic conventions for HTTP, 1.23 and later)."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from opentelemetry import metrics, propagate, trace
from opentelemetry.propagators.textmap import Getter
from opentelemetry.trace import Span, SpanKind, Status, StatusCode

from toolkit._http.hosts import parse_host_header
from toolkit.datastructures import URL
from toolkit.types import ASGIApp, Message, Receive, Scope, Send

# RFC 9110 section 9, RFC 5789 and the QUERY draft: a name beyond these is the client's and would make a new series.
KNOWN_METHODS = frozenset({"CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "QUERY", "TRACE"})
DEFAULT_PORTS = {"http": 80, "https": 443}
INSTRUMENTATION = "toolkit"

_SEEN_SCOPE_KEY = "toolkit.opentelemetry"

Attributes = dict[str, str | int]


class OpenTelemetryMiddleware:
    """Makes one span of kind SERVER for each HTTP request, a child of the trace that its headers name.

    The span is called after the method and the matched route's template. `excluded_urls` are regular expressions,
    in a sequence or separated by commas: a request whose full URL one of them is found in has no span.
    `tracer_provider` is the global one by default, looked up at each request, so that it may be set later; without
    any, nothing is done. With a `meter_provider`, `http.server.request.duration` is recorded in seconds.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        excluded_urls: str | Sequence[str] = (),
        tracer_provider: trace.TracerProvider | None = None,
        meter_provider: metrics.MeterProvider | None = None,
    ) -> None:
        self.app = app
        patterns = excluded_urls.split(",") if isinstance(excluded_urls, str) else excluded_urls
        self.excluded_urls = [re.compile(pattern.strip()) for pattern in patterns if pattern.strip()]
        self.tracer_provider = tracer_provider
        self._duration = None if meter_provider is None else duration_histogram(meter_provider)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # A mounted application may have this middleware too: the outer one has decided already.
        if scope["type"] != "http" or _SEEN_SCOPE_KEY in scope:
            await self.app(scope, receive, send)
            return
        provider = self.tracer_provider or trace.get_tracer_provider()
        traced = TracedScope(scope, **{_SEEN_SCOPE_KEY: True})
        if isinstance(provider, trace.NoOpTracerProvider) or self._excludes(scope):
            await self.app(traced, receive, send)
            return
        with server_span(provider.get_tracer(INSTRUMENTATION), scope) as span:
            await self._traced(span, traced, receive, send)

    def _excludes(self, scope: Scope) -> bool:
        url = str(URL(scope=scope)) if self.excluded_urls else ""
        return any(pattern.search(url) for pattern in self.excluded_urls)

    async def _traced(self, span: Span, scope: TracedScope, receive: Receive, send: Send) -> None:
        outcome: Attributes = {}

        async def send_observed(message: Message) -> None:
            if message["type"] == "http.response.start":
                outcome.update(status_attributes(message["status"]))
            await send(message)

        started = time.perf_counter()
        try:
            await self.app(scope, receive, send_observed)
        except Exception as error:
            outcome["error.type"] = type(error).__qualname__
            span.record_exception(error)
            raise
        finally:
            self._finish(span, scope, outcome, time.perf_counter() - started)

    def _finish(self, span: Span, scope: TracedScope, outcome: Attributes, seconds: float) -> None:
        method = method_of(scope)
        route = scope.route_template()
        if route is not None:
            outcome["http.route"] = route
            span.update_name(f"{span_name(method)} {route}")
        span.set_attributes(outcome)
        if "error.type" in outcome:
            span.set_status(Status(StatusCode.ERROR))
        if self._duration is not None:
            known: Attributes = {"http.request.method": method, "url.scheme": scope.get("scheme", "http")}
            self._duration.record(seconds, known | outcome)


class TracedScope(dict[str, Any]):
    """A scope that remembers each route that was entered: a mount hides the one before it."""

    def __init__(self, scope: Scope, **additions: Any) -> None:
        super().__init__(scope, **additions)
        self._trail: list[Any] = []

    def __setitem__(self, key: str, value: Any) -> None:
        if key == "route":
            self._trail.append(value)
        super().__setitem__(key, value)

    def route_template(self) -> str | None:
        """The templates of the mounts and of the route, joined; None where the innermost route has none."""
        innermost = self.get("route")
        trail = self._trail if innermost in self._trail else [*self._trail, innermost]
        # A host has no path and says nothing of what lies within.
        paths = [getattr(route, "path", "") for route in trail]
        return "".join(paths) if getattr(innermost, "path", None) is not None else None


class HeaderGetter(Getter[list[tuple[bytes, bytes]]]):
    """Reads the trace context from ASGI's pairs of bytes."""

    def get(self, carrier: list[tuple[bytes, bytes]], key: str) -> list[str] | None:
        wanted = key.lower().encode("latin-1")
        return [value.decode("latin-1") for name, value in carrier if name.lower() == wanted] or None

    def keys(self, carrier: list[tuple[bytes, bytes]]) -> list[str]:
        return [name.decode("latin-1").lower() for name, _ in carrier]


_getter = HeaderGetter()


@contextmanager
def server_span(tracer: trace.Tracer, scope: Scope) -> Iterator[Span]:
    """The current span while the request is answered; exceptions are recorded where they are caught, once."""
    headers = list(scope["headers"])
    with tracer.start_as_current_span(
        span_name(method_of(scope)),
        context=propagate.extract(headers, getter=_getter),
        kind=SpanKind.SERVER,
        attributes=request_attributes(scope, headers),
        record_exception=False,
        set_status_on_exception=False,
    ) as span:
        yield span


def method_of(scope: Scope) -> str:
    method: str = scope["method"].upper()
    return method if method in KNOWN_METHODS else "_OTHER"


def span_name(method: str) -> str:
    return "HTTP" if method == "_OTHER" else method


def request_attributes(scope: Scope, headers: list[tuple[bytes, bytes]]) -> Attributes:
    method = method_of(scope)
    known: dict[str, str | int | None] = {
        "http.request.method": method,
        "http.request.method_original": scope["method"] if scope["method"] != method else None,
        "url.path": scope["path"],
        "url.query": scope.get("query_string", b"").decode("latin-1") or None,
        "url.scheme": scope.get("scheme", "http"),
        "network.protocol.version": scope.get("http_version"),
        "client.address": (scope.get("client") or (None,))[0],
        "user_agent.original": next(iter(_getter.get(headers, "user-agent") or ()), None),
        **server_attributes(scope, headers),
    }
    return {name: value for name, value in known.items() if value is not None}


def server_attributes(scope: Scope, headers: list[tuple[bytes, bytes]]) -> dict[str, str | int | None]:
    """The host that the client named, else the address that the server listens on."""
    parsed = parse_host_header(next(iter(_getter.get(headers, "host") or ()), None))
    if parsed is not None and parsed.is_valid_port:
        port = DEFAULT_PORTS.get(scope.get("scheme", "http")) if parsed.port is None else int(parsed.port)
        return {"server.address": parsed.host, "server.port": port}
    address, port = scope.get("server") or (None, None)
    return {"server.address": address, "server.port": port}


def status_attributes(status: int) -> Attributes:
    """Only what the server failed at is an error; a 404 is the client's affair."""
    attributes: Attributes = {"http.response.status_code": status}
    if status >= 500:
        attributes["error.type"] = str(status)
    return attributes


def duration_histogram(provider: metrics.MeterProvider) -> metrics.Histogram:
    meter = provider.get_meter(INSTRUMENTATION)
    return meter.create_histogram(
        "http.server.request.duration", unit="s", description="Duration of HTTP server requests."
    )
