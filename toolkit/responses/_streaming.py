"""The response whose body is made while it is sent."""

from collections.abc import AsyncIterable, Iterable, Mapping
from functools import partial

from toolkit._disconnect import ClientDisconnect, disconnected, run_until
from toolkit._tracking import untracked
from toolkit.background import BackgroundTask
from toolkit.concurrency import iterate_in_threadpool
from toolkit.responses._base import Response
from toolkit.responses._denial import denying
from toolkit.types import Receive, Scope, Send

Content = str | bytes | memoryview
SyncContentStream = Iterable[Content]
AsyncContentStream = AsyncIterable[Content]
ContentStream = AsyncContentStream | SyncContentStream


class StreamingResponse(Response):
    """A response that sends each chunk as `content` yields it.

    `content` is an iterable or an async iterable of texts, bytes or memoryviews; a plain iterable is advanced in a
    worker thread. When the client goes away the stream stops: below ASGI HTTP 2.4 silently, from 2.4 on (where the
    server's `send` raises `OSError`) with `ClientDisconnect`.
    """

    body_iterator: AsyncContentStream

    def __init__(
        self,
        content: ContentStream,
        status_code: int = 200,
        headers: Mapping[str, str] | None = None,
        media_type: str | None = None,
        background: BackgroundTask | None = None,
    ) -> None:
        self.body_iterator = content if isinstance(content, AsyncIterable) else iterate_in_threadpool(content)
        self.status_code = status_code
        self.media_type = self.media_type if media_type is None else media_type
        self.background = background
        self.init_headers(headers)

    async def listen_for_disconnect(self, receive: Receive) -> None:
        """Return when the client has gone."""
        await disconnected(receive)

    async def stream_response(self, send: Send) -> None:
        """Send the start, each chunk, and the end."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        send = untracked(send)
        async for chunk in self.body_iterator:
            if type(chunk) is not bytes and not isinstance(chunk, (bytes, memoryview)):
                chunk = chunk.encode(self.charset)
            await send({"body": chunk, "more_body": True, "type": "http.response.body"})
        await send({"body": b"", "type": "http.response.body"})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self.stream_response(denying(send))
        elif send_reports_disconnect(scope):
            await self._stream_raising_disconnect(send)
        else:
            await run_until(partial(self.listen_for_disconnect, receive), partial(self.stream_response, send))
        if self.background is not None:
            await self.background()

    async def _stream_raising_disconnect(self, send: Send) -> None:
        try:
            await self.stream_response(send)
        except OSError as error:
            raise ClientDisconnect from error


def send_reports_disconnect(scope: Scope) -> bool:
    """Whether `send` raises `OSError` once the client has gone: ASGI HTTP specification 2.4."""
    version: str = scope.get("asgi", {}).get("spec_version", "2.0")
    if version == "2.3":  # what the common servers say
        return False
    return tuple(map(int, version.split("."))) >= (2, 4)
