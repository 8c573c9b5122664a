"""Tests of CORS: which origins may read, what a preflight request is answered, what a response is marked with."""

from __future__ import annotations

from typing import Any

import pytest

from tests.toolkit.conftest import TestClientFactory
from toolkit.middleware.cors import ALL_METHODS, PREFLIGHT_VARY, CORSMiddleware
from toolkit.responses import PlainTextResponse
from toolkit.types import Receive, Scope, Send

ORIGIN = "https://a.example"
PREFLIGHT = {"Origin": ORIGIN, "Access-Control-Request-Method": "GET"}


@pytest.mark.parametrize(
    ("settings", "origin", "allowed", "credentials"),
    [
        pytest.param({"allow_origins": [ORIGIN]}, ORIGIN, ORIGIN, None, id="listed"),
        pytest.param({"allow_origins": [ORIGIN]}, "https://b.example", None, None, id="not listed"),
        pytest.param({"allow_origins": [ORIGIN]}, None, None, None, id="no origin"),
        pytest.param({"allow_origins": ["*"]}, ORIGIN, "*", None, id="any"),
        pytest.param(
            {"allow_origins": ["*"], "allow_credentials": True}, ORIGIN, ORIGIN, "true", id="any, credentials"
        ),
        pytest.param({"allow_origin_regex": r"https://\w\.example"}, ORIGIN, ORIGIN, None, id="pattern"),
        pytest.param({"allow_origin_regex": r"https://\w\.example"}, ORIGIN + ".evil.org", None, None, id="not whole"),
    ],
)
def test_response_names_the_origins_that_may_read_it(
    test_client_factory: TestClientFactory,
    settings: dict[str, Any],
    origin: str | None,
    allowed: str | None,
    credentials: str | None,
) -> None:
    client = test_client_factory(CORSMiddleware(PlainTextResponse("ok"), **settings))
    response = client.get("/", headers={"Origin": origin} if origin else {})
    assert response.headers.get("access-control-allow-origin") == allowed
    assert response.headers.get("access-control-allow-credentials") == credentials
    assert response.headers["vary"] == "Origin"


@pytest.mark.parametrize(
    ("settings", "headers", "refused"),
    [
        ({}, {}, ""),
        ({}, {"Origin": "https://b.example"}, "origin"),
        ({}, {"Access-Control-Request-Method": "PUT"}, "method"),
        ({"allow_methods": ["*"]}, {"Access-Control-Request-Method": "QUERY"}, ""),
        ({"allow_methods": ["*"]}, {"Access-Control-Request-Method": "CUSTOM"}, "method"),
        ({}, {"Access-Control-Request-Headers": "Accept, content-type,,"}, ""),
        ({}, {"Access-Control-Request-Headers": "accept, x-own"}, "headers"),
        ({"allow_headers": ["X-Own"]}, {"Access-Control-Request-Headers": "x-own"}, ""),
        ({"allow_headers": ["*"]}, {"Access-Control-Request-Headers": "x-whatever"}, ""),
        ({}, {"Access-Control-Request-Private-Network": "true"}, "private-network"),
        ({"allow_private_network": True}, {"Access-Control-Request-Private-Network": "true"}, ""),
        ({}, {"Origin": "x", "Access-Control-Request-Method": "PUT"}, "origin, method"),
    ],
)
def test_preflight_is_answered_with_what_is_refused(
    test_client_factory: TestClientFactory, settings: dict[str, Any], headers: dict[str, str], refused: str
) -> None:
    client = test_client_factory(CORSMiddleware(PlainTextResponse("app"), allow_origins=[ORIGIN], **settings))
    response = client.options("/", headers=PREFLIGHT | headers)
    expected = (400, f"Disallowed CORS {refused}") if refused else (200, "OK")
    assert (response.status_code, response.text) == expected
    assert response.headers["vary"] == PREFLIGHT_VARY
    assert ("access-control-allow-origin" in response.headers) is ("origin" not in refused)


def test_preflight_lists_what_is_allowed(test_client_factory: TestClientFactory) -> None:
    app = CORSMiddleware(
        PlainTextResponse("app"),
        allow_origins=[ORIGIN],
        allow_methods=["*"],
        allow_headers=["X-Own"],
        allow_private_network=True,
        max_age=60,
    )
    headers = PREFLIGHT | {"Access-Control-Request-Private-Network": "true"}
    response = test_client_factory(app).options("/", headers=headers)
    listed = {name: value for name, value in response.headers.items() if name.startswith("access-control")}
    assert listed == {
        "access-control-allow-origin": ORIGIN,
        "access-control-allow-methods": ", ".join(ALL_METHODS),
        "access-control-allow-headers": "Accept, Accept-Language, Content-Language, Content-Type, X-Own",
        "access-control-allow-private-network": "true",
        "access-control-max-age": "60",
    }


def test_wildcard_mirrors_the_requested_headers(test_client_factory: TestClientFactory) -> None:
    client = test_client_factory(CORSMiddleware(PlainTextResponse("app"), allow_origins=["*"], allow_headers=["*"]))
    response = client.options("/", headers=PREFLIGHT | {"Access-Control-Request-Headers": "X-A, x-b"})
    assert response.headers["access-control-allow-headers"] == "X-A, x-b"
    assert "access-control-allow-headers" not in client.options("/", headers=PREFLIGHT).headers


def test_options_without_a_preflights_headers_reaches_the_application(test_client_factory: TestClientFactory) -> None:
    client = test_client_factory(CORSMiddleware(PlainTextResponse("app"), allow_origins=["*"]))
    assert client.options("/", headers={"Origin": ORIGIN}).text == "app"


def test_headers_of_the_application_are_replaced_and_its_vary_kept(test_client_factory: TestClientFactory) -> None:
    inner = PlainTextResponse("app", headers={"Access-Control-Allow-Origin": "https://old", "Vary": "Accept"})
    app = CORSMiddleware(inner, allow_origins=[ORIGIN], expose_headers=["X-A", "X-B"])
    response = test_client_factory(app).get("/", headers={"Origin": ORIGIN})
    assert response.headers.get_list("access-control-allow-origin") == [ORIGIN]
    assert response.headers["access-control-expose-headers"] == "X-A, X-B"
    assert response.headers["vary"] == "Accept, Origin"


def test_one_request_leaves_no_trace_in_the_next(test_client_factory: TestClientFactory) -> None:
    start = {"type": "http.response.start", "status": 200, "headers": [(b"x-a", b"1")]}

    async def app_that_reuses_its_message(scope: Scope, receive: Receive, send: Send) -> None:
        await send(start)
        await send({"type": "http.response.body"})

    client = test_client_factory(CORSMiddleware(app_that_reuses_its_message, allow_origins=[ORIGIN]))
    assert client.get("/", headers={"Origin": ORIGIN}).headers["access-control-allow-origin"] == ORIGIN
    assert "access-control-allow-origin" not in client.get("/").headers
    assert start["headers"] == [(b"x-a", b"1")]


def test_subclass_decides_on_origins(test_client_factory: TestClientFactory) -> None:
    class Own(CORSMiddleware):
        def is_allowed_origin(self, origin: str) -> bool:
            return origin.endswith(".own")

    client = test_client_factory(Own(PlainTextResponse("app")))
    assert (
        client.get("/", headers={"Origin": "https://x.own"}).headers["access-control-allow-origin"] == "https://x.own"
    )
    assert client.options("/", headers=PREFLIGHT | {"Origin": "https://x.own"}).status_code == 200
