"""The response that all others build on: a status, headers and a body, callable as an ASGI application."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal

from toolkit._http.set_cookie import set_cookie_value
from toolkit._tracking import untracked
from toolkit.background import BackgroundTask
from toolkit.datastructures import MutableHeaders
from toolkit.responses._denial import denying
from toolkit.types import Receive, Scope, Send

RawHeader = tuple[bytes, bytes]

# RFC 9110, section 8.6: informational and 204 responses have no length; of a 304 we do not know the full one.
_WITHOUT_LENGTH = frozenset([*range(100, 200), 204, 304])


class Response:
    """An HTTP response with its whole body at hand.

    `content` is a text (encoded with the class's `charset`), bytes, a memoryview or None; `headers` maps names to
    values (latin-1); `media_type` becomes the `Content-Type`, with the charset added to text types; `background` is
    awaited after the last byte was sent. `Content-Length` and `Content-Type` are filled in unless `headers` names
    them. Raises `ValueError` for a header that holds a line break.

    Subclasses set `media_type` and `charset` and override `render`. On a WebSocket scope the response is sent as a
    denial (ASGI extension `websocket.http.response`).
    """

    media_type: str | None = None
    charset: str = "utf-8"

    def __init__(
        self,
        content: Any = None,
        status_code: int = 200,
        headers: Mapping[str, str] | None = None,
        media_type: str | None = None,
        background: BackgroundTask | None = None,
    ) -> None:
        self.status_code, self.background = status_code, background
        if media_type is not None:
            self.media_type = media_type
        self.body = self.render(content)
        self.init_headers(headers)

    def render(self, content: Any) -> bytes | memoryview:
        """The body's bytes for what `__init__` was given as `content`."""
        if type(content) is str:
            return content.encode(self.charset)
        if content is None:
            return b""
        if isinstance(content, (bytes, memoryview)):
            return content
        encoded: bytes = content.encode(self.charset)
        return encoded

    def init_headers(self, headers: Mapping[str, str] | None = None) -> None:
        """Set `raw_headers` from `headers`, `Content-Length` from `body` and `Content-Type` from `media_type`."""
        try:
            body: bytes | memoryview | None = self.body
        except AttributeError:  # a stream; nearly every response has a body, and finds it sooner this way
            body = None
        length: int | None = None
        if body is not None and self.status_code not in _WITHOUT_LENGTH:
            length = len(body) if type(body) is bytes else memoryview(body).nbytes
        own: list[RawHeader] = [*own_headers(length, self.media_type, self.charset)]
        self.raw_headers = _completed(encode_headers(headers), own) if headers else own

    @property
    def headers(self) -> MutableHeaders:
        """The headers that will be sent; changes to them are changes to the response."""
        try:
            return self._headers
        except AttributeError:
            self._headers: MutableHeaders = MutableHeaders(raw=self.raw_headers)
            return self._headers

    def set_cookie(
        self,
        key: str,
        value: str = "",
        max_age: int | None = None,
        expires: datetime | str | int | None = None,
        path: str | None = "/",
        domain: str | None = None,
        secure: bool = False,
        httponly: bool = False,
        samesite: Literal["lax", "strict", "none"] | None = "lax",
        partitioned: bool = False,
    ) -> None:
        """Add a `Set-Cookie` header (RFC 6265bis).

        `max_age` is in seconds; `expires` a moment, a ready HTTP date, or seconds from now. `partitioned` needs
        Python 3.14. Raises `ValueError` (`CookieError` is one) for a name or an attribute that no cookie can have.
        """
        cookie = set_cookie_value(
            key,
            value,
            max_age=max_age,
            expires=expires,
            path=path,
            domain=domain,
            secure=secure,
            httponly=httponly,
            samesite=samesite,
            partitioned=partitioned,
        )
        self.raw_headers.append((b"set-cookie", cookie.encode("latin-1")))

    def delete_cookie(
        self,
        key: str,
        path: str = "/",
        domain: str | None = None,
        secure: bool = False,
        httponly: bool = False,
        samesite: Literal["lax", "strict", "none"] | None = "lax",
        partitioned: bool = False,
    ) -> None:
        """Add a `Set-Cookie` header that makes the browser forget the cookie; name, path and domain identify it."""
        self.set_cookie(
            key,
            path=path,
            domain=domain,
            max_age=0,
            expires=0,
            samesite=samesite,
            httponly=httponly,
            secure=secure,
            partitioned=partitioned,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            send = denying(send)
        await send({"status": self.status_code, "headers": self.raw_headers, "type": "http.response.start"})
        await untracked(send)({"body": self.body, "type": "http.response.body"})
        if self.background is not None:
            await self.background()


def encode_headers(headers: Mapping[str, str]) -> list[RawHeader]:
    """Header names and values as ASGI wants them; raises `ValueError` for one that holds a line break or a null.

    RFC 9110, section 5.5: these would end the field line, so that the rest of the value became headers of its own.
    """
    text = "".join([*headers, *headers.values()])
    if "\n" in text or "\r" in text or "\0" in text:
        raise ValueError("A header's name or value holds a line break or a null; remove it before sending it.")
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]


def _completed(given: list[RawHeader], own: list[RawHeader]) -> list[RawHeader]:
    """The headers that were given, and our own ones that are not among them."""
    names = {name for name, _ in given}
    return given + [header for header in own if header[0] not in names]


@lru_cache(maxsize=1024)
def own_headers(length: int | None, media_type: str | None, charset: str) -> tuple[RawHeader, ...]:
    """The header pairs that a response has by itself."""
    length_header = () if length is None else (content_length_header(length),)
    return length_header if media_type is None else (*length_header, content_type_header(media_type, charset))


def content_length_header(length: int) -> RawHeader:
    """The header pair for a body of `length` bytes."""
    return b"content-length", b"%d" % length


def content_type_header(media_type: str, charset: str) -> RawHeader:
    """The header pair for a media type; text types name their charset."""
    if media_type.startswith("text/") and "charset=" not in media_type.lower():
        media_type = f"{media_type}; charset={charset}"
    return b"content-type", media_type.encode("latin-1")
