"""A chat over WebSockets: rooms, broadcast, refused handshakes, and the page that uses it.

uvicorn examples.chat.app:app
open http://localhost:8000 in two windows
"""

from __future__ import annotations

from pathlib import Path

from examples.chat.room import Room
from toolkit.applications import Toolkit
from toolkit.requests import Request
from toolkit.responses import FileResponse, PlainTextResponse, Response
from toolkit.routing import Route, WebSocketRoute
from toolkit.websockets import WebSocket

PAGE = Path(__file__).with_name("room.html")
LONGEST_NAME = 40
LONGEST_LINE = 2000


async def page(request: Request) -> Response:
    return FileResponse(PAGE)


async def chat(websocket: WebSocket) -> None:
    name = websocket.query_params.get("name", "").strip()
    if not 0 < len(name) <= LONGEST_NAME:
        await refuse(websocket, f"Give a name of 1 to {LONGEST_NAME} characters.")
        return
    await websocket.accept()
    rooms: dict[str, Room] = websocket.app.state.rooms
    room = rooms.setdefault(websocket.path_params["room"], Room())
    with room.entered(websocket, name):
        async for text in websocket.iter_text():
            await room.say(name, text[:LONGEST_LINE])
    if not room.members:
        rooms.pop(websocket.path_params["room"], None)


async def refuse(websocket: WebSocket, reason: str) -> None:
    """Answers the handshake with the reason, where the server can do more than close."""
    if "websocket.http.response" in (websocket.scope.get("extensions") or {}):
        await websocket.send_denial_response(PlainTextResponse(reason, 400))
    else:
        await websocket.close(1008, reason)


def create_app() -> Toolkit:
    """The application with no rooms yet; a room is there as long as somebody is in it."""
    app = Toolkit(routes=[Route("/", page), WebSocketRoute("/rooms/{room}", chat)])
    app.state.rooms = {}
    return app


app = create_app()
