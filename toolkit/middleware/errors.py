"""The outermost layer: an exception that nothing has handled becomes a 500 response, and goes on to the server."""

import html
import inspect
import traceback
from typing import Any

from toolkit._exception_handler import call_handler
from toolkit._tracking import TrackingSend
from toolkit.concurrency import run_in_threadpool
from toolkit.requests import Request
from toolkit.responses import HTMLResponse, PlainTextResponse, Response
from toolkit.types import ASGIApp, ExceptionHandler, Receive, Scope, Send

__all__ = ["ServerErrorMiddleware"]

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title}</title>
<style>
body {{ font-family: system-ui, sans-serif; margin: 2rem auto; max-width: 64rem; padding: 0 1rem; color: #1c1c1c; }}
h1 {{ color: #a11; font-size: 1.4rem; overflow-wrap: anywhere; }}
details {{ border: 1px solid #ddd; border-radius: 4px; margin: .4rem 0; }}
summary {{ background: #f4f4f4; cursor: pointer; padding: .4rem .6rem; overflow-wrap: anywhere; }}
pre {{ margin: 0; padding: .3rem 0; overflow-x: auto; }}
.line {{ display: block; padding: 0 .6rem; white-space: pre; }}
.current {{ background: #fdd; }}
.number {{ color: #888; display: inline-block; min-width: 3rem; }}
</style>
</head>
<body>
<h1>500 Server Error</h1>
<h1>{error}</h1>
<h2>Traceback</h2>
{frames}
</body>
</html>
"""

_FRAME = """<details{opened}>
<summary>File <b>{file}</b>, line {line}, in <b>{function}</b></summary>
<pre>{code}</pre>
</details>
"""

_LINE = '<span class="line{current}"><span class="number">{number}</span>{code}</span>'


class ServerErrorMiddleware:
    """Answers uncaught exceptions with 500, and raises them again for the server and the test client to see.

    `handler` (a function of the request and the exception) makes the response. With `debug` the response is the
    traceback instead, as a page for a browser and as text for anything else. Nothing is sent once the response has
    started; the handler is called all the same.
    """

    def __init__(self, app: ASGIApp, handler: ExceptionHandler | None = None, debug: bool = False) -> None:
        self.app = app
        self.handler = handler
        self.debug = debug

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        tracked: Any = send if type(send) is TrackingSend else TrackingSend(send)
        app: Any = self.app
        try:
            await app.__call__(scope, receive, tracked)  # named: see `Toolkit.__call__`
        except Exception as failure:
            await self._answer(failure, scope, receive, tracked)
            raise

    async def _answer(self, failure: Exception, scope: Scope, receive: Receive, tracked: TrackingSend) -> None:
        response = await self._response_to(Request(scope), failure)
        if not tracked.started:
            await response(scope, receive, tracked)

    async def _response_to(self, request: Request[Any], exc: Exception) -> Any:
        if self.debug:
            # Reading the sources of every frame blocks.
            return await run_in_threadpool(self.debug_response, request, exc)
        if self.handler is None:
            return self.error_response(request, exc)
        return await call_handler(self.handler, request, exc)

    def format_line(self, index: int, line: str, frame_lineno: int, frame_index: int) -> str:
        """One source line as HTML: the `index`-th of those shown, where the `frame_index`-th is line `frame_lineno`."""
        return _LINE.format(
            current=" current" if index == frame_index else "",
            number=frame_lineno - frame_index + index,
            code=html.escape(line.rstrip("\r\n")),
        )

    def generate_frame_html(self, frame: inspect.FrameInfo, is_collapsed: bool) -> str:
        """One frame of the traceback as HTML, with the source around its current line."""
        lines = enumerate(frame.code_context or ())
        return _FRAME.format(
            opened="" if is_collapsed else " open",
            file=html.escape(frame.filename),
            line=frame.lineno,
            function=html.escape(frame.function),
            code="".join(self.format_line(index, line, frame.lineno, frame.index or 0) for index, line in lines),
        )

    def generate_html(self, exc: Exception, limit: int = 7) -> str:
        """The exception as a page, the innermost frame first; `limit` is the number of source lines for each frame."""
        frames = inspect.getinnerframes(exc.__traceback__, limit) if exc.__traceback__ else []
        rendered = (self.generate_frame_html(frame, is_collapsed=depth > 0) for depth, frame in enumerate(frames[::-1]))
        return _PAGE.format(
            title=html.escape(type(exc).__name__),
            error=html.escape("".join(traceback.format_exception_only(exc)).strip()),
            frames="".join(rendered),
        )

    def generate_plain_text(self, exc: Exception) -> str:
        """The traceback as Python prints it."""
        return "".join(traceback.format_exception(exc))

    def debug_response(self, request: Request[Any], exc: Exception) -> Response:
        """The traceback, as a page where the client accepts HTML."""
        if "text/html" in request.headers.get("accept", ""):
            return HTMLResponse(self.generate_html(exc), status_code=500)
        return PlainTextResponse(self.generate_plain_text(exc), status_code=500)

    def error_response(self, request: Request[Any], exc: Exception) -> Response:
        """A 500 that says nothing about the exception."""
        return PlainTextResponse("Internal Server Error", status_code=500)
