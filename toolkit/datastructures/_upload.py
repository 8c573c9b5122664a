"""What a form holds: text, and files that were uploaded."""

from collections.abc import Callable
from typing import BinaryIO, ParamSpec, TypeVar

from toolkit.concurrency import run_in_threadpool
from toolkit.datastructures._headers import Headers
from toolkit.datastructures._multidict import ImmutableMultiDict

P = ParamSpec("P")
T = TypeVar("T")


class UploadFile:
    """A file part of a multipart form (RFC 7578).

    `file` is a binary file object, a `SpooledTemporaryFile` when it came with a request; `size` its length in bytes
    where it is known; `filename` the client's name for it, not to be trusted as a path; `headers` the part's header
    fields. Reads and writes go to a worker thread once the file lies on disk.
    """

    def __init__(
        self,
        file: BinaryIO,
        *,
        size: int | None = None,
        filename: str | None = None,
        headers: Headers | None = None,
    ) -> None:
        self.filename = filename
        self.file = file
        self.size = size
        self.headers = Headers() if headers is None else headers
        # A spooled file keeps this much in memory, and none where it says nothing.
        self._max_mem_size = getattr(file, "_max_size", 0)

    @property
    def content_type(self) -> str | None:
        """The media type that the client gave for this part."""
        content_type: str | None = self.headers.get("content-type")
        return content_type

    @property
    def _in_memory(self) -> bool:
        # Only a spooled file that has not rolled over says so; of any other file reading may block.
        return getattr(self.file, "_rolled", True) is False

    def _will_roll(self, size_to_add: int) -> bool:
        if not self._in_memory:
            return True
        future_size = self.file.tell() + size_to_add
        return bool(future_size > self._max_mem_size) if self._max_mem_size else False

    async def write(self, data: bytes) -> None:
        """Writes the bytes at the file's position, and counts them in `size` where that is known."""
        more = len(data)
        if self.size is not None:
            self.size += more
        if self._will_roll(more):
            await run_in_threadpool(self.file.write, data)
        else:
            self.file.write(data)

    async def read(self, size: int = -1) -> bytes:
        """At most `size` bytes from the file's position on, all that is left if negative."""
        return await self._use(self.file.read, size)

    async def seek(self, offset: int) -> None:
        """Moves the file's position to `offset` bytes from its start."""
        await self._use(self.file.seek, offset)

    async def close(self) -> None:
        """Closes the file, which deletes a temporary one."""
        if self._in_memory:
            self.file.close()
        else:
            await run_in_threadpool(self.file.close)

    async def _use(self, method: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        if self._in_memory:
            return method(*args, **kwargs)
        return await run_in_threadpool(method, *args, **kwargs)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(filename={self.filename!r}, size={self.size!r}, headers={self.headers!r})"


class FormData(ImmutableMultiDict[str, UploadFile | str]):
    """The fields of a form, in order: text as `str`, files as `UploadFile`."""

    async def close(self) -> None:
        """Closes every file of the form."""
        for _, value in self._list:
            if isinstance(value, UploadFile):
                await value.close()
