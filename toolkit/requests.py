"""An incoming connection and an HTTP request, read from the ASGI scope and receive channel; everything on demand."""

import json
from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import aclosing
from typing import Any, Generic, NoReturn

import anyio

from toolkit._disconnect import ClientDisconnect
from toolkit._http.cookies import parse as cookie_parser
from toolkit._http.media_type import media_type
from toolkit._typing import TypeVar
from toolkit._utils import AwaitableOrContextManager, AwaitableOrContextManagerWrapper
from toolkit.datastructures import URL, Address, FormData, Headers, QueryParams, State
from toolkit.exceptions import HTTPException
from toolkit.formparsers import FormParser, MultiPartException, MultiPartParser
from toolkit.types import Message, Receive, Scope, Send

__all__ = [
    "SERVER_PUSH_HEADERS_TO_COPY",
    "ClientDisconnect",
    "HTTPConnection",
    "Request",
    "StateT",
    "cookie_parser",
    "empty_receive",
    "empty_send",
]

StateT = TypeVar("StateT", bound=Mapping[str, Any] | State, default=State)

SERVER_PUSH_HEADERS_TO_COPY = {"accept", "accept-encoding", "accept-language", "cache-control", "user-agent"}
_PUSH_HEADERS = frozenset(name.encode("latin-1") for name in SERVER_PUSH_HEADERS_TO_COPY)


class HTTPConnection(Mapping[str, Any], Generic[StateT]):
    """What HTTP requests and WebSockets share; also a mapping, of the ASGI scope.

    Parts are built when they are first read and kept, so a connection that is not looked at costs next to nothing.
    They are built with positional arguments, which the interpreter passes on sooner than named ones.
    """

    scope: Scope
    _url: URL | None = None
    _base_url: URL | None = None
    _headers: Headers | None = None
    _query_params: QueryParams | None = None
    _cookies: dict[str, str] | None = None
    _state: Any = None

    def __init__(self, scope: Scope, receive: Receive | None = None) -> None:
        assert scope["type"] in ("http", "websocket"), f"Expected an HTTP or WebSocket scope, not {scope['type']!r}."
        self.scope = scope

    def __getitem__(self, key: str) -> Any:
        return self.scope[key]

    def __len__(self) -> int:
        return len(self.scope)

    def __iter__(self) -> Iterator[str]:
        return iter(self.scope)

    # A connection is itself alone, whatever another one's scope holds.
    __eq__ = object.__eq__
    __hash__ = object.__hash__  # pyright: ignore[reportAssignmentType] - what Mapping declares as unhashable

    @property
    def app(self) -> Any:
        """The application that handles the connection."""
        return self.scope["app"]

    @property
    def url(self) -> URL:
        """The URL that the client asked for."""
        url = self._url
        if url is None:
            url = self._url = URL("", self.scope)
        return url

    @property
    def base_url(self) -> URL:
        """The URL of the application's root, with a slash at its end and no query."""
        if self._base_url is None:
            path = self.scope.get("app_root_path", self.scope.get("root_path", ""))
            root = {**self.scope, "path": path if path.endswith("/") else path + "/", "query_string": b""}
            self._base_url = URL(scope=root)
        return self._base_url

    @property
    def headers(self) -> Headers:
        """The header fields."""
        headers = self._headers
        if headers is None:
            headers = self._headers = Headers(None, None, self.scope)
        return headers

    @property
    def query_params(self) -> QueryParams:
        """The parameters in the URL's query."""
        params = self._query_params
        if params is None:
            params = self._query_params = QueryParams(self.scope["query_string"])
        return params

    @property
    def path_params(self) -> dict[str, Any]:
        """The parameters that routing took from the path, converted."""
        params: dict[str, Any] = self.scope.get("path_params", {})
        return params

    @property
    def cookies(self) -> dict[str, str]:
        """The cookies that the client sent, by name."""
        cookies = self._cookies
        if cookies is None:
            fields = [value for name, value in self.headers.raw if name == b"cookie"]
            # HTTP/2 may split the field (RFC 9113 section 8.2.3).
            cookies = self._cookies = cookie_parser(b"; ".join(fields).decode("latin-1")) if fields else {}
        return cookies

    @property
    def client(self) -> Address | None:
        """The client's address, None where the server does not know it."""
        address = self.scope.get("client")
        return None if address is None else Address(*address)

    @property
    def session(self) -> dict[str, Any]:
        """The session. Needs `SessionMiddleware`."""
        session: dict[str, Any] = self._given_by("SessionMiddleware", "session")
        # A session that keeps account of its use is told: the response now depends on the cookie.
        mark_accessed = getattr(session, "mark_accessed", None)
        if mark_accessed is not None:
            mark_accessed()
        return session

    @property
    def auth(self) -> Any:
        """The credentials. Needs `AuthenticationMiddleware`."""
        return self._given_by("AuthenticationMiddleware", "auth")

    @property
    def user(self) -> Any:
        """The user. Needs `AuthenticationMiddleware`."""
        return self._given_by("AuthenticationMiddleware", "user")

    def _given_by(self, middleware: str, key: str) -> Any:
        assert key in self.scope, f"{middleware} must be installed to access request.{key}"
        return self.scope[key]

    @property
    def state(self) -> StateT:
        """What the application keeps with this connection, starting with what the lifespan gave."""
        if self._state is None:
            self._state = State(self.scope.setdefault("state", {}))
        state: StateT = self._state
        return state

    def url_for(self, name: str, /, **path_params: Any) -> URL:
        """The absolute URL of the route `name`. Raises `routing.NoMatchFound` where there is none."""
        router = self.scope.get("router") or self.scope.get("app")
        if router is None:
            raise RuntimeError("The `url_for` method can only be used inside a Toolkit application or with a router.")
        url: URL = router.url_path_for(name, **path_params).make_absolute_url(base_url=self.base_url)
        return url


