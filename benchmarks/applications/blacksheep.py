"""The applications of BlackSheep, which is compiled with Cython."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

from blacksheep import (
    Application,
    Content,
    Request,
    Response,
    Router,
    StreamedContent,
    WebSocket,
    WebSocketDisconnectError,
    json,
    text,
)

from benchmarks.workloads import CHUNK, CHUNKS, PAYLOAD, ROUTES_FEW, ROUTES_MANY


def application() -> Application:
    # A router of its own: the default one is shared by every application of the process.
    return Application(router=Router())


def plain() -> Application:
    app = application()

    @app.router.get("/plain")
    async def hello() -> Response:
        return text("Hello, World!")

    return app


def json_response() -> Application:
    app = application()

    @app.router.get("/json")
    async def answer() -> Response:
        return json(PAYLOAD)

    return app


def parameters(count: int) -> Application:
    app = application()

    async def answer(request: Request) -> Response:
        return text(request.route_values["id"])

    for number in range(count):
        app.router.add_get(f"/r{number}/{{id}}/x", answer)
    return app


def echo() -> Application:
    app = application()

    @app.router.post("/echo")
    async def answer(request: Request) -> Response:
        return json(await request.json())

    return app


def stream() -> Application:
    app = application()

    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(CHUNKS):
            yield CHUNK

    @app.router.get("/stream")
    async def answer() -> Response:
        content: Content = StreamedContent(b"text/plain", chunks)
        return Response(200, content=content)

    return app


def websocket() -> Application:
    app = application()

    @app.router.ws("/ws")
    async def answer(websocket: WebSocket) -> None:
        await websocket.accept()
        try:
            while True:
                await websocket.send_text(await websocket.receive_text())
        except WebSocketDisconnectError:
            pass

    return app


def applications() -> dict[str, Callable[[], Any]]:
    return {
        "plain": plain,
        "json": json_response,
        "params": lambda: parameters(ROUTES_FEW),
        "routes": lambda: parameters(ROUTES_MANY),
        "echo": echo,
        "stream": stream,
        "websocket": websocket,
    }
