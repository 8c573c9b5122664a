"""Tests of BaseHTTPMiddleware: what dispatch sees, and in which order the application below and the client go on."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextvars import ContextVar
from typing import Any

import anyio
import pytest

from tests.toolkit.asgi_lint import AsgiLint
from tests.toolkit.conftest import TestClientFactory
from toolkit.applications import Toolkit
from toolkit.background import BackgroundTask
from toolkit.middleware import Middleware
from toolkit.middleware.base import BaseHTTPMiddleware, DispatchFunction, RequestResponseEndpoint
from toolkit.requests import Request
from toolkit.responses import PlainTextResponse, Response, StreamingResponse
from toolkit.routing import Route
from toolkit.types import ASGIApp, Message, Receive, Scope, Send

pytestmark = pytest.mark.anyio

SCOPE: Scope = {
    "type": "http",
    "asgi": {"version": "3.0", "spec_version": "2.4"},
    "http_version": "1.1",
    "method": "GET",
    "path": "/",
    "query_string": b"",
    "headers": [],
}
who: ContextVar[str] = ContextVar("who", default="nobody")


async def hanging_receive() -> Message:
    await anyio.sleep_forever()
    raise AssertionError


async def passthrough(request: Request, call_next: RequestResponseEndpoint) -> Response:
    return await call_next(request)


def around(app: ASGIApp, dispatch: DispatchFunction = passthrough) -> ASGIApp:
    return AsgiLint(BaseHTTPMiddleware(app, dispatch))


async def serve(app: ASGIApp, receive: Receive = hanging_receive, **scope: Any) -> list[Message]:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    await app({**SCOPE, **scope}, receive, send)
    return sent


def body_of(messages: list[Message]) -> bytes:
    return b"".join(message.get("body", b"") for message in messages)


async def setting_app(scope: Scope, receive: Receive, send: Send) -> None:
    who.set("set before the response")
    await PlainTextResponse("hello")(scope, receive, send)
    who.set("set after the response")


async def test_context_variables_of_the_application_are_seen() -> None:
    seen = []

    async def dispatch(request: Request, call_next: RequestResponseEndpoint) -> Response:
        who.set("set by dispatch")
        response = await call_next(request)
        seen.append(who.get())
        return response

    async def outer(scope: Scope, receive: Receive, send: Send) -> None:
        await BaseHTTPMiddleware(setting_app, dispatch)(scope, receive, send)
        seen.append(who.get())

    await serve(outer)
    assert seen == ["set before the response", "set after the response"]


async def test_context_variable_of_an_endpoint_that_waits_is_seen_through_two_middlewares() -> None:
    seen = []

    async def endpoint(request: Request) -> PlainTextResponse:
        seen.append(who.get())
        await anyio.sleep(0)
        who.set("endpoint")
        return PlainTextResponse()

    async def dispatch(request: Request, call_next: RequestResponseEndpoint) -> Response:
        who.set("dispatch")
        response = await call_next(request)
        seen.append(who.get())
        return response

    await serve(Toolkit(routes=[Route("/", endpoint)], middleware=[Middleware(BaseHTTPMiddleware, dispatch)] * 2))
    assert seen == ["dispatch", "endpoint", "endpoint"]


async def test_what_runs_after_the_response_runs_after_it_was_sent() -> None:
    events: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse("x", background=BackgroundTask(events.append, "background"))(scope, receive, send)
        events.append("app returns")

    async def send(message: Message) -> None:
        await anyio.sleep(0.01)
        events.append(message["type"])

    await BaseHTTPMiddleware(app, passthrough)(SCOPE, hanging_receive, send)
    assert events == [
        "http.response.start",
        "http.response.body",
        "http.response.body",
        "background",
        "app returns",
    ]


@pytest.mark.parametrize("spec_version", ["2.3", "2.4"])
async def test_stream_goes_through_chunk_by_chunk(spec_version: str) -> None:
    """Below 2.4 a streaming response sends from a task group of its own."""
    produced: list[int] = []

    async def chunks() -> AsyncIterator[bytes]:
        for number in range(20):
            produced.append(number)
            yield b"%d," % number

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await StreamingResponse(chunks())(scope, receive, send)

    ahead: list[int] = []
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)
        ahead.append(len(produced) - sum(bool(message.get("body")) for message in sent))
        await anyio.sleep(0)

    scope = {**SCOPE, "asgi": {"version": "3.0", "spec_version": spec_version}}
    await around(app)(scope, hanging_receive, send)
    assert body_of(sent) == b"".join(b"%d," % number for number in range(20))
    assert max(ahead) <= 2, "the application waits until its chunk is taken"


async def test_status_headers_and_body_can_be_changed() -> None:
    async def dispatch(request: Request, call_next: RequestResponseEndpoint) -> Response:
        response: Any = await call_next(request)
        response.status_code = 201
        response.headers["x-new"] = "1"
        del response.headers["content-length"]
        original = response.body_iterator

        async def upper() -> AsyncIterator[str]:
            async for chunk in original:
                yield chunk.decode().upper()

        response.body_iterator = upper()
        return response

    start, *body = await serve(around(PlainTextResponse("hello"), dispatch))
    assert start["status"] == 201
    assert (b"x-new", b"1") in start["headers"]
    assert body_of(body) == b"HELLO"


@pytest.mark.parametrize("reads_first_chunk", [False, True])
async def test_discarded_response_disconnects_the_application(reads_first_chunk: bool) -> None:
    received: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"dropped", "more_body": True})
        received.append((await receive())["type"])
        received.append((await receive())["type"])
        await send({"type": "http.response.body", "body": b"dropped too"})

    async def dispatch(request: Request, call_next: RequestResponseEndpoint) -> Response:
        response: Any = await call_next(request)
        if reads_first_chunk:
            assert await anext(response.body_iterator) == b"dropped"
        return PlainTextResponse("instead")

    assert body_of(await serve(around(app, dispatch))) == b"instead"
    assert received == ["http.disconnect", "http.disconnect"]


async def test_endless_sender_of_a_discarded_response_can_be_cancelled() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        with anyio.move_on_after(0.05):
            while True:
                await send({"type": "http.response.body", "body": b"x", "more_body": True})

    async def dispatch(request: Request, call_next: RequestResponseEndpoint) -> Response:
        await call_next(request)
        return PlainTextResponse("instead")

    with anyio.fail_after(60):
        assert body_of(await serve(BaseHTTPMiddleware(app, dispatch))) == b"instead"


async def before(scope: Scope, receive: Receive, send: Send) -> None:
    raise ValueError("before")


async def between(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"a", "more_body": True})
    raise ValueError("between")


async def after(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse("all")(scope, receive, send)
    raise ValueError("after")


async def group(scope: Scope, receive: Receive, send: Send) -> None:
    raise ExceptionGroup("group", [ValueError("inside")])


async def silent(scope: Scope, receive: Receive, send: Send) -> None:
    pass


@pytest.mark.parametrize("waits", [False, True])
@pytest.mark.parametrize(
    ("app", "error", "text", "body"),
    [
        (before, ValueError, "before", b""),
        (between, ValueError, "between", b"a"),
        (after, ValueError, "after", b"all"),
        (group, ExceptionGroup, "group", b""),
        (silent, RuntimeError, "No response returned.", b""),
    ],
)
async def test_failure_of_the_application_is_raised(
    app: ASGIApp, error: type[Exception], text: str, body: bytes, waits: bool
) -> None:
    sent: list[Message] = []

    async def waiting(scope: Scope, receive: Receive, send: Send) -> None:
        if waits:
            await anyio.sleep(0)
        await app(scope, receive, send)

    async def send(message: Message) -> None:
        sent.append(message)

    with pytest.raises(error, match=text):
        await BaseHTTPMiddleware(waiting, passthrough)(SCOPE, hanging_receive, send)
    assert body_of(sent) == body


async def test_failure_that_dispatch_catches_is_not_raised_again() -> None:
    async def dispatch(request: Request, call_next: RequestResponseEndpoint) -> Response:
        try:
            return await call_next(request)
        except ValueError as error:
            return PlainTextResponse(f"caught {error}")

    assert body_of(await serve(around(before, dispatch))) == b"caught before"


async def test_application_can_be_called_again() -> None:
    attempts: list[int] = []

    async def flaky(scope: Scope, receive: Receive, send: Send) -> None:
        attempts.append(len(attempts))
        await PlainTextResponse("busy" if len(attempts) < 3 else "done", 503 if len(attempts) < 3 else 200)(
            scope, receive, send
        )

    async def retry(request: Request, call_next: RequestResponseEndpoint) -> Response:
        while (response := await call_next(request)).status_code == 503:
            pass
        return response

    assert body_of(await serve(around(flaky, retry))) == b"done"
    assert attempts == [0, 1, 2]


class Below:
    """An application that tells how it was cancelled, and that cleans up behind a shield."""

    def __init__(self, streams: bool) -> None:
        self.streams = streams
        self.events: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            if self.streams:
                await send({"type": "http.response.start", "status": 200, "headers": []})
                await send({"type": "http.response.body", "body": b"x", "more_body": True})
            await anyio.sleep_forever()
        except anyio.get_cancelled_exc_class():
            self.events.append("cancelled")
            with anyio.CancelScope(shield=True):
                await anyio.sleep(0.01)
                self.events.append("cleaned up")
            raise


@pytest.mark.parametrize("streams", [False, True])
async def test_cancelling_the_middleware_cancels_the_application_and_waits_for_it(streams: bool) -> None:
    below = Below(streams)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(serve, around(below))
        await anyio.wait_all_tasks_blocked()
        tasks.cancel_scope.cancel()
    assert below.events == ["cancelled", "cleaned up"]


@pytest.mark.parametrize("anyio_backend", ["asyncio"])
@pytest.mark.parametrize("streams", [False, True])
async def test_cancelled_asyncio_task_lets_the_application_clean_up(streams: bool) -> None:
    """A server cancels the task itself, not a scope; what the application shields must be shielded all the same."""
    below = Below(streams)
    task = asyncio.ensure_future(serve(around(below)))
    await anyio.wait_all_tasks_blocked()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert below.events == ["cancelled", "cleaned up"]


async def give_up(scope: anyio.CancelScope) -> None:
    """Cancels when nothing goes on any more."""
    await anyio.wait_all_tasks_blocked()
    scope.cancel()


@pytest.mark.parametrize("streams", [False, True])
async def test_failure_of_dispatch_cancels_the_application(streams: bool) -> None:
    below = Below(streams)

    async def dispatch(request: Request, call_next: RequestResponseEndpoint) -> Response:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(give_up, tasks.cancel_scope)
            await call_next(request)
            tasks.cancel_scope.cancel()
        raise KeyError("dispatch")

    with pytest.raises(KeyError, match="dispatch"):
        await serve(around(below, dispatch))
    assert below.events == ["cancelled", "cleaned up"]


async def test_failure_to_send_cancels_the_application() -> None:
    below = Below(streams=True)

    async def send(message: Message) -> None:
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        await BaseHTTPMiddleware(below, passthrough)(SCOPE, hanging_receive, send)
    assert below.events == ["cancelled", "cleaned up"]


async def test_time_limit_around_call_next_does_not_tear_the_scopes_of_the_application() -> None:
    """Both keep a cancel scope open over the start of the response; they must not end up within each other."""
    ended = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        with anyio.move_on_after(60):
            await PlainTextResponse("in time")(scope, receive, send)
        ended.append("app")

    async def dispatch(request: Request, call_next: RequestResponseEndpoint) -> Response:
        with anyio.fail_after(60):
            response = await call_next(request)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(anyio.sleep, 0)
        return response

    assert body_of(await serve(around(app, dispatch))) == b"in time"
    assert ended == ["app"]


def incoming(*messages: Message) -> Receive:
    left = iter(messages)

    async def receive() -> Message:
        return next(left)

    return receive


CHUNKS: list[Message] = [
    {"type": "http.request", "body": b"a", "more_body": True},
    {"type": "http.request", "body": b"b", "more_body": False},
]


async def read_nothing(request: Request) -> None:
    pass


async def read_body(request: Request) -> None:
    assert await request.body() == b"ab"


async def read_stream(request: Request) -> None:
    assert [chunk async for chunk in request.stream()] == [b"a", b"b", b""]


async def read_one_chunk(request: Request) -> None:
    async with contextlib.aclosing(request.stream()) as stream:
        assert await anext(stream) == b"a"


@pytest.mark.parametrize(
    ("read", "left"), [(read_nothing, b"ab"), (read_body, b"ab"), (read_stream, b""), (read_one_chunk, b"b")]
)
async def test_application_receives_what_dispatch_has_left(
    read: Callable[[Request], Awaitable[None]], left: bytes
) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        body = await Request(scope, receive).body()
        assert (await receive())["type"] == "http.disconnect"
        await Response(body)(scope, receive, send)

    async def dispatch(request: Request, call_next: RequestResponseEndpoint) -> Response:
        await read(request)
        return await call_next(request)

    messages = await serve(
        BaseHTTPMiddleware(app, dispatch), incoming(*map(dict, CHUNKS), {"type": "http.disconnect"}), method="POST"
    )
    assert body_of(messages) == left


async def test_early_hints_go_out_before_the_response() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await Request(scope, receive, send).send_early_hints("</a.css>; rel=preload")
        await PlainTextResponse("x")(scope, receive, send)

    messages = await serve(around(app), extensions={"http.response.early_hint": {}})
    assert [message["type"] for message in messages[:2]] == ["http.response.early_hint", "http.response.start"]


async def test_other_connections_pass_by(test_client_factory: TestClientFactory) -> None:
    seen = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope["type"])

    await BaseHTTPMiddleware(app)({"type": "lifespan"}, hanging_receive, hanging_receive)  # type: ignore[arg-type]
    assert seen == ["lifespan"]


async def test_dispatch_must_be_written() -> None:
    with pytest.raises(NotImplementedError):
        await serve(BaseHTTPMiddleware(silent))


async def test_variable_that_dispatch_gives_back_stays_given_back() -> None:
    seen: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(who.get())
        await PlainTextResponse("")(scope, receive, send)

    async def dispatch(request: Request, call_next: RequestResponseEndpoint) -> Response:
        token = who.set("for the application")
        response = await call_next(request)
        who.reset(token)
        return response

    async def send(message: Message) -> None: ...

    await BaseHTTPMiddleware(app, dispatch)(dict(SCOPE), hanging_receive, send)
    assert (seen, who.get()) == (["for the application"], "nobody")
