"""The body of a file response as segments: literal bytes between spans of the file, sent from memory or from disk."""

from toolkit._http.ranges import Span
from toolkit.responses._file_reading import FilePath, opened, shorter_than_expected
from toolkit.types import Send

Segments = list[bytes | Span]


def length_of(segments: Segments) -> int:
    """How many bytes the body has."""
    return sum(len(segment) if isinstance(segment, bytes) else segment[1] - segment[0] for segment in segments)


def body_from_memory(content: bytes, segments: Segments) -> bytes:
    """The whole body, where the file's bytes are at hand."""
    if len(segments) == 1 and segments[0] == (0, len(content)):
        return content
    return b"".join(segment if isinstance(segment, bytes) else content[slice(*segment)] for segment in segments)


class BodySender:
    """Sends the body of a file too large to be read at once, at most `chunk_size` bytes of it in memory."""

    def __init__(self, path: FilePath, segments: Segments, chunk_size: int, send: Send) -> None:
        self._path = path
        self._segments = segments
        self._chunk_size = chunk_size
        self._send = send
        self._unsent = length_of(segments)

    async def __call__(self) -> None:
        """Send it all; raises `RuntimeError` when the file ends too soon."""
        async with opened(self._path) as file:
            for segment in self._segments:
                if isinstance(segment, bytes):
                    await self._send_piece(segment)
                    continue
                position, end = segment
                await file.seek(position)
                while position < end:
                    chunk = await file.read(min(self._chunk_size, end - position))
                    if not chunk:
                        raise shorter_than_expected(self._path)
                    position += len(chunk)
                    await self._send_piece(chunk)

    async def _send_piece(self, piece: bytes) -> None:
        self._unsent -= len(piece)
        await self._send({"type": "http.response.body", "body": piece, "more_body": self._unsent > 0})
