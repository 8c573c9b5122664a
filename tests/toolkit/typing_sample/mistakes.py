"""What type checkers must refuse: each marked line is an error, and mypy reports a mark without one."""

from __future__ import annotations

from toolkit.applications import Toolkit
from toolkit.middleware import Middleware
from toolkit.middleware.gzip import GZipMiddleware
from toolkit.middleware.sessions import SessionMiddleware
from toolkit.requests import Request
from toolkit.responses import FileResponse, PlainTextResponse
from toolkit.routing import Route


def endpoint(request: Request) -> PlainTextResponse:
    return PlainTextResponse("")


def mistakes(app: Toolkit, request: Request) -> None:
    Middleware(SessionMiddleware)  # type: ignore[call-arg]
    Middleware(GZipMiddleware, minimum_size="1")  # type: ignore[arg-type]
    app.add_middleware(GZipMiddleware, level=9)  # type: ignore[call-arg]
    request.headers["x"] = "y"  # type: ignore[index]
    request.query_params["x"] = "y"  # type: ignore[index]
    app.on_event("startup")  # type: ignore[attr-defined]
    Toolkit(on_startup=[])  # type: ignore[call-arg]
    FileResponse("a", method="GET")  # type: ignore[call-arg]
    Route(path=1, endpoint=endpoint)  # type: ignore[arg-type]
    PlainTextResponse("").set_cookie("a", samesite="no")  # type: ignore[arg-type]
