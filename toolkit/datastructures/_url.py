"""URLs: text with named parts, built from an ASGI scope or from a string (RFC 3986)."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Literal, NamedTuple
from urllib.parse import SplitResult, quote, urlencode, urlsplit

from toolkit._http import urlencoded
from toolkit._http.hosts import parse_host_header
from toolkit.types import Scope

_DEFAULT_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}
_AUTHORITY = frozenset({"username", "password", "hostname", "port"})

# In a decoded path these would start the query or the fragment, or be read as a slash by browsers.
_DELIMITERS = re.compile(r"[?#\\]")
_ENCODED = {"?": "%3F", "#": "%23", "\\": "%5C"}


class Address(NamedTuple):
    """The host and port at one end of a connection."""

    host: str
    port: int


class URL:
    """A URL, compared and printed as its text, with its parts as properties; immutable.

    Made of exactly one of: its text; an ASGI `scope`; the parts `scheme`, `netloc`, `path`, `query`, `fragment`,
    `username`, `password`, `hostname`, `port`. From a scope, the authority is the Host header if it is well-formed,
    else the server's address, else none.
    """

    _url: str = ""
    _components: SplitResult | None = None

    def __init__(self, url: str = "", scope: Scope | None = None, **components: Any) -> None:
        if scope is not None:
            assert not url, 'Cannot set both "url" and "scope".'
            assert not components, 'Cannot set both "scope" and "**components".'
            self._url = _of_scope(scope)
        elif components:
            assert not url, 'Cannot set both "url" and "**components".'
            self._url = URL("").replace(**components)._url
        else:
            self._url = url

    @property
    def components(self) -> SplitResult:
        """The five parts of the text, as `urllib.parse.urlsplit` gives them."""
        parts = self._components
        if parts is None:
            parts = self._components = urlsplit(self._url)
        return parts

    @property
    def scheme(self) -> str:
        return self.components.scheme

    @property
    def netloc(self) -> str:
        return self.components.netloc

    @property
    def path(self) -> str:
        return self.components.path

    @property
    def query(self) -> str:
        return self.components.query

    @property
    def fragment(self) -> str:
        return self.components.fragment

    @property
    def username(self) -> str | None:
        return self.components.username

    @property
    def password(self) -> str | None:
        return self.components.password

    @property
    def hostname(self) -> str | None:
        return self.components.hostname

    @property
    def port(self) -> int | None:
        """The port that the text names. Raises `ValueError` where it is no number from 0 to 65535."""
        return self.components.port

    @property
    def is_secure(self) -> bool:
        """Whether the scheme is https or wss."""
        return self.scheme in ("https", "wss")

    def replace(self, **kwargs: Any) -> "URL":
        """A URL with these parts changed; None removes a user, a password or a port."""
        if not _AUTHORITY.isdisjoint(kwargs):
            kwargs["netloc"] = self._authority(kwargs)
            kwargs = {name: value for name, value in kwargs.items() if name not in _AUTHORITY}
        return type(self)(self.components._replace(**kwargs).geturl())

    def _authority(self, changes: dict[str, Any]) -> str:
        host = _bracketed(changes["hostname"]) if changes.get("hostname") is not None else self._written_host()
        port = changes.get("port", self.port)
        username = changes.get("username", self.username)
        password = changes.get("password", self.password)
        authority = host if port is None else f"{host}:{port}"
        if username is None:
            return authority
        userinfo = username if password is None else f"{username}:{password}"
        return f"{userinfo}@{authority}"

    def _written_host(self) -> str:
        host = self.netloc.rpartition("@")[2]
        if host.endswith("]"):
            return host
        name, colon, _ = host.rpartition(":")
        return name if colon else host

    def include_query_params(self, **kwargs: Any) -> "URL":
        """A URL whose query has these parameters at its end, in place of others of the same name."""
        kept = [pair for pair in self._query_pairs() if pair[0] not in kwargs]
        return self.replace(query=urlencode([*kept, *_as_text(kwargs)]))

    def replace_query_params(self, **kwargs: Any) -> "URL":
        """A URL whose query has these parameters and no others."""
        return self.replace(query=urlencode(_as_text(kwargs)))

    def remove_query_params(self, keys: str | Sequence[str]) -> "URL":
        """A URL whose query has none of these parameters."""
        unwanted = {keys} if isinstance(keys, str) else set(keys)
        return self.replace(query=urlencode([pair for pair in self._query_pairs() if pair[0] not in unwanted]))

    def _query_pairs(self) -> list[tuple[str, str]]:
        return urlencoded.parse(self.query)

    def __eq__(self, other: Any) -> bool:
        return self._url == str(other)

    def __str__(self) -> str:
        return self._url

    def __repr__(self) -> str:
        shown = str(self.replace(password="********")) if self.password else self._url
        return f"{type(self).__name__}({shown!r})"


class URLPath(str):
    """A path that `url_path_for` built, with the kind of route (`protocol`) and the host that it belongs to."""

    protocol: Literal["http", "websocket", ""]
    host: str

    def __new__(cls, path: str, protocol: Literal["http", "websocket", ""] = "", host: str = "") -> "URLPath":
        return super().__new__(cls, _without_authority(path.replace("\\", "%5C")))

    def __init__(self, path: str, protocol: Literal["http", "websocket", ""] = "", host: str = "") -> None:
        assert protocol in ("http", "websocket", ""), f"A URL path is of protocol http or websocket, not {protocol!r}."
        self.protocol = protocol
        self.host = host

    def make_absolute_url(self, base_url: str | URL) -> URL:
        """The path below `base_url`, as http(s) or ws(s) where the protocol asks, at this path's host if it has one."""
        base = URL(base_url) if isinstance(base_url, str) else base_url
        scheme = _SCHEMES[self.protocol][base.is_secure] if self.protocol else base.scheme
        return URL(scheme=scheme, netloc=self.host or base.netloc, path=base.path.rstrip("/") + self)


