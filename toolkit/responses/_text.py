"""Responses whose body is a text."""

from toolkit.responses._base import Response


class HTMLResponse(Response):
    """A response of type `text/html`."""

    media_type = "text/html"


class PlainTextResponse(Response):
    """A response of type `text/plain`."""

    media_type = "text/plain"
