"""Tests of tracing: one span for a request, its name, attributes and status, and what is left untraced."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from opentelemetry import trace
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from tests.toolkit.conftest import TestClientFactory
from toolkit.applications import Toolkit
from toolkit.middleware import Middleware
from toolkit.middleware.opentelemetry import OpenTelemetryMiddleware
from toolkit.requests import Request
from toolkit.responses import PlainTextResponse
from toolkit.routing import Host, Mount, Route, Router


@dataclass
class Tracing:
    """A tracer provider and what it has recorded."""

    exporter: InMemorySpanExporter = field(default_factory=InMemorySpanExporter)
    provider: TracerProvider = field(default_factory=TracerProvider)

    def __post_init__(self) -> None:
        self.provider.add_span_processor(SimpleSpanProcessor(self.exporter))

    @property
    def spans(self) -> tuple[ReadableSpan, ...]:
        return self.exporter.get_finished_spans()

    @property
    def span(self) -> ReadableSpan:
        (span,) = self.spans
        return span

    def app(self, **settings: Any) -> Toolkit:
        middleware = Middleware(OpenTelemetryMiddleware, tracer_provider=self.provider, **settings)
        return Toolkit(routes=ROUTES, middleware=[middleware])


@pytest.fixture
def tracing() -> Iterator[Tracing]:
    tracing = Tracing()
    yield tracing
    tracing.provider.shutdown()


def hello(request: Request) -> PlainTextResponse:
    return PlainTextResponse("hello")


def fail(request: Request) -> PlainTextResponse:
    raise LookupError("mine")


def unavailable(request: Request) -> PlainTextResponse:
    return PlainTextResponse("later", status_code=503)


ROUTES = [
    Route("/users/{name}", hello, methods=["GET", "POST"]),
    Route("/fail", fail),
    Route("/unavailable", unavailable),
    Mount("/{tenant}/api", routes=[Mount("/v1", app=Router([Route("/items/{id}", hello)]))]),
    Mount("/raw", app=PlainTextResponse("raw")),
    Host("hosted.test", app=Router([Route("/inner/{id}", hello)])),
]


@pytest.mark.parametrize(
    ("path", "host", "name", "route"),
    [
        ("/users/ann", "a.test", "GET /users/{name}", "/users/{name}"),
        ("/acme/api/v1/items/3", "a.test", "GET /{tenant}/api/v1/items/{id}", "/{tenant}/api/v1/items/{id}"),
        ("/acme/api/v1/nothing", "a.test", "GET /{tenant}/api/v1", "/{tenant}/api/v1"),
        ("/raw/anything", "a.test", "GET /raw", "/raw"),
        ("/inner/3", "hosted.test", "GET /inner/{id}", "/inner/{id}"),
        ("/nothing", "a.test", "GET", None),
    ],
)
def test_span_is_called_after_the_matched_template(
    test_client_factory: TestClientFactory, tracing: Tracing, path: str, host: str, name: str, route: str | None
) -> None:
    test_client_factory(tracing.app()).get(path, headers={"host": host})
    assert tracing.span.name == name
    assert (tracing.span.attributes or {}).get("http.route") == route


def test_attributes_follow_the_conventions(test_client_factory: TestClientFactory, tracing: Tracing) -> None:
    test_client_factory(tracing.app()).get("/users/ann?a=1", headers={"host": "a.test:8000", "user-agent": "probe"})
    assert tracing.span.kind is SpanKind.SERVER
    assert dict(tracing.span.attributes or {}) == {
        "http.request.method": "GET",
        "http.response.status_code": 200,
        "http.route": "/users/{name}",
        "url.path": "/users/ann",
        "url.query": "a=1",
        "url.scheme": "http",
        "server.address": "a.test",
        "server.port": 8000,
        "client.address": "testclient",
        "network.protocol.version": "1.1",
        "user_agent.original": "probe",
    }


def test_unknown_methods_do_not_make_names(test_client_factory: TestClientFactory, tracing: Tracing) -> None:
    test_client_factory(tracing.app()).request("BREW", "/nothing")
    assert tracing.span.name == "HTTP"
    attributes = tracing.span.attributes or {}
    assert (attributes["http.request.method"], attributes["http.request.method_original"]) == ("_OTHER", "BREW")


@pytest.mark.parametrize(
    ("path", "error", "status", "events"),
    [
        ("/fail", "LookupError", StatusCode.ERROR, ["exception"]),
        ("/unavailable", "503", StatusCode.ERROR, []),
        ("/nothing", None, StatusCode.UNSET, []),
        ("/users/ann", None, StatusCode.UNSET, []),
    ],
)
def test_failures_of_the_server_are_errors(
    test_client_factory: TestClientFactory,
    tracing: Tracing,
    path: str,
    error: str | None,
    status: StatusCode,
    events: list[str],
) -> None:
    test_client_factory(tracing.app(), raise_server_exceptions=False).get(path)
    assert (tracing.span.attributes or {}).get("error.type") == error
    assert tracing.span.status.status_code is status
    assert [event.name for event in tracing.span.events] == events


def test_span_continues_the_trace_of_the_headers(test_client_factory: TestClientFactory, tracing: Tracing) -> None:
    parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    test_client_factory(tracing.app()).get("/users/ann", headers={"traceparent": parent})
    span = tracing.span
    assert span.parent is not None
    assert span.context is not None
    assert span.parent.is_remote
    assert (f"{span.context.trace_id:032x}", f"{span.parent.span_id:016x}") == tuple(parent.split("-")[1:3])


def test_endpoint_runs_within_the_span(test_client_factory: TestClientFactory, tracing: Tracing) -> None:
    seen: list[int] = []

    async def endpoint(request: Request) -> PlainTextResponse:
        seen.append(trace.get_current_span().get_span_context().span_id)
        return PlainTextResponse("ok")

    app = OpenTelemetryMiddleware(Router([Route("/", endpoint)]), tracer_provider=tracing.provider)
    test_client_factory(app).get("/")
    assert tracing.span.context is not None
    assert seen == [tracing.span.context.span_id]


@pytest.mark.parametrize(
    ("excluded", "path", "spans"),
    [
        (r"/health$, /ready", "/ready/now", 0),
        (r"/health$, /ready", "/healthy", 1),
        ([r"^http://testserver/a\?x=1,2$"], "/a?x=1,2", 0),
        ("", "/health", 1),
        (" , ", "/health", 1),
    ],
)
def test_excluded_urls_have_no_span(
    test_client_factory: TestClientFactory, tracing: Tracing, excluded: Any, path: str, spans: int
) -> None:
    test_client_factory(tracing.app(excluded_urls=excluded)).get(path)
    assert len(tracing.spans) == spans


def test_request_has_one_span_and_the_outermost_middleware_decides(
    test_client_factory: TestClientFactory, tracing: Tracing
) -> None:
    app = OpenTelemetryMiddleware(
        Toolkit(routes=[Mount("/in", app=tracing.app())]), tracer_provider=tracing.provider, excluded_urls="/in/fail"
    )
    client = test_client_factory(app, raise_server_exceptions=False)
    client.get("/in/users/ann")
    client.get("/in/fail")
    assert [span.name for span in tracing.spans] == ["GET /in/users/{name}"]


def test_provider_may_be_set_after_the_application_was_built(
    test_client_factory: TestClientFactory, tracing: Tracing, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = test_client_factory(OpenTelemetryMiddleware(PlainTextResponse("ok")))
    assert client.get("/").text == "ok"
    assert tracing.spans == ()
    monkeypatch.setattr(trace, "get_tracer_provider", lambda: tracing.provider)
    client.get("/")
    assert tracing.span.name == "GET"


def test_duration_is_recorded_where_there_is_a_meter(test_client_factory: TestClientFactory, tracing: Tracing) -> None:
    reader = InMemoryMetricReader()
    meters = MeterProvider([reader])
    client = test_client_factory(tracing.app(meter_provider=meters))
    client.get("/users/ann")
    client.get("/users/bob")
    data = reader.get_metrics_data()
    meters.shutdown()
    assert data is not None
    (metric,) = data.resource_metrics[0].scope_metrics[0].metrics
    (point,) = metric.data.data_points
    assert (metric.name, metric.unit) == ("http.server.request.duration", "s")
    assert point.attributes == {
        "http.request.method": "GET",
        "http.response.status_code": 200,
        "http.route": "/users/{name}",
        "url.scheme": "http",
    }
    assert getattr(point, "count") == 2  # noqa: B009 - the union of point types has no common count
