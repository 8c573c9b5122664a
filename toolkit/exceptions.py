"""The exceptions that an application raises to answer with a status or a close code, and the deprecation warning."""

from collections.abc import Mapping
from http import HTTPStatus

__all__ = ["HTTPException", "ToolkitDeprecationWarning", "WebSocketException"]

_PHRASES = {status.value: status.phrase for status in HTTPStatus}


class HTTPException(Exception):
    """Ends the request with an error response.

    `status_code` is the response's status, `detail` its text (the standard phrase of the status by default, empty for a
    status that has none), `headers` are added to the response.
    """

    def __init__(self, status_code: int, detail: str | None = None, headers: Mapping[str, str] | None = None) -> None:
        self.status_code = status_code
        self.detail = _PHRASES.get(status_code, "") if detail is None else detail
        self.headers = headers

    def __str__(self) -> str:
        return f"{self.status_code}: {self.detail}"

    def __repr__(self) -> str:
        return f"{type(self).__name__}(status_code={self.status_code!r}, detail={self.detail!r})"


class WebSocketException(Exception):
    """Closes the WebSocket with `code` (RFC 6455 section 7.4) and `reason`."""

    def __init__(self, code: int, reason: str | None = None) -> None:
        self.code = code
        self.reason = reason or ""

    def __str__(self) -> str:
        return f"{self.code}: {self.reason}"

    def __repr__(self) -> str:
        return f"{type(self).__name__}(code={self.code!r}, reason={self.reason!r})"


class ToolkitDeprecationWarning(UserWarning):
    """Warns of a name or a parameter that the next major version removes.

    A `UserWarning`, so that it is shown by default wherever the deprecated name is used.
    """