async def empty_receive() -> NoReturn:
    """Stands where a connection was made without its receive channel."""
    raise RuntimeError("Receive channel has not been made available")


async def empty_send(message: Message) -> NoReturn:
    """Stands where a connection was made without its send channel."""
    raise RuntimeError("Send channel has not been made available")


class Request(HTTPConnection[StateT]):
    """An HTTP request. `receive` gives its body, `send` is for early hints and server push."""

    _receive: Receive
    _send: Send
    _stream_consumed = False
    _is_disconnected = False
    _body: bytes
    _json: Any
    _form: FormData | None = None

    def __init__(self, scope: Scope, receive: Receive = empty_receive, send: Send = empty_send):
        assert scope["type"] == "http", f"Expected an HTTP scope, not {scope['type']!r}."
        self.scope = scope
        self._receive = receive
        self._send = send

    @property
    def method(self) -> str:
        """The method, in capitals."""
        method: str = self.scope["method"]
        return method

    @property
    def receive(self) -> Receive:
        """The ASGI receive channel."""
        return self._receive

    async def stream(self) -> AsyncGenerator[bytes, None]:
        """The body in chunks as they come, without keeping it, and an empty chunk at its end.

        Raises `ClientDisconnect` where the client goes away, `RuntimeError` where the body was streamed before.
        """
        if hasattr(self, "_body"):
            yield self._body
        elif self._stream_consumed:
            raise RuntimeError("Stream consumed")
        else:
            while not self._stream_consumed:
                if chunk := self._taken(await self._receive()):
                    yield chunk
        yield b""

    def _taken(self, message: Message) -> bytes:
        kind = message["type"]
        if kind == "http.request":
            if not message.get("more_body", False):
                self._stream_consumed = True
            chunk: bytes = message.get("body", b"")
            return chunk
        if kind == "http.disconnect":
            self._is_disconnected = True
            raise ClientDisconnect
        return b""

    async def body(self) -> bytes:
        """The whole body, which is kept: `stream`, `json` and `form` can be used after it."""
        if not hasattr(self, "_body"):
            self._body = await self._whole_body()
        return self._body

    async def _whole_body(self) -> bytes:
        if type(self).stream is not Request.stream:  # a subclass that makes its own body of it
            async with aclosing(self.stream()) as stream:
                return b"".join([chunk async for chunk in stream])
        if self._stream_consumed:
            raise RuntimeError("Stream consumed")
        first = self._taken(await self._receive())
        if self._stream_consumed:
            return first
        chunks = [first]
        while not self._stream_consumed:
            chunks.append(self._taken(await self._receive()))
        return b"".join(chunks)

    async def json(self) -> Any:
        """The body read as JSON. Raises a `ValueError`, mostly `json.JSONDecodeError`, where it is none."""
        if not hasattr(self, "_json"):
            body = await self.body()
            try:
                self._json = json.loads(body)
            except RecursionError:
                raise json.JSONDecodeError("Nested too deeply", body.decode(errors="replace"), 0) from None
        return self._json

    def form(
        self,
        *,
        max_files: int | float = 1000,
        max_fields: int | float = 1000,
        max_part_size: int = 1024 * 1024,
    ) -> AwaitableOrContextManager[FormData]:
        """The body read as a form: `await` it, or enter it with `async with` to have its files closed at the end.

        At most `max_files` files and `max_fields` other fields, each of these at most `max_part_size` bytes. A form
        that breaks a limit or cannot be read is answered with status 400; a body of another type is an empty form.
        """
        return AwaitableOrContextManagerWrapper(
            self._get_form(max_files=max_files, max_fields=max_fields, max_part_size=max_part_size)
        )

    async def _get_form(
        self,
        *,
        max_files: int | float = 1000,
        max_fields: int | float = 1000,
        max_part_size: int = 1024 * 1024,
    ) -> FormData:
        if self._form is not None:
            return self._form
        parser = self._form_parser(max_files, max_fields, max_part_size)
        if parser is None:
            self._form = FormData()
            return self._form
        try:
            self._form = form = await parser.parse()
        except BaseException as error:
            await parser.stream.aclose()
            if isinstance(error, MultiPartException) and "app" in self.scope:
                raise HTTPException(status_code=400, detail=error.message) from error
            raise
        return form

    def _form_parser(
        self, max_files: int | float, max_fields: int | float, max_part_size: int
    ) -> FormParser | MultiPartParser | None:
        content_type = media_type(self.headers.get("content-type", ""))
        if content_type == "multipart/form-data":
            return MultiPartParser(
                self.headers, self.stream(), max_files=max_files, max_fields=max_fields, max_part_size=max_part_size
            )
        if content_type == "application/x-www-form-urlencoded":
            return FormParser(self.headers, self.stream(), max_fields=max_fields, max_part_size=max_part_size)
        return None

    async def close(self) -> None:
        """Closes the files of the form, if it was read."""
        if self._form is not None:
            await self._form.close()

    async def is_disconnected(self) -> bool:
        """Whether the client is known to be gone; looks, and does not wait."""
        if not self._is_disconnected:
            message: Message = {}
            with anyio.CancelScope() as scope:
                # A receive that has nothing ready meets this at its first wait.
                scope.cancel()
                message = await self._receive()
            self._is_disconnected = message.get("type") == "http.disconnect"
        return self._is_disconnected

    async def send_push_promise(self, path: str) -> None:
        """Offers the client the resource at `path` before it asks; does nothing where the server has no push."""
        if "http.response.push" in self.scope.get("extensions", {}):
            headers = [field for field in self.headers.raw if field[0] in _PUSH_HEADERS]
            await self._send({"type": "http.response.push", "path": path, "headers": headers})

    async def send_early_hints(self, link: str, /, *additional_links: str) -> None:
        """Sends Link values (RFC 8288) ahead of the response, in status 103; nothing where the server cannot."""
        if "http.response.early_hint" in self.scope.get("extensions", {}):
            links = [value.encode("latin-1") for value in (link, *additional_links)]
            await self._send({"type": "http.response.early_hint", "links": links})
