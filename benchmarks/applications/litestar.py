"""The applications of Litestar, which encodes JSON with msgspec."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

from litestar import Litestar, MediaType, WebSocket, get, post, websocket
from litestar.exceptions import WebSocketDisconnect
from litestar.response import Stream

from benchmarks.workloads import CHUNK, CHUNKS, PAYLOAD, ROUTES_FEW, ROUTES_MANY


@get("/plain", media_type=MediaType.TEXT)
async def plain() -> str:
    return "Hello, World!"


@get("/json")
async def json() -> dict[str, Any]:
    return PAYLOAD


@post("/echo", status_code=200)
async def echo(data: dict[str, Any]) -> dict[str, Any]:
    return data


@get("/stream")
async def stream() -> Stream:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(CHUNKS):
            yield CHUNK

    return Stream(chunks(), media_type="text/plain")


@websocket("/ws")
async def echoes(socket: WebSocket[Any, Any, Any]) -> None:
    await socket.accept()
    try:
        while True:
            await socket.send_text(await socket.receive_text())
    except WebSocketDisconnect:
        pass


def parameters(count: int) -> Litestar:
    async def answer(id: str) -> str:
        return id

    paths = [f"/r{number}/{{id:str}}/x" for number in range(count)]
    return app_of(get(paths, media_type=MediaType.TEXT)(answer))


def app_of(handler: Any) -> Litestar:
    return Litestar(route_handlers=[handler], openapi_config=None)


def applications() -> dict[str, Callable[[], Any]]:
    return {
        "plain": lambda: app_of(plain),
        "json": lambda: app_of(json),
        "params": lambda: parameters(ROUTES_FEW),
        "routes": lambda: parameters(ROUTES_MANY),
        "echo": lambda: app_of(echo),
        "stream": lambda: app_of(stream),
        "websocket": lambda: app_of(echoes),
    }
