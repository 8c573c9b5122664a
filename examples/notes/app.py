"""A REST API with accounts: signed sessions, authentication, class endpoints, JSON errors, a limit for bodies.

    uvicorn examples.notes.app:app
    curl -c jar --json '{"name": "ada", "password": "lovelace"}' localhost:8000/accounts
    curl -b jar --json '{"text": "Buy milk"}' localhost:8000/notes/
    curl -b jar localhost:8000/notes/

`SECRET_KEY` in the environment keeps sessions valid over restarts.
"""

from __future__ import annotations

import secrets
from typing import Any

from examples.notes.accounts import Accounts, NameTaken, SessionBackend
from examples.notes.notebook import Notebooks
from toolkit.applications import Toolkit
from toolkit.authentication import requires
from toolkit.config import Config
from toolkit.endpoints import HTTPEndpoint
from toolkit.exceptions import HTTPException
from toolkit.middleware import Middleware
from toolkit.middleware.authentication import AuthenticationMiddleware
from toolkit.middleware.sessions import SessionMiddleware
from toolkit.requests import Request
from toolkit.responses import JSONResponse, Response
from toolkit.routing import Mount, Route

LONGEST_PAGE = 100


async def fields(request: Request, *names: str) -> list[str]:
    """The named texts of the request's JSON object; raises 415 or 400 where they are not there.

    Insisting on the media type keeps forms of other sites out: a browser asks before it sends JSON across origins.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise HTTPException(415, "Send application/json.")
    try:
        document = await request.json()
    except ValueError:
        raise HTTPException(400, "The body is not JSON.") from None
    given = [document.get(name) for name in names] if isinstance(document, dict) else []
    texts = [value for value in given if isinstance(value, str) and value]
    if len(texts) < len(names):
        raise HTTPException(400, f"Give {' and '.join(names)} as text.")
    return texts


def number(request: Request, name: str, default: int, largest: int) -> int:
    """A query parameter from 0 to `largest`; raises 400 for anything else."""
    text = request.query_params.get(name, str(default))
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) <= largest):
        raise HTTPException(400, f"{name} must be a number from 0 to {largest}.")
    return int(text)


async def open_account(request: Request) -> Response:
    name, password = await fields(request, "name", "password")
    try:
        await request.app.state.accounts.open(name, password)
    except NameTaken:
        raise HTTPException(409, "That name is taken.") from None
    return log_in(request, name, 201)


async def open_session(request: Request) -> Response:
    name, password = await fields(request, "name", "password")
    if not await request.app.state.accounts.check(name, password):
        raise HTTPException(401, "Name or password is wrong.")
    return log_in(request, name, 200)


def log_in(request: Request, name: str, status_code: int) -> Response:
    request.session.clear()
    request.session["user"] = name
    return JSONResponse({"name": name}, status_code)


async def close_session(request: Request) -> Response:
    request.session.clear()
    return Response(status_code=204)


@requires("authenticated", status_code=401)
async def who_am_i(request: Request) -> Response:
    return JSONResponse({"name": request.user.display_name})


class NoteList(HTTPEndpoint):
    """The notes of the user who asks."""

    @requires("authenticated", status_code=401)
    async def get(self, request: Request) -> Response:
        offset = number(request, "offset", 0, 10**8)
        limit = number(request, "limit", 20, LONGEST_PAGE)
        page = request.app.state.notebooks.page(request.user.identity, offset, limit)
        return JSONResponse([note.as_json() for note in page])

    @requires("authenticated", status_code=401)
    async def post(self, request: Request) -> Response:
        (text,) = await fields(request, "text")
        note = request.app.state.notebooks.add(request.user.identity, text)
        location = str(request.url_for("notes:one", number=note.id))
        return JSONResponse(note.as_json(), 201, headers={"location": location})


class OneNote(HTTPEndpoint):
    """One note; somebody else's is not found."""

    @requires("authenticated", status_code=401)
    async def get(self, request: Request) -> Response:
        return shown(request.app.state.notebooks.get(request.user.identity, request.path_params["number"]))

    @requires("authenticated", status_code=401)
    async def put(self, request: Request) -> Response:
        (text,) = await fields(request, "text")
        return shown(request.app.state.notebooks.change(request.user.identity, request.path_params["number"], text))

    @requires("authenticated", status_code=401)
    async def delete(self, request: Request) -> Response:
        if not request.app.state.notebooks.remove(request.user.identity, request.path_params["number"]):
            raise HTTPException(404)
        return Response(status_code=204)


def shown(note: Any) -> Response:
    if note is None:
        raise HTTPException(404)
    return JSONResponse(note.as_json())


async def as_json(request: Request, error: HTTPException) -> Response:
    """Every refusal is JSON, as every other answer is."""
    return JSONResponse({"error": error.detail}, error.status_code, headers=error.headers)


def create_app(secret_key: str) -> Toolkit:
    """The application with an empty store."""
    accounts = Accounts()
    app = Toolkit(
        routes=[
            Route("/accounts", open_account, methods=["POST"]),
            Route("/session", open_session, methods=["POST"]),
            Route("/session", close_session, methods=["DELETE"]),
            Route("/me", who_am_i),
            Mount(
                "/notes",
                name="notes",
                routes=[Route("/", NoteList, name="all"), Route("/{number:int}", OneNote, name="one")],
            ),
        ],
        middleware=[
            Middleware(SessionMiddleware, secret_key=secret_key, same_site="strict"),
            Middleware(AuthenticationMiddleware, backend=SessionBackend(accounts)),
        ],
        exception_handlers={HTTPException: as_json},
        max_body_size=16 * 1024,
    )
    app.state.accounts, app.state.notebooks = accounts, Notebooks()
    return app


app = create_app(Config()("SECRET_KEY", default=secrets.token_urlsafe(32)))
