"""HTTP responses: ASGI applications that send one answer."""

# Tests and tracing tools replace `responses.json.dumps`, which is the function of the standard library.
import json as json

from toolkit._http.ranges import MalformedRangeHeader, RangeNotSatisfiable
from toolkit.responses._base import Response
from toolkit.responses._file import FileResponse
from toolkit.responses._json import JSONResponse
from toolkit.responses._redirect import RedirectResponse
from toolkit.responses._streaming import (
    AsyncContentStream,
    Content,
    ContentStream,
    StreamingResponse,
    SyncContentStream,
)
from toolkit.responses._text import HTMLResponse, PlainTextResponse

__all__ = [
    "AsyncContentStream",
    "Content",
    "ContentStream",
    "FileResponse",
    "HTMLResponse",
    "JSONResponse",
    "MalformedRangeHeader",
    "PlainTextResponse",
    "RangeNotSatisfiable",
    "RedirectResponse",
    "Response",
    "StreamingResponse",
    "SyncContentStream",
]
