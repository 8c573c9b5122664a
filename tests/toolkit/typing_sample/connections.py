"""Requests, WebSockets and data structures as an application uses them, with the types that checkers must see."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any, TypedDict, assert_type

from toolkit.authentication import requires
from toolkit.background import BackgroundTask, BackgroundTasks
from toolkit.config import Config
from toolkit.datastructures import (
    URL,
    Address,
    CommaSeparatedStrings,
    FormData,
    Headers,
    MultiDict,
    MutableHeaders,
    QueryParams,
    Secret,
    State,
    UploadFile,
    URLPath,
)
from toolkit.requests import ClientDisconnect, HTTPConnection, Request
from toolkit.responses import (
    FileResponse,
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from toolkit.websockets import WebSocket, WebSocketDisconnect, WebSocketState


class Opened(TypedDict):
    """What the lifespan yields."""

    hits: int


class Typed(State):
    """The same as attributes."""

    hits: int


async def read_parts(request: Request) -> Response:
    assert_type(request.method, str)
    assert_type(request.url, URL)
    assert_type(request.base_url, URL)
    assert_type(request.url.replace(path="/"), URL)
    assert_type(request.url.port, int | None)
    assert_type(request.headers, Headers)
    assert_type(request.headers["host"], str)
    assert_type(request.headers.get("host"), str | None)
    assert_type(request.headers.getlist("host"), list[str])
    assert_type(request.query_params, QueryParams)
    assert_type(request.query_params.get("q", ""), str)
    assert_type(request.query_params.multi_items(), list[tuple[str, str]])
    assert_type(request.path_params, dict[str, Any])
    assert_type(request.cookies, dict[str, str])
    assert_type(request.client, Address | None)
    assert_type(request.session, dict[str, Any])
    assert_type(request.url_for("name", key=1), URL)
    assert_type(request.state, State)
    request.state.anything = 1
    assert_type(await request.body(), bytes)
    assert_type(await request.is_disconnected(), bool)
    await request.send_early_hints("</style.css>; rel=preload")
    return PlainTextResponse("")


async def read_state(request: Request[Opened], other: Request[Typed]) -> int:
    assert_type(request.state, Opened)
    return assert_type(request.state["hits"], int) + assert_type(other.state.hits, int)


async def read_form(request: Request) -> Response:
    async with request.form(max_files=1, max_fields=1, max_part_size=1) as form:
        assert_type(form, FormData)
        value = form["file"]
        assert_type(value, UploadFile | str)
        if isinstance(value, UploadFile):
            assert_type(await value.read(), bytes)
            assert_type(value.filename, str | None)
    again = await request.form()
    return JSONResponse(assert_type(again.multi_items(), list[tuple[str, UploadFile | str]]))


async def stream_on(request: Request) -> Response:
    async def chunks() -> AsyncIterator[bytes]:
        try:
            async for chunk in request.stream():
                assert_type(chunk, bytes)
                yield chunk
        except ClientDisconnect:
            return

    return StreamingResponse(chunks(), media_type="text/plain")


async def chat(websocket: WebSocket) -> None:
    await websocket.accept(subprotocol="chat", headers=[(b"x-room", b"1")])
    assert_type(websocket.client_state, WebSocketState)
    try:
        assert_type(await websocket.receive_text(), str)
        assert_type(await websocket.receive_bytes(), bytes)
        async for text in websocket.iter_text():
            await websocket.send_text(assert_type(text, str))
        async for data in websocket.iter_bytes():
            await websocket.send_bytes(assert_type(data, bytes))
        await websocket.send_json({"done": True}, mode="binary")
    except WebSocketDisconnect as gone:
        assert_type(gone.code, int)
    await websocket.close(1000, "bye")


def who(connection: HTTPConnection) -> str:
    return str(connection.user.display_name)


@requires(["authenticated", "admin"], status_code=401, redirect="login")
async def guarded(request: Request) -> Response:
    def later(name: str, *, times: int) -> None: ...

    tasks = BackgroundTasks([BackgroundTask(later, "a", times=1)])
    tasks.add_task(later, "b", times=2)
    return HTMLResponse("", status_code=202, headers={"x-a": "b"}, background=tasks)


def set_cookies(response: Response) -> Response:
    response.set_cookie("theme", "dark", max_age=60, secure=True, httponly=True, samesite="strict")
    response.delete_cookie("old")
    assert_type(response.headers, MutableHeaders)
    response.headers["x-a"] = "b"
    return response


def other_responses(url: URL) -> list[Response]:
    return [RedirectResponse(url, status_code=303), FileResponse("a.txt", filename="b.txt"), JSONResponse(None)]


def settings() -> None:
    config = Config(environ={"A": "1"})
    assert_type(config("A"), str)
    assert_type(config("A", cast=int), int)
    assert_type(config("A", cast=bool, default=False), bool)
    assert_type(config("A", default=None), str | None)
    assert_type(config("A", cast=Secret), Secret)
    assert_type(config("A", cast=CommaSeparatedStrings), CommaSeparatedStrings)


def structures() -> None:
    data: MultiDict = MultiDict([("a", "b")])
    assert_type(data.getlist("a"), list[Any])
    assert_type(URLPath("/a").make_absolute_url("http://b"), URL)
    headers: Mapping[str, str] = Headers({"a": "b"})
    assert_type(headers["a"], str)
