"""Tests of the body limit: what is counted, who is told, and which limit holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.toolkit.conftest import TestClientFactory
from toolkit.exceptions import HTTPException
from toolkit.middleware.body_limit import MAX_BODY_SIZE_SCOPE_KEY, RequestBodyLimitMiddleware
from toolkit.requests import Request
from toolkit.responses import PlainTextResponse
from toolkit.types import ASGIApp, Message, Receive, Scope, Send


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse(await Request(scope, receive).body())(scope, receive, send)


async def unread(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse("unread")(scope, receive, send)


def answering(status: int) -> ASGIApp:
    async def app_that_catches_everything(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await Request(scope, receive).body()
        except Exception:
            await PlainTextResponse("own words", status_code=status)(scope, receive, send)

    return app_that_catches_everything


def pieces(*sizes: int) -> Iterator[bytes]:
    """A body without a Content-Length."""
    return (b"x" * size for size in sizes)


@pytest.mark.parametrize(
    ("app", "body", "headers", "status"),
    [
        pytest.param(echo, b"x" * 5, {}, 200, id="at the limit"),
        pytest.param(echo, b"x" * 6, {}, 413, id="announced"),
        pytest.param(unread, b"x" * 6, {}, 413, id="announced and not read"),
        pytest.param(echo, (2, 3), {}, 200, id="pieces at the limit"),
        pytest.param(echo, (2, 4), {}, 413, id="pieces over the limit"),
        pytest.param(unread, (2, 4), {}, 200, id="pieces that nobody reads"),
        pytest.param(echo, b"x" * 6, {"content-length": "1"}, 413, id="lying length"),
        pytest.param(echo, b"x" * 5, {"content-length": "none"}, 200, id="malformed length"),
        pytest.param(echo, b"", {"content-length": "9" * 5000}, 413, id="absurd length"),
    ],
)
def test_bodies_over_the_limit_are_refused(
    test_client_factory: TestClientFactory,
    app: ASGIApp,
    body: bytes | tuple[int, ...],
    headers: dict[str, str],
    status: int,
) -> None:
    client = test_client_factory(RequestBodyLimitMiddleware(app, max_body_size=5))
    content = body if isinstance(body, bytes) else pieces(*body)
    response = client.post("/", content=content, headers=headers)
    assert response.status_code == status
    assert (response.text == "Content Too Large") is (status == 413)


@pytest.mark.parametrize(("status", "text"), [(413, "own words"), (400, "own words"), (200, "Content Too Large")])
def test_application_may_word_the_refusal_but_not_succeed(
    test_client_factory: TestClientFactory, status: int, text: str
) -> None:
    client = test_client_factory(RequestBodyLimitMiddleware(answering(status), max_body_size=5))
    assert client.post("/", content=b"x" * 6).text == text
    assert client.post("/", content=pieces(2, 4)).text == text


@pytest.mark.parametrize(
    ("outer", "inner", "size", "status"),
    [(5, 10, 8, 200), (5, 10, 11, 413), (10, 5, 6, 413), (10, 5, 5, 200)],
)
@pytest.mark.parametrize("copies", [False, True])
def test_inner_limit_replaces_the_outer_one(
    test_client_factory: TestClientFactory, outer: int, inner: int, size: int, status: int, copies: bool
) -> None:
    limited = RequestBodyLimitMiddleware(echo, max_body_size=inner)

    async def between(scope: Scope, receive: Receive, send: Send) -> None:
        await limited(dict(scope) if copies else scope, receive, send)

    client = test_client_factory(RequestBodyLimitMiddleware(between, max_body_size=outer))
    assert client.post("/", content=b"x" * size).status_code == status
    assert client.post("/", content=pieces(size)).status_code == status


def test_inner_limit_counts_what_was_read_before_it(test_client_factory: TestClientFactory) -> None:
    limited = RequestBodyLimitMiddleware(echo, max_body_size=5)

    async def reads_first(scope: Scope, receive: Receive, send: Send) -> None:
        body = await Request(scope, receive).body()

        async def replay() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        await limited(scope, replay, send)

    client = test_client_factory(RequestBodyLimitMiddleware(reads_first, max_body_size=10))
    assert client.post("/", content=pieces(6)).status_code == 413
    assert client.post("/", content=pieces(5)).status_code == 200


async def run(app: ASGIApp, scope: Scope, *incoming: Message) -> list[Message]:
    waiting = iter(incoming)
    sent: list[Message] = []

    async def receive() -> Message:
        return next(waiting)

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return sent


@pytest.mark.anyio
async def test_response_that_has_started_cannot_be_replaced() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await receive()

    limited = RequestBodyLimitMiddleware(app, max_body_size=5)
    with pytest.raises(HTTPException, match="413: Content Too Large"):
        await run(limited, {"type": "http", "headers": []}, {"type": "http.request", "body": b"123456"})


@pytest.mark.parametrize("before", [{}, {MAX_BODY_SIZE_SCOPE_KEY: 10}])
@pytest.mark.anyio
async def test_scope_names_the_limit_in_force_and_is_left_as_it_was(before: dict[str, Any]) -> None:
    seen: list[int] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope[MAX_BODY_SIZE_SCOPE_KEY])

    scope = {"type": "http", "headers": [], **before}
    await run(RequestBodyLimitMiddleware(app, max_body_size=5), scope)
    assert seen == [5]
    assert scope == {"type": "http", "headers": [], **before}


@pytest.mark.parametrize("kind", ["websocket", "lifespan"])
@pytest.mark.anyio
async def test_other_scopes_pass(kind: str) -> None:
    seen: list[Scope] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(dict(scope))

    await run(RequestBodyLimitMiddleware(app, max_body_size=5), {"type": kind})
    assert seen == [{"type": kind}]
