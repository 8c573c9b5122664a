"""The response that sends the client elsewhere."""

from collections.abc import Mapping
from urllib.parse import quote

from toolkit.background import BackgroundTask
from toolkit.datastructures import URL
from toolkit.responses._base import Response

# RFC 3986: the reserved characters, and % so that what is already encoded stays as it is.
_SAFE = ":/%#?=@[]!$&'()*+,;"


class RedirectResponse(Response):
    """A redirect to `url`, percent-encoded where need be; 307 keeps the request's method and body.

    The target is sent as given: check it first if it comes from the request.
    """

    def __init__(
        self,
        url: str | URL,
        status_code: int = 307,
        headers: Mapping[str, str] | None = None,
        background: BackgroundTask | None = None,
    ) -> None:
        super().__init__(content=b"", status_code=status_code, headers=headers, background=background)
        self.headers["location"] = quote(str(url), safe=_SAFE)
