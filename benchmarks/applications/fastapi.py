"""The applications of FastAPI, as its documentation writes them; it validates what the others only pass on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI, WebSocket, WebSocketDisconnect
from fastapi.responses import JSONResponse, PlainTextResponse, StreamingResponse

from benchmarks.workloads import CHUNK, CHUNKS, PAYLOAD, ROUTES_FEW, ROUTES_MANY


def plain() -> FastAPI:
    app = FastAPI(openapi_url=None)

    @app.get("/plain", response_class=PlainTextResponse)
    async def hello() -> str:
        return "Hello, World!"

    return app


def json() -> FastAPI:
    app = FastAPI(openapi_url=None)

    @app.get("/json", response_class=JSONResponse, response_model=None)
    async def answer() -> Any:
        return PAYLOAD

    return app


def parameters(count: int) -> FastAPI:
    app = FastAPI(openapi_url=None)

    async def answer(id: str) -> str:
        return id

    for number in range(count):
        app.get(f"/r{number}/{{id}}/x", response_class=PlainTextResponse)(answer)
    return app


def params() -> FastAPI:
    return parameters(ROUTES_FEW)


def routes() -> FastAPI:
    return parameters(ROUTES_MANY)


def echo() -> FastAPI:
    app = FastAPI(openapi_url=None)

    @app.post("/echo", response_class=JSONResponse, response_model=None)
    async def answer(document: dict[str, Any]) -> Any:
        return document

    return app


def stream() -> FastAPI:
    app = FastAPI(openapi_url=None)

    async def chunks() -> Any:
        for _ in range(CHUNKS):
            yield CHUNK

    @app.get("/stream", response_model=None)
    async def answer() -> StreamingResponse:
        return StreamingResponse(chunks(), media_type="text/plain")

    return app


def websocket() -> FastAPI:
    app = FastAPI(openapi_url=None)

    async def answer(websocket: WebSocket) -> None:
        await websocket.accept()
        try:
            while True:
                await websocket.send_text(await websocket.receive_text())
        except WebSocketDisconnect:
            pass

    app.add_api_websocket_route("/ws", answer)
    return app


def applications() -> dict[str, Callable[[], Any]]:
    builders = (plain, json, params, routes, echo, stream, websocket)
    return {builder.__name__: builder for builder in builders}