_SCHEMES = {"http": ("http", "https"), "websocket": ("ws", "wss")}


def _of_scope(scope: Scope) -> str:
    path: str = scope["path"]
    query: bytes = scope.get("query_string", b"")
    if "?" in path or "#" in path or "\\" in path:
        path = _DELIMITERS.sub(lambda match: _ENCODED[match[0]], path)
    authority = _host_header(scope) or _server_address(scope)
    if authority:
        # Without the slash, a path such as "@example.org" would move the authority.
        slash = "" if not path or path[0] == "/" else "/"
        scheme = scope.get("scheme", "http")
        url = f"{scheme}://{authority}{slash}{path}" if scheme else f"//{authority}{slash}{path}"
    else:
        url = _without_authority(path)
    return f"{url}?{_decoded(query)}" if query else url


def _without_authority(path: str) -> str:
    """The path so written that no reader takes its first segment for an authority (RFC 3986 section 3.3)."""
    return f"/%2F{path[2:]}" if path[:2] == "//" else path


def _host_header(scope: Scope) -> str | None:
    for name, value in scope["headers"]:
        if name == b"host":
            return _authority(value)
    return None


@lru_cache(maxsize=512)
def _authority(host_header: bytes) -> str | None:
    host = parse_host_header(host_header.decode("latin-1"))
    return host.authority if host is not None and host.is_valid_port else None


def _server_address(scope: Scope) -> str | None:
    host, port = scope.get("server") or (None, None)
    if not host or port is None:  # unknown, or the path of a Unix socket
        return None
    name = _bracketed(host)
    return name if port == _DEFAULT_PORTS.get(scope.get("scheme", "http")) else f"{name}:{port}"


def _decoded(query: bytes) -> str:
    try:
        return query.decode()
    except UnicodeDecodeError:
        # RFC 3986 section 2.1: a byte that is no character is percent-encoded.
        return quote(query, safe=_ASCII)


_ASCII = bytes(range(128))


def _as_text(parameters: dict[str, Any]) -> list[tuple[str, str]]:
    return [(name, str(value)) for name, value in parameters.items()]


def _bracketed(host: str) -> str:
    """The host as an authority writes it: an IPv6 address stands in brackets (RFC 3986 section 3.2.2)."""
    return f"[{host}]" if host.count(":") > 1 and host[0] != "[" else host
