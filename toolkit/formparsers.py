"""Forms read from a stream: urlencoded ones and multipart ones, whose files go to temporary storage."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from enum import Enum
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from toolkit._http import urlencoded
from toolkit._http.charset import text_codec
from toolkit._http.media_type import base_name, form_data_names, parse_parameters
from toolkit._http.multipart import Event, Fields, MultipartError, MultipartParser
from toolkit._typing import deprecated
from toolkit.datastructures import FormData, Headers, UploadFile
from toolkit.exceptions import ToolkitDeprecationWarning

__all__ = ["FormMessage", "FormParser", "MultiPartException", "MultiPartParser", "MultipartPart"]


@deprecated("`FormMessage` is deprecated and will be removed in a future version.", category=ToolkitDeprecationWarning)
class FormMessage(Enum):
    """The events of a urlencoded form. Deprecated: nothing gives them."""

    FIELD_START = 1
    FIELD_NAME = 2
    FIELD_DATA = 3
    FIELD_END = 4
    END = 5


class MultiPartException(Exception):
    """A form breaks its format or a limit; `message` may be shown to the client."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


_RawHeader = tuple[bytes, bytes]


@dataclass
class MultipartPart:
    """A part of a multipart form while it is read: a text field gathers `data`, a file part has a `file`."""

    content_disposition: bytes | None = None
    field_name: str = ""
    data: bytearray = field(default_factory=bytearray)
    file: UploadFile | None = None
    item_headers: list[_RawHeader] = field(default_factory=list)


class FormParser:
    """Reads an application/x-www-form-urlencoded `stream`, with at most `max_fields` fields.

    A field's name and value may have `max_part_size` bytes together, as they are encoded. A chunk's whole fields are
    read in one go; the `on_` methods are called for a field that its chunk may have cut, with the bytes
    `data[start:end]` of each piece.
    """

    _current_fields = 0
    _in_field = False
    _in_name = True
    _field_name: bytearray
    _field_value: bytearray

    def __init__(
        self,
        headers: Headers,
        stream: AsyncGenerator[bytes, None],
        *,
        max_fields: int | float = 1000,
        max_part_size: int = 1024 * 1024,
    ) -> None:
        self.headers = headers
        self.stream = stream
        self.max_fields = max_fields
        self.max_part_size = max_part_size
        self.items: list[tuple[str, str | UploadFile]] = []

    def on_field_start(self) -> None:
        self._count_fields(1)
        self._in_field = self._in_name = True
        self._field_name = bytearray()
        self._field_value = bytearray()

    def on_field_name(self, data: bytes, start: int, end: int) -> None:
        self._check_size(len(self._field_name) + end - start)
        self._field_name += data[start:end]

    def on_field_data(self, data: bytes, start: int, end: int) -> None:
        self._check_size(len(self._field_name) + len(self._field_value) + end - start)
        self._field_value += data[start:end]

    def on_field_end(self) -> None:
        self._in_field = False
        name = urlencoded.decode(self._field_name.decode("latin-1"))
        self.items.append((name, urlencoded.decode(self._field_value.decode("latin-1"))))

    async def parse(self) -> FormData:
        """The form. Raises `MultiPartException` where a limit is broken."""
        async for chunk in self.stream:
            if chunk:
                self._take_chunk(chunk)
        if self._in_field:
            self.on_field_end()
        return FormData(self.items)

    def _take_chunk(self, chunk: bytes) -> None:
        start = 0
        if self._in_field:
            start = chunk.find(b"&") + 1
            self._take_piece(chunk[: start - 1] if start else chunk)
            if not start:
                return
            self.on_field_end()
        end = chunk.rfind(b"&", start) + 1
        if end:
            self._take_whole_fields(chunk[start : end - 1])
        self._take_piece(chunk[end or start :])

    def _take_piece(self, piece: bytes) -> None:
        if piece and not self._in_field:
            self.on_field_start()
        if piece and self._in_name:
            name, equals, piece = piece.partition(b"=")
            self._in_name = not equals
            self.on_field_name(name, 0, len(name))
        if piece:
            self.on_field_data(piece, 0, len(piece))

    def _take_whole_fields(self, fields: bytes) -> None:
        encoded = fields.split(b"&")
        self._count_fields(len(encoded) - encoded.count(b""))
        longest = max(encoded, key=len)
        if len(longest) > self.max_part_size:
            self._check_size(max(len(field) - (b"=" in field) for field in encoded))
        self.items += urlencoded.parse(fields.decode("latin-1"))

    def _count_fields(self, more: int) -> None:
        self._current_fields += more
        if self._current_fields > self.max_fields:
            # Counted up to the one that was too many, as if they had come one by one.
            self._current_fields = int(self.max_fields) + 1
            raise MultiPartException(f"Too many fields. Maximum number of fields is {self.max_fields}.")

    def _check_size(self, size: int) -> None:
        if size > self.max_part_size:
            raise MultiPartException(f"Field exceeded maximum size of {int(self.max_part_size / 1024)}KB.")


