"""Lifespan state: what is opened before the first request, given to every one of them, and closed after the last.

uvicorn examples.lifespan:app
curl localhost:8000
"""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from typing import TypedDict

import anyio
import anyio.to_thread

from toolkit.applications import Toolkit
from toolkit.requests import Request
from toolkit.responses import JSONResponse, Response
from toolkit.routing import Route


class Visits:
    """Counts visits in a database, one thread at a time."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._lock = anyio.Lock()
        connection.execute("CREATE TABLE visits (path TEXT PRIMARY KEY, number INTEGER NOT NULL)")

    async def count(self, path: str) -> int:
        async with self._lock:
            return await anyio.to_thread.run_sync(self._count, path)

    def _count(self, path: str) -> int:
        with self._connection as transaction:
            (number,) = transaction.execute(
                "INSERT INTO visits VALUES (?, 1) ON CONFLICT DO UPDATE SET number = number + 1 RETURNING number",
                (path,),
            ).fetchone()
        return int(number)


class AppState(TypedDict):
    """What the lifespan yields; `Request[AppState]` makes it known to the type checker."""

    visits: Visits


@asynccontextmanager
async def lifespan(app: Toolkit) -> AsyncIterator[AppState]:
    with closing(sqlite3.connect(":memory:", check_same_thread=False)) as connection:
        yield {"visits": Visits(connection)}


async def visit(request: Request[AppState]) -> Response:
    return JSONResponse({"visits": await request.state["visits"].count(request.url.path)})


def create_app() -> Toolkit:
    """The application; its database is opened when it is served."""
    return Toolkit(routes=[Route("/", visit)], lifespan=lifespan)


app = create_app()
