"""A chat room: the members' WebSockets, and how a line reaches all of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import anyio

from toolkit.websockets import WebSocket, WebSocketDisconnect

PATIENCE = 5.0  # seconds; who cannot take a line in that time is cut off, so that the others need not wait


class Room:
    """Everyone who is here, in the order of arrival."""

    def __init__(self) -> None:
        self.members: dict[WebSocket, str] = {}

    @contextmanager
    def entered(self, websocket: WebSocket, name: str) -> Iterator[None]:
        self.members[websocket] = name
        try:
            yield
        finally:
            self.members.pop(websocket, None)

    async def say(self, name: str, text: str) -> None:
        """Gives every member the line, all at once."""
        async with anyio.create_task_group() as deliveries:
            for member in list(self.members):
                deliveries.start_soon(self._deliver, member, {"from": name, "text": text})

    async def _deliver(self, member: WebSocket, line: dict[str, str]) -> None:
        with anyio.move_on_after(PATIENCE) as patience:
            try:
                await member.send_json(line)
                return
            except (WebSocketDisconnect, RuntimeError):  # gone; its own endpoint will see it too
                pass
        self.members.pop(member, None)
        if patience.cancelled_caught:
            with anyio.move_on_after(PATIENCE):
                await member.close(1013, "You are too slow.")