class MultiPartParser:
    """Reads a multipart/form-data `stream`, with at most `max_files` files and `max_fields` text fields.

    A text field may have `max_part_size` bytes. A file stays in memory up to `spool_max_size` bytes and goes to disk
    beyond that, from a worker thread. The `on_` methods are called for each part in turn, with the bytes
    `data[start:end]`.
    """

    spool_max_size = 1024 * 1024
    max_part_size = 1024 * 1024

    _current_part: MultipartPart
    _header_name = b""
    _header_value = b""

    def __init__(
        self,
        headers: Headers,
        stream: AsyncGenerator[bytes, None],
        *,
        max_files: int | float = 1000,
        max_fields: int | float = 1000,
        max_part_size: int = 1024 * 1024,
    ) -> None:
        self.headers = headers
        self.stream = stream
        self.max_files = max_files
        self.max_fields = max_fields
        self.max_part_size = max_part_size
        self.items: list[tuple[str, str | UploadFile]] = []
        self._charset = "utf-8"
        self._current_files = self._current_fields = 0
        self._takes_whole_fields = _header_methods(type(self)) == _OWN_HEADER_METHODS
        self._files: list[UploadFile] = []
        # The file that was made last (the part has it unless a subclass has put another there), and its bytes so far.
        self._new: UploadFile | None = None
        self._part_size = 0
        # What a worker thread has to write: files that are too large for the memory, and None at the end of each.
        self._unwritten: list[tuple[UploadFile, bytes | None]] = []

    def on_part_begin(self) -> None:
        self._current_part = MultipartPart()

    def on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._header_name += data[start:end]

    def on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._header_value += data[start:end]

    def on_header_end(self) -> None:
        name, value = self._header_name.lower(), self._header_value
        if name == b"content-disposition":
            self._current_part.content_disposition = value
        self._current_part.item_headers.append((name, value))
        self._header_name = self._header_value = b""

    def on_headers_finished(self) -> None:
        part = self._current_part
        name, filename = form_data_names(part.content_disposition or b"")
        if name is None:
            raise MultiPartException('The Content-Disposition header field "name" must be provided.')
        part.field_name = self._text(name)
        if filename is None:
            self._count_field()
        else:
            self._count_file()
            part.file = self._new_file(self._text(base_name(filename)), Headers(None, part.item_headers))

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        part = self._current_part
        if part.file is not None:
            self._take_piece(part.file, data[start:end])
            return
        if len(part.data) + (end - start) > self.max_part_size:
            raise MultiPartException(f"Part exceeded maximum size of {int(self.max_part_size / 1024)}KB.")
        part.data += data[start:end]

    def on_part_end(self) -> None:
        part = self._current_part
        if part.file is None:
            self.items.append((part.field_name, self._text(part.data)))
        else:
            self._take_end(part.file)
            self.items.append((part.field_name, part.file))

    def on_end(self) -> None:
        """Called once the stream has ended; a part that was cut off is left out of the form."""

    def _count_field(self) -> None:
        self._current_fields += 1
        if self._current_fields > self.max_fields:
            raise MultiPartException(f"Too many fields. Maximum number of fields is {self.max_fields}.")

    def _count_file(self) -> None:
        self._current_files += 1
        if self._current_files > self.max_files:
            raise MultiPartException(f"Too many files. Maximum number of files is {self.max_files}.")

    def _new_file(self, filename: str, headers: Headers) -> UploadFile:
        spooled = SpooledTemporaryFile(max_size=self.spool_max_size)  # noqa: SIM115 - the form closes it
        file = UploadFile(cast(BinaryIO, spooled), size=0, filename=filename, headers=headers)
        self._files.append(file)
        self._new, self._part_size = file, 0
        return file

    def _text(self, data: bytes | bytearray) -> str:
        try:
            return data.decode(self._charset)
        except UnicodeDecodeError:
            return data.decode("latin-1")

    async def parse(self) -> FormData:
        """The form. Raises `MultiPartException` where the body is malformed or breaks a limit."""
        parser = self._body_parser()
        try:
            async for chunk in self.stream:
                if chunk:
                    self._take_events(parser.feed(chunk))
                if self._unwritten:
                    await self._write_files()
        except BaseException as error:
            for file in self._files:
                file.file.close()
            if isinstance(error, MultipartError):
                raise MultiPartException("Invalid multipart data.") from error
            raise
        self.on_end()
        return FormData(self.items)

    def _body_parser(self) -> MultipartParser:
        _, parameters = parse_parameters(self.headers["content-type"].encode("latin-1"))
        if b"charset" in parameters:
            self._charset = text_codec(parameters[b"charset"].decode("latin-1"))
        boundary = parameters.get(b"boundary")
        if boundary is None:
            raise MultiPartException("Missing boundary in multipart.")
        try:
            return MultipartParser(boundary)
        except MultipartError as error:
            raise MultiPartException("Invalid multipart data.") from error

    def _take_events(self, events: list[Event]) -> None:
        for event in events:
            if event is None:
                self.on_part_end()
            elif isinstance(event, bytes):
                self.on_part_data(event, 0, len(event))
            elif isinstance(event, memoryview):
                self._take_view(event)
            else:
                self._take_headers(event)

    def _take_headers(self, fields: Fields) -> None:
        self.on_part_begin()
        if self._takes_whole_fields:
            self._take_fields(fields)
        else:
            for name, value in fields:
                self.on_header_field(name, 0, len(name))
                self.on_header_value(value, 0, len(value))
                self.on_header_end()
        self.on_headers_finished()

    def _take_fields(self, fields: Fields) -> None:
        """What the methods for a header make of whole fields, three calls less for each of them."""
        part = self._current_part
        for name, value in fields:
            lowered = name.lower()
            if lowered == b"content-disposition":
                part.content_disposition = value
            part.item_headers.append((lowered, value))

    def _take_view(self, view: memoryview) -> None:
        """What `on_part_data` does; a file is given the view, and what is not written at once is copied."""
        file = self._current_part.file
        if file is not None and type(self).on_part_data is _OWN_PART_DATA:
            self._take_piece(file, view)
        else:
            self.on_part_data(bytes(view), 0, len(view))

    def _take_piece(self, file: UploadFile, piece: bytes | memoryview) -> None:
        size = self._part_size = self._part_size + len(piece)
        if size <= self.spool_max_size and file is self._new:  # stays in memory: there is nothing to wait for
            file.file.write(piece)
            file.size = size
        else:
            self._unwritten.append((file, bytes(piece)))

    def _take_end(self, file: UploadFile) -> None:
        if self._part_size <= self.spool_max_size and file is self._new:
            file.file.seek(0)
        else:
            self._unwritten.append((file, None))

    async def _write_files(self) -> None:
        for file, data in self._unwritten:
            if data is None:
                await file.seek(0)
            else:
                await file.write(data)
        self._unwritten.clear()


def _header_methods(kind: type[MultiPartParser]) -> tuple[object, ...]:
    return kind.on_header_field, kind.on_header_value, kind.on_header_end


_OWN_HEADER_METHODS = _header_methods(MultiPartParser)  # as they stand here

_OWN_PART_DATA = MultiPartParser.on_part_data
