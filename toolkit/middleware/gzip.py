"""Compresses responses with gzip for clients that accept it (RFC 9110, sections 8.4 and 12.5.3)."""

from __future__ import annotations

import zlib
from functools import cached_property, lru_cache
from typing import NamedTuple, NoReturn

import anyio
import anyio.lowlevel
import anyio.to_thread

from toolkit._http.accept import prefers_coding
from toolkit._http.media_type import media_type
from toolkit.datastructures import Headers, MutableHeaders
from toolkit.types import ASGIApp, Message, Receive, Scope, Send

DEFAULT_EXCLUDED_CONTENT_TYPES = (
    "application/grpc",
    "application/gzip",
    "application/x-gzip",
    "application/zip",
    "audio/*",
    "font/woff",
    "font/woff2",
    "image/avif",
    "image/gif",
    "image/jpeg",
    "image/png",
    "image/webp",
    "text/event-stream",
    "video/*",
)
"""What is compressed already, or must reach the client event by event."""

GZIP_CONTAINER = 16 + zlib.MAX_WBITS
THREAD_MINIMUM_SIZE = 128 * 1024
COMPRESSION_THREADS = 4

_limiter: anyio.lowlevel.RunVar[anyio.CapacityLimiter] = anyio.lowlevel.RunVar("toolkit.gzip_limiter")


class GZipMiddleware:
    """Compresses what is large enough, in pieces as they are sent.

    `minimum_size` is the least length in bytes of a body sent as a whole; a stream is always compressed and each
    of its chunks flushed. `compresslevel` is zlib's, 1 to 9. Chunks of `thread_minimum_size` bytes and more are
    compressed in a worker thread. `exclude_content_types` are left alone; `image/*` stands for a whole type.
    """

    def __init__(
        self,
        app: ASGIApp,
        minimum_size: int = 500,
        compresslevel: int = 9,
        thread_minimum_size: int = THREAD_MINIMUM_SIZE,
        *,
        exclude_content_types: tuple[str, ...] = DEFAULT_EXCLUDED_CONTENT_TYPES,
    ) -> None:
        self.app = app
        self.minimum_size = minimum_size
        self.compresslevel = compresslevel
        self.thread_minimum_size = thread_minimum_size
        self.exclude_content_types = exclude_content_types

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        is_wanted = prefers_coding(Headers(scope=scope).getlist("accept-encoding"), "gzip")
        await self._responder(is_wanted)(scope, receive, send)

    def _responder(self, is_wanted: bool) -> IdentityResponder:
        excluded = self.exclude_content_types
        if not is_wanted:
            return IdentityResponder(self.app, self.minimum_size, exclude_content_types=excluded)
        responder = GZipResponder(self.app, self.minimum_size, self.compresslevel, exclude_content_types=excluded)
        responder.thread_minimum_size = self.thread_minimum_size
        return responder


async def unattached_send(message: Message) -> NoReturn:
    """The `send` of a responder that was not called."""
    raise RuntimeError("send awaitable not set")  # pragma: no cover


