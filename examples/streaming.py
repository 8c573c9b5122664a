"""Bodies made while they are sent: text as it comes, a table row by row, and server-sent events that can resume.

uvicorn examples.streaming:app
curl -N localhost:8000/countdown
open http://localhost:8000 for the events
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import AsyncIterator, Iterator

import anyio

from toolkit.applications import Toolkit
from toolkit.exceptions import HTTPException
from toolkit.requests import Request
from toolkit.responses import HTMLResponse, Response, StreamingResponse
from toolkit.routing import Route

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Events</title>
<h1>Server-sent events</h1>
<ol id="ticks"></ol>
<script>
  const source = new EventSource("events");
  source.addEventListener("tick", event => {
    const item = document.createElement("li");
    item.textContent = `tick ${JSON.parse(event.data).number}`;
    document.getElementById("ticks").append(item);
  });
  source.addEventListener("end", () => source.close());
</script>
</html>
"""
LAST_TICK = 20
MOST_ROWS = 1_000_000


async def page(request: Request) -> Response:
    return HTMLResponse(PAGE)


async def countdown(request: Request) -> Response:
    """An async generator: between two lines the event loop serves others."""

    async def lines() -> AsyncIterator[str]:
        for number in range(10, 0, -1):
            yield f"{number}\n"
            await anyio.sleep(request.app.state.pause)
        yield "Lift-off\n"

    return StreamingResponse(lines(), media_type="text/plain")


def table(request: Request) -> Response:
    """A plain generator runs in a worker thread, so it may block; memory stays flat however long the table is."""
    rows = request.path_params["rows"]
    if rows > MOST_ROWS:
        raise HTTPException(400, f"At most {MOST_ROWS} rows.")
    headers = {"content-disposition": 'attachment; filename="squares.csv"'}
    return StreamingResponse(squares(rows), media_type="text/csv", headers=headers)


def squares(rows: int, together: int = 1000) -> Iterator[str]:
    """The table in pieces of so many rows: a chunk a row would cost more in messages than in text."""
    yield "number,square\r\n"
    for start in range(0, rows, together):
        piece = io.StringIO()
        csv.writer(piece).writerows((number, number**2) for number in range(start, min(start + together, rows)))
        yield piece.getvalue()


async def events(request: Request) -> Response:
    """Events as the HTML standard has them (section 9.2): after a break the browser says which one it saw last."""
    seen = request.headers.get("last-event-id", "0")
    first = int(seen) + 1 if seen.isascii() and seen.isdigit() and len(seen) < 10 else 1

    async def ticks() -> AsyncIterator[str]:
        yield "retry: 1000\n\n"
        for number in range(first, LAST_TICK + 1):
            yield event("tick", {"number": number}, number)
            await anyio.sleep(request.app.state.pause)
        yield event("end", {}, LAST_TICK)

    return StreamingResponse(ticks(), media_type="text/event-stream", headers={"cache-control": "no-store"})


def event(name: str, value: object, number: int) -> str:
    """One event; JSON has no line breaks of its own, so it is one `data` line."""
    return f"id: {number}\nevent: {name}\ndata: {json.dumps(value)}\n\n"


def create_app(pause: float) -> Toolkit:
    """The application; `pause` is the time in seconds between two lines or events."""
    app = Toolkit(
        routes=[
            Route("/", page),
            Route("/countdown", countdown),
            Route("/squares/{rows:int}.csv", table),
            Route("/events", events),
        ]
    )
    app.state.pause = pause
    return app


app = create_app(pause=0.5)
