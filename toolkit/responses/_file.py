"""The response whose body is a file: whole, in ranges, or handed to the server by its path."""

import os
from collections.abc import Callable, Container, Mapping, Sequence
from email.utils import formatdate
from functools import lru_cache, partial
from urllib.parse import quote

from toolkit._disconnect import disconnected, run_until
from toolkit._http.conditionals import is_same_strongly
from toolkit._http.ranges import (
    MalformedRangeHeader,
    RangeNotSatisfiable,
    Span,
    content_range,
    parse_range,
    part_header,
)
from toolkit._threads import in_thread
from toolkit.background import BackgroundTask
from toolkit.datastructures import MutableHeaders
from toolkit.responses._base import RawHeader, Response, content_length_header
from toolkit.responses._denial import denying
from toolkit.responses._file_body import BodySender, Segments, body_from_memory, length_of
from toolkit.responses._file_reading import FilePath, read_whole, stat_and_read
from toolkit.responses._media_types import guessed_media_type
from toolkit.responses._streaming import send_reports_disconnect
from toolkit.responses._text import PlainTextResponse
from toolkit.types import Receive, Scope, Send


class FileResponse(Response):
    """A response that sends the file at `path`, with `Content-Length`, `Last-Modified` and `ETag`.

    The media type is guessed from `filename` or `path` unless given. `filename` adds a `Content-Disposition` of
    `content_disposition_type` ("attachment" or "inline", RFC 6266). `stat_result` spares a look at the file.

    `Range` and `If-Range` are honoured (RFC 9110, section 14) on GET and HEAD with status 200: 206 with one range or
    several, 400 for a header that cannot be read, 416 for a range behind the end. Servers with the ASGI extension
    `http.response.pathsend` get the path. Calling the response raises `RuntimeError` when there is no such file.
    """

    chunk_size = 64 * 1024
    """Bytes of the file in memory at once; a file no larger is read whole, in a single worker-thread call."""
    max_ranges = 100
    """A request for more ranges gets the whole file."""
    preloaded: bytes | None = None
    """The file's content, where it was read together with `stat_result`; None: it is read when sent."""

    def __init__(
        self,
        path: FilePath,
        status_code: int = 200,
        headers: Mapping[str, str] | None = None,
        media_type: str | None = None,
        background: BackgroundTask | None = None,
        filename: str | None = None,
        stat_result: os.stat_result | None = None,
        content_disposition_type: str = "attachment",
    ) -> None:
        self.path = path
        self.status_code = status_code
        self.filename = filename
        self.media_type = media_type or guessed_media_type(os.fspath(filename or path))
        self.background = background
        self._stat_headers: list[RawHeader] = []
        self.init_headers(headers)
        self._add_missing((b"accept-ranges", b"bytes"))
        if filename is not None:
            self._add_missing((b"content-disposition", _content_disposition(content_disposition_type, filename)))
        self.stat_result = stat_result
        if stat_result is not None:
            self.set_stat_headers(stat_result)

    def set_stat_headers(self, stat_result: os.stat_result) -> None:
        """Add `Content-Length`, `Last-Modified` and `ETag`, those that the response does not have yet."""
        self._stat_headers = self._add_missing(
            content_length_header(stat_result.st_size),
            (b"last-modified", _http_date(int(stat_result.st_mtime))),
            # Size and time to the nanosecond change with every write; no need to hash them.
            (b"etag", b'"%x-%x"' % (stat_result.st_mtime_ns, stat_result.st_size)),
        )

    def _add_missing(self, *pairs: RawHeader) -> list[RawHeader]:
        given = {name for name, _ in self.raw_headers}
        added = [pair for pair in pairs if pair[0] not in given]
        self.raw_headers.extend(added)
        return added

    def generate_multipart(
        self, ranges: Sequence[Span], boundary: str, max_size: int, content_type: str
    ) -> tuple[int, Callable[[int, int], bytes]]:
        """The length of a `multipart/byteranges` body, and the function that gives what stands before a range."""

        def header(start: int, end: int) -> bytes:
            return part_header((start, end), max_size, boundary, content_type)

        parts = sum(len(header(start, end)) + end - start + len(b"\r\n") for start, end in ranges)
        return parts + len(f"--{boundary}--"), header

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._respond("GET", {}, scope, receive, denying(send))
        else:
            await self._respond(scope["method"].upper(), scope.get("extensions", {}), scope, receive, send)
        if self.background is not None:
            await self.background()

    async def _respond(
        self, method: str, extensions: Container[str], scope: Scope, receive: Receive, send: Send
    ) -> None:
        asked = _range_headers(scope) if method in ("GET", "HEAD") and self.status_code == 200 else None
        by_path = asked is None and "http.response.pathsend" in extensions
        size, content = await self._look_at_file(read=method != "HEAD" and not by_path)
        try:
            status, headers, segments = self._frame(self._spans(asked, size), size)
        except (MalformedRangeHeader, RangeNotSatisfiable) as error:
            await _refusal(error)(scope, receive, send)
            return
        await send({"type": "http.response.start", "status": status, "headers": headers})
        if method == "HEAD":
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        elif by_path:
            await send({"type": "http.response.pathsend", "path": str(self.path)})
        elif content is not None:
            await send({"type": "http.response.body", "body": body_from_memory(content, segments), "more_body": False})
        else:
            await self._send_from_disk(segments, scope, receive, send)

    async def _look_at_file(self, read: bool) -> tuple[int, bytes | None]:
        """The file's size, and its content where that is small and will be sent: one worker-thread call at most."""
        limit = self.chunk_size if read else -1
        if self.stat_result is None:
            found, content = await in_thread(stat_and_read, self.path, limit)
            # A response that is sent again tells what the file is now.
            self.raw_headers[:] = [pair for pair in self.raw_headers if pair not in self._stat_headers]
            self.set_stat_headers(found)
            return found.st_size, content
        size = self.stat_result.st_size
        if self.preloaded is not None and len(self.preloaded) == size:
            return size, self.preloaded
        return size, await in_thread(read_whole, self.path, size) if size <= limit else None

    def _spans(self, asked: tuple[str, str | None] | None, size: int) -> list[Span] | None:
        if asked is None:
            return None
        wanted, if_range = asked
        if wanted.count(",") >= self.max_ranges or not (if_range is None or self._is_current(if_range)):
            return None
        return parse_range(wanted, size)

    def _is_current(self, validator: str) -> bool:
        """RFC 9110, section 13.1.5: the strong entity tag or the exact date that this response has."""
        return validator == self.headers["last-modified"] or is_same_strongly(validator, self.headers["etag"])

    def _frame(self, spans: list[Span] | None, size: int) -> tuple[int, list[RawHeader], Segments]:
        """Status, headers and body for the whole file, for one range, and for several."""
        if spans is None:
            return self.status_code, self.raw_headers.copy(), [(0, size)]
        headers = MutableHeaders(raw=self.raw_headers.copy())
        segments: Segments = list(spans)
        if len(spans) == 1:
            headers["content-range"] = content_range(spans[0], size)
            headers["content-length"] = str(length_of(segments))
        else:
            boundary = os.urandom(13).hex()
            length, part_header = self.generate_multipart(spans, boundary, size, headers["content-type"])
            segments = [piece for span in spans for piece in (part_header(*span), span, b"\r\n")]
            segments.append(f"--{boundary}--".encode())
            headers["content-type"] = f"multipart/byteranges; boundary={boundary}"
            headers["content-length"] = str(length)
        return 206, headers.raw, segments

    async def _send_from_disk(self, segments: Segments, scope: Scope, receive: Receive, send: Send) -> None:
        sender = BodySender(self.path, segments, self.chunk_size, send)
        if scope["type"] == "websocket" or send_reports_disconnect(scope):
            await sender()
        else:
            await run_until(partial(disconnected, receive), sender)


def _range_headers(scope: Scope) -> tuple[str, str | None] | None:
    wanted = if_range = None
    for name, value in scope["headers"]:
        if name == b"range":
            wanted = value.decode("latin-1")
        elif name == b"if-range":
            if_range = value.decode("latin-1")
    return None if wanted is None else (wanted, if_range)


def _refusal(error: MalformedRangeHeader | RangeNotSatisfiable) -> Response:
    if isinstance(error, RangeNotSatisfiable):
        return PlainTextResponse(status_code=416, headers={"content-range": f"bytes */{error.max_size}"})
    return PlainTextResponse(error.content, status_code=400)


def _content_disposition(kind: str, filename: str) -> bytes:
    """RFC 6266: the name as it is where it needs no encoding, else in UTF-8 (RFC 8187)."""
    encoded = quote(filename)
    form = f'{kind}; filename="{filename}"' if encoded == filename else f"{kind}; filename*=utf-8''{encoded}"
    return form.encode("latin-1")


@lru_cache(maxsize=256)
def _http_date(seconds: int) -> bytes:
    return formatdate(seconds, usegmt=True).encode("ascii")
