"""Pages from templates: inheritance, escaping, links by name, a form with post/redirect/get, error pages.

uvicorn examples.pages.app:app
open http://localhost:8000
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from toolkit.applications import Toolkit
from toolkit.exceptions import HTTPException
from toolkit.requests import Request
from toolkit.responses import RedirectResponse, Response
from toolkit.routing import Mount, Route
from toolkit.staticfiles import StaticFiles
from toolkit.templating import Jinja2Templates

HERE = Path(__file__).parent
LONGEST_ENTRY = 500
MOST_ENTRIES = 100


def entries(request: Request) -> dict[str, Any]:
    """What every page shows beside its own content."""
    return {"count": len(request.app.state.entries)}


templates = Jinja2Templates(directory=HERE / "templates", context_processors=[entries])


async def book(request: Request) -> Response:
    return templates.TemplateResponse(request, "book.html", {"entries": request.app.state.entries})


async def sign(request: Request) -> Response:
    async with request.form(max_files=0, max_fields=2) as form:
        entry = str(form.get("entry", "")).strip()
    if not 0 < len(entry) <= LONGEST_ENTRY:
        raise HTTPException(400, f"Write 1 to {LONGEST_ENTRY} characters.")
    request.app.state.entries = [*request.app.state.entries, entry][-MOST_ENTRIES:]
    return RedirectResponse(request.url_for("book"), status_code=303)


async def error_page(request: Request, error: HTTPException) -> Response:
    return templates.TemplateResponse(
        request, "error.html", {"error": error}, status_code=error.status_code, headers=error.headers
    )


def create_app() -> Toolkit:
    """The application with an empty guest book."""
    app = Toolkit(
        routes=[
            Route("/", book, name="book"),
            Route("/", sign, methods=["POST"]),
            Mount("/static", StaticFiles(directory=HERE / "static"), name="assets"),
        ],
        exception_handlers={HTTPException: error_page},
    )
    app.state.entries = []
    return app


app = create_app()