class IdentityResponder:
    """One response that stays as it is, and says that it would differ for another `Accept-Encoding`.

    The start of the response is held until the first part of the body tells whether it is worth a coding.
    Subclasses set `content_encoding` and override `apply_compression`.
    """

    content_encoding = ""

    def __init__(
        self,
        app: ASGIApp,
        minimum_size: int,
        *,
        exclude_content_types: tuple[str, ...] = DEFAULT_EXCLUDED_CONTENT_TYPES,
    ) -> None:
        self.app = app
        self.minimum_size = minimum_size
        self.exclude_content_types = exclude_content_types
        self.send: Send = unattached_send
        self._held: Message | None = None
        self._is_coded = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.send = send
        await self.app(scope, receive, self.send_with_compression)

    async def send_with_compression(self, message: Message) -> None:
        """Sends the message, coded where the response is."""
        kind = message["type"]
        if kind == "http.response.start" and not self._is_left_alone(message):
            self._held = message
        elif kind == "http.response.body" and self._held is not None:
            await self._send_first(self._held, message)
        elif kind == "http.response.body" and self._is_coded:
            await self.send({**message, "body": await self._coded(message)})
        else:
            if kind in ("http.response.pathsend", "http.response.zerocopysend"):
                await self._release()
            await self.send(message)

    def _is_left_alone(self, start: Message) -> bool:
        if start["status"] == 206:  # its ranges count the bytes of the representation as it is
            return True
        for name, value in start.get("headers", ()):
            if name == b"content-encoding":
                return True
            if name == b"content-type" and is_excluded(value, self.exclude_content_types):
                return True
        return False

    async def _release(self) -> None:
        held, self._held = self._held, None
        if held is not None:
            await self.send(held)

    async def _send_first(self, start: Message, message: Message) -> None:
        more_body = message.get("more_body", False)
        if not more_body and len(message.get("body", b"")) < self.minimum_size:
            await self._release()
            await self.send(message)
            return
        self._held, self._is_coded = None, True
        body = await self._coded(message)
        length = None if more_body or start.get("trailers", False) else len(body)
        await self.send({**start, "headers": self._coded_headers(start, length)})
        await self.send({**message, "body": body})

    async def _coded(self, message: Message) -> bytes:
        return await self.apply_compression(message.get("body", b""), more_body=message.get("more_body", False))

    def _coded_headers(self, start: Message, length: int | None) -> list[tuple[bytes, bytes]]:
        headers = MutableHeaders(raw=list(start.get("headers", ())))
        if self.content_encoding:
            headers["content-encoding"] = self.content_encoding
            if length is None:
                del headers["content-length"]
            else:
                headers["content-length"] = str(length)
        headers.add_vary_header("Accept-Encoding")
        return headers.raw

    async def apply_compression(self, body: bytes, *, more_body: bool) -> bytes:
        """The coded form of the next part of the body; the last one ends the coding."""
        return body


class GZipResponder(IdentityResponder):
    """One response that is compressed where that is worth it."""

    content_encoding = "gzip"

    def __init__(
        self,
        app: ASGIApp,
        minimum_size: int,
        compresslevel: int = 9,
        *,
        thread_minimum_size: int = THREAD_MINIMUM_SIZE,
        exclude_content_types: tuple[str, ...] = DEFAULT_EXCLUDED_CONTENT_TYPES,
    ) -> None:
        self.thread_minimum_size = thread_minimum_size
        self.compresslevel = compresslevel
        super().__init__(app, minimum_size, exclude_content_types=exclude_content_types)

    @cached_property
    def compressor(self) -> zlib._Compress:
        """Made at its first use: its 256 KiB are wasted on a response that is not compressed."""
        return zlib.compressobj(self.compresslevel, wbits=GZIP_CONTAINER)

    async def apply_compression(self, body: bytes, *, more_body: bool) -> bytes:
        """The next part of the gzip stream, flushed, so that the client can read all of it at once."""
        if len(body) < self.thread_minimum_size:
            return self._compress(body, more_body)
        return await anyio.to_thread.run_sync(self._compress, body, more_body, limiter=compression_limiter())

    def _compress(self, body: bytes, more_body: bool) -> bytes:
        compressor = self.compressor
        return compressor.compress(body) + compressor.flush(zlib.Z_SYNC_FLUSH if more_body else zlib.Z_FINISH)


def compression_limiter() -> anyio.CapacityLimiter:
    """Compression keeps a core busy: its threads are few, and not those that wait for files or databases."""
    try:
        return _limiter.get()
    except LookupError:
        limiter = anyio.CapacityLimiter(COMPRESSION_THREADS)
        _limiter.set(limiter)
        return limiter


class ContentTypes(NamedTuple):
    """Media types to compare with: whole ones, and the beginnings that stand for `type/*`."""

    exact: frozenset[str]
    prefixes: tuple[str, ...]


@lru_cache(maxsize=64)
def content_types(patterns: tuple[str, ...]) -> ContentTypes:
    names = [media_type(pattern) for pattern in patterns]
    exact = frozenset(name for name in names if not name.endswith("/*"))
    return ContentTypes(exact, tuple(name[:-1] for name in names if name.endswith("/*")))


@lru_cache(maxsize=512)
def is_excluded(content_type: bytes, patterns: tuple[str, ...]) -> bool:
    """Whether a Content-Type, as it stands in a header, is among the patterns."""
    name = media_type(content_type.decode("latin-1"))
    exact, prefixes = content_types(patterns)
    # gRPC names the format of its messages after a plus sign: application/grpc+proto is application/grpc.
    return name in exact or name.partition("+")[0] in exact or name.startswith(prefixes)
