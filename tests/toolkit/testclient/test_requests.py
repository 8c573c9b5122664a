"""Requests of the test client: what the application is told, how responses stream, and whose errors are raised."""

import threading
from collections.abc import AsyncIterator
from typing import Any

import anyio
import pytest

from tests.toolkit.conftest import TestClientFactory
from toolkit.background import BackgroundTask
from toolkit.exceptions import ToolkitDeprecationWarning
from toolkit.responses import JSONResponse, PlainTextResponse, RedirectResponse, StreamingResponse
from toolkit.types import Receive, Scope, Send


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    message = await receive()
    told = {
        "method": scope["method"],
        "path": scope["path"],
        "raw_path": scope["raw_path"].decode(),
        "query": scope["query_string"].decode(),
        "root_path": scope["root_path"],
        "scheme": scope["scheme"],
        "server": list(scope["server"]),
        "client": list(scope["client"]),
        "headers": [[name.decode(), value.decode("latin-1")] for name, value in scope["headers"]],
        "body": message["body"].decode(),
    }
    await JSONResponse(told)(scope, receive, send)
    assert (await receive())["type"] == "http.disconnect"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("/a%20b%2Fc?x=1&y=%20", {"path": "/a b/c", "raw_path": "/a%20b%2Fc", "query": "x=1&y=%20"}),
        ("https://x.org/", {"scheme": "https", "server": ["x.org", 443]}),
        ("http://[::1]:8000/", {"server": ["::1", 8000], "scheme": "http"}),
        ("/", {"server": ["testserver", 80], "client": ["testclient", 50000], "root_path": "/root"}),
    ],
)
def test_the_scope_tells_the_url(test_client_factory: TestClientFactory, url: str, expected: dict[str, Any]) -> None:
    told = test_client_factory(echo, root_path="/root").get(url).json()
    assert {key: told[key] for key in expected} == expected


def test_bodies_and_headers(test_client_factory: TestClientFactory) -> None:
    told = test_client_factory(echo, headers={"X-A": "1"}).post("/", data={"a": "é"}, headers=[("x-b", "2")]).json()
    headers = dict(told["headers"])
    assert told["body"] == "a=%C3%A9"
    assert headers["content-type"] == "application/x-www-form-urlencoded"
    assert (headers["host"], headers["user-agent"], headers["x-a"], headers["x-b"]) == (
        "testserver",
        "testclient",
        "1",
        "2",
    )


def test_redirects_and_cookies(test_client_factory: TestClientFactory) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        response = RedirectResponse("/to") if scope["path"] == "/" else PlainTextResponse(str(dict(scope["headers"])))
        response.set_cookie("a", "b")
        await response(scope, receive, send)

    client = test_client_factory(app)
    assert client.get("/", follow_redirects=False).status_code == 307
    response = client.get("/")
    assert response.url.path == "/to"
    assert "b'cookie': b'a=b'" in response.text


async def broken(scope: Scope, receive: Receive, send: Send) -> None:
    raise LookupError("broken")


