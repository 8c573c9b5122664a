"""The least that an ASGI server can be given: functions that send messages. What is above this line is framework."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from benchmarks.workloads import CHUNK, CHUNKS, PAYLOAD

TEXT = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", b"13")]
MISSING = [TEXT[0], (b"content-length", b"9")]
JSON = (b"content-type", b"application/json")


async def plain(scope: Any, receive: Any, send: Any) -> None:
    if scope["path"] == "/missing":
        await send({"type": "http.response.start", "status": 404, "headers": MISSING})
        await send({"type": "http.response.body", "body": b"Not Found"})
        return
    await send({"type": "http.response.start", "status": 200, "headers": TEXT})
    await send({"type": "http.response.body", "body": b"Hello, World!"})


async def json_response(scope: Any, receive: Any, send: Any) -> None:
    await send_json(PAYLOAD, send)


async def params(scope: Any, receive: Any, send: Any) -> None:
    value = scope["path"].split("/")[2]
    length = (b"content-length", b"%d" % len(value))
    await send({"type": "http.response.start", "status": 200, "headers": [TEXT[0], length]})
    await send({"type": "http.response.body", "body": value.encode()})


async def echo(scope: Any, receive: Any, send: Any) -> None:
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    await send_json(json.loads(body), send)


async def stream(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [TEXT[0]]})
    for _ in range(CHUNKS):
        await send({"type": "http.response.body", "body": CHUNK, "more_body": True})
    await send({"type": "http.response.body"})


async def websocket(scope: Any, receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "websocket.accept"})
    while True:
        message = await receive()
        if message["type"] == "websocket.disconnect":
            return
        await send({"type": "websocket.send", "text": message["text"]})


async def send_json(content: Any, send: Any) -> None:
    body = json.dumps(content, separators=(",", ":")).encode()
    length = (b"content-length", b"%d" % len(body))
    await send({"type": "http.response.start", "status": 200, "headers": [JSON, length]})
    await send({"type": "http.response.body", "body": body})


def applications() -> dict[str, Callable[[], Any]]:
    functions = {
        "plain": plain,
        "json": json_response,
        "params": params,
        "routes": params,
        "echo": echo,
        "stream": stream,
        "websocket": websocket,
    }
    return {name: lambda app=app: app for name, app in functions.items()}  # type: ignore[misc]
