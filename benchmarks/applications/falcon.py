"""The applications of Falcon (ASGI), compiled with Cython where its wheel is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from falcon import MEDIA_TEXT, WebSocketDisconnected
from falcon.asgi import App

from benchmarks.workloads import CHUNK, CHUNKS, PAYLOAD, ROUTES_FEW, ROUTES_MANY


class Plain:
    async def on_get(self, request: Any, response: Any) -> None:
        response.content_type = MEDIA_TEXT
        response.text = "Hello, World!"


class Json:
    async def on_get(self, request: Any, response: Any) -> None:
        response.media = PAYLOAD


class Parameter:
    async def on_get(self, request: Any, response: Any, id: str) -> None:
        response.content_type = MEDIA_TEXT
        response.text = id


class Echo:
    async def on_post(self, request: Any, response: Any) -> None:
        response.media = await request.get_media()


class Stream:
    async def on_get(self, request: Any, response: Any) -> None:
        async def chunks() -> Any:
            for _ in range(CHUNKS):
                yield CHUNK

        response.content_type = MEDIA_TEXT
        response.stream = chunks()


class WebSocketEcho:
    async def on_websocket(self, request: Any, websocket: Any) -> None:
        await websocket.accept()
        try:
            while True:
                await websocket.send_text(await websocket.receive_text())
        except WebSocketDisconnected:
            pass


def app_of(path: str, resource: Any) -> App[Any, Any]:
    app = App()
    app.add_route(path, resource)
    return app


def parameters(count: int) -> App[Any, Any]:
    app = App()
    for number in range(count):
        app.add_route(f"/r{number}/{{id}}/x", Parameter())
    return app


def applications() -> dict[str, Callable[[], Any]]:
    return {
        "plain": lambda: app_of("/plain", Plain()),
        "json": lambda: app_of("/json", Json()),
        "params": lambda: parameters(ROUTES_FEW),
        "routes": lambda: parameters(ROUTES_MANY),
        "echo": lambda: app_of("/echo", Echo()),
        "stream": lambda: app_of("/stream", Stream()),
        "websocket": lambda: app_of("/ws", WebSocketEcho()),
    }
