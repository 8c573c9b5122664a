"""All examples behind one address: applications mounted in an application, and a lifespan that they share.

    uvicorn examples.gallery:app
    open http://localhost:8000

The end-to-end tests run this application under each server.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from html import escape
from typing import Any

import examples.chat.app
import examples.files.app
import examples.lifespan
import examples.notes.app
import examples.pages.app
import examples.streaming
from toolkit.applications import Toolkit
from toolkit.requests import Request
from toolkit.responses import HTMLResponse, Response
from toolkit.routing import Mount, Route


async def contents(request: Request) -> Response:
    links = [f'<li><a href="{escape(route.path)}/">{escape(route.path)}</a></li>' for route in MOUNTS]
    return HTMLResponse(f'<!doctype html><html lang="en"><title>Examples</title><ul>{"".join(links)}</ul></html>')


async def broken(request: Request) -> Response:
    """What nobody has foreseen is logged by the server, and a 500 without details for the client."""
    raise RuntimeError("an error that the application did not expect")


def lifespan(app: Toolkit) -> AbstractAsyncContextManager[Mapping[str, Any]]:
    """A server starts and stops the outermost application alone; what it yields reaches the mounted ones."""
    return examples.lifespan.lifespan(app)


MOUNTS = [
    Mount("/notes", examples.notes.app.create_app(secrets.token_urlsafe(32))),
    Mount("/chat", examples.chat.app.create_app()),
    Mount("/files", examples.files.app.app),
    Mount("/pages", examples.pages.app.create_app()),
    Mount("/streaming", examples.streaming.create_app(pause=0.01)),
    Mount("/visits", examples.lifespan.create_app()),
]

app = Toolkit(routes=[Route("/", contents), Route("/broken", broken), *MOUNTS], lifespan=lifespan)