async def broken_late(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse("sent")(scope, receive, send)
    raise LookupError("broken")


async def silent(scope: Scope, receive: Receive, send: Send) -> None:
    pass


@pytest.mark.parametrize("app", [broken, broken_late])
def test_errors_of_the_application_are_raised(test_client_factory: TestClientFactory, app: Any) -> None:
    with pytest.raises(LookupError, match="broken"):
        test_client_factory(app).get("/")


@pytest.mark.parametrize(("app", "status", "text"), [(broken, 500, ""), (broken_late, 200, "sent"), (silent, 500, "")])
def test_errors_become_responses_on_demand(
    test_client_factory: TestClientFactory, app: Any, status: int, text: str
) -> None:
    response = test_client_factory(app, lint=False, raise_server_exceptions=False).get("/")
    assert (response.status_code, response.text) == (status, text)


def test_no_response_is_an_error(test_client_factory: TestClientFactory) -> None:
    with pytest.raises(AssertionError, match="did not receive any response"):
        test_client_factory(silent, lint=False).get("/")


def test_a_stream_is_read_chunk_by_chunk(test_client_factory: TestClientFactory) -> None:
    reached: list[int] = []
    second = threading.Event()

    async def chunks() -> AsyncIterator[bytes]:
        for number in range(2):
            reached.append(number)
            if number == 1:
                second.set()
            yield b"%d" % number

    client = test_client_factory(StreamingResponse(chunks()))
    with client.stream("GET", "/") as response:
        body = response.iter_raw()
        assert not second.is_set()
        assert next(body) == b"0"
        assert second.wait(60)
        assert list(body) == [b"1"]
    assert reached == [0, 1]


def test_a_stream_that_is_left_cancels_the_application(test_client_factory: TestClientFactory) -> None:
    cancelled = threading.Event()

    async def chunks() -> AsyncIterator[bytes]:
        try:
            yield b"first"
            await anyio.sleep_forever()
        finally:
            cancelled.set()

    with test_client_factory(StreamingResponse(chunks())).stream("GET", "/") as response:
        assert next(response.iter_raw()) == b"first"
    assert cancelled.wait(60)


def test_a_background_task_is_waited_for(test_client_factory: TestClientFactory) -> None:
    done = threading.Event()

    async def background() -> None:
        await anyio.sleep(0.05)
        done.set()

    assert test_client_factory(PlainTextResponse("x", background=BackgroundTask(background))).get("/").text == "x"
    assert done.is_set()


def test_trailers(test_client_factory: TestClientFactory) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [], "trailers": True})
        await send({"type": "http.response.body", "body": b"x"})
        await send({"type": "http.response.trailers", "headers": [(b"a", b"1")], "more_trailers": True})
        await send({"type": "http.response.trailers", "headers": [(b"a", b"2")]})

    response = test_client_factory(app).get("/")
    assert response.extensions["http.response.trailers"] == [(b"a", b"1"), (b"a", b"2")]
    assert "a" not in response.headers


def test_debug_information(test_client_factory: TestClientFactory) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.debug", "info": {"template": "t", "context": {"a": 1}}})
        await PlainTextResponse("x")(scope, receive, send)

    response = test_client_factory(app, lint=False).get("/")
    assert response.extensions["http.response.debug"] == {"template": "t", "context": {"a": 1}}
    assert (response.template, response.context) == ("t", {"a": 1})


START = {"type": "http.response.start", "status": 200, "headers": []}
BODY = {"type": "http.response.body", "body": b""}


@pytest.mark.parametrize(
    ("messages", "complaint"),
    [
        ([START, START], "multiple"),
        ([BODY], "without"),
        ([START, BODY, BODY], "after body completed"),
        ([START, {"type": "http.response.trailers"}], "without declaring trailers"),
    ],
)
def test_messages_out_of_order(test_client_factory: TestClientFactory, messages: Any, complaint: str) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        for message in messages:
            await send(message)

    with pytest.raises(AssertionError, match=complaint):
        test_client_factory(app, lint=False).get("/")


def test_applications_of_asgi_2(test_client_factory: TestClientFactory) -> None:
    def app(scope: Scope) -> Any:
        async def instance(receive: Receive, send: Send) -> None:
            await PlainTextResponse("two")(scope, receive, send)

        return instance

    assert test_client_factory(app, lint=False).get("/").text == "two"


def test_timeouts_have_no_effect(test_client_factory: TestClientFactory) -> None:
    with pytest.warns(ToolkitDeprecationWarning, match="'timeout' argument"):
        test_client_factory(echo).get("/", timeout=1)


def test_it_works_on_httpx_where_httpx2_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    import subprocess
    import sys

    code = (
        "import sys; sys.modules['httpx2'] = None\n"
        "import httpx\n"
        "from toolkit.testclient import TestClient\n"
        "from toolkit.responses import PlainTextResponse\n"
        "client = TestClient(PlainTextResponse('hello'))\n"
        "assert isinstance(client, httpx.Client)\n"
        "print(client.get('/').text)\n"
    )
    pytest.importorskip("httpx")
    assert subprocess.check_output([sys.executable, "-W", "error", "-c", code], text=True) == "hello\n"
