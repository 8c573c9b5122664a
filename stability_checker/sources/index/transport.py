"""Bytes from http(s): and file: addresses, with the user's certificates, proxies and passwords."""

import base64
import netrc
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from http.client import HTTPException, IncompleteRead
from pathlib import Path
from typing import Any, Protocol, TypeVar
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

from stability_checker.errors import CheckerError
from stability_checker.sources.index.configuration import Configuration

_PAUSES = (0.2, 0.5, 1.0, 2.0, 0.0)
"""Seconds between one attempt and the next: a registry that fails for a moment is asked again."""

_AGENT = "stability-checker"
T = TypeVar("T")


class NotThere(Exception):
    """The address exists no more, or never did (404, 410, no such file)."""


class Unreachable(CheckerError):
    """The server could not be asked."""


class Body(Protocol):
    """Bytes that arrive."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Response:
    """What an address answered; `url` is the one that answered in the end, without credentials."""

    url: str
    content_type: str
    body: Body


@dataclass(frozen=True, slots=True)
class _Whole:
    """The body of an answer; its early end is an error, which `http.client` does not see where a size is asked for."""

    answer: Any

    def read(self, size: int, /) -> bytes:
        piece: bytes = self.answer.read(size)
        if len(piece) < size and self.answer.length:
            raise IncompleteRead(piece, self.answer.length)
        return piece


@dataclass(frozen=True)
class Transport:
    """Reads addresses as `configuration` says."""

    configuration: Configuration

    def read(self, url: str, read: Callable[[Response], T], accept: str = "*/*") -> T:
        """What `read` makes of the answer of `url`; it is called again with another answer where one breaks off.

        Raises NotThere, or Unreachable with a sentence for the user.
        """
        if urlsplit(url).scheme == "file":
            with _open_file(url) as response:
                return read(response)
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https"):
            raise Unreachable(f"{without_credentials(url)} is not an address of an index; use https:, http: or file:.")
        request = urllib.request.Request(without_credentials(url), headers={"Accept": accept, "User-Agent": _AGENT})
        if authorization := _authorization(parts):
            # Unredirected: a password is for the host that it was given for.
            request.add_unredirected_header("Authorization", authorization)
        return self._with_patience(request, read, trusted=self._trusts(parts))

    def _with_patience(self, request: urllib.request.Request, read: Callable[[Response], T], *, trusted: bool) -> T:
        failure = "cannot be reached"
        opener = self._unchecked if trusted else self._checked
        for pause in _PAUSES:
            try:
                with opener.open(request, timeout=self.configuration.timeout) as answer:
                    kind = answer.headers.get_content_type()
                    return read(Response(without_credentials(answer.url), kind, _Whole(answer)))
            except urllib.error.HTTPError as error:
                error.close()
                if error.code in (404, 410):
                    raise NotThere(request.full_url) from None
                failure = f"answered {error.code} {error.reason}"
                if error.code < 500 and error.code != 429:
                    break
            except (OSError, HTTPException) as error:
                failure = f"cannot be reached ({getattr(error, 'reason', error)})"
            time.sleep(pause)
        raise Unreachable(
            f"{request.full_url} {failure}; check the network and pip's index configuration (`pip config list`)."
        )

    def _trusts(self, parts: SplitResult) -> bool:
        return bool({parts.hostname, parts.netloc.rpartition("@")[2]} & set(self.configuration.trusted_hosts))

    @cached_property
    def _checked(self) -> urllib.request.OpenerDirector:
        return self._opener(_context(self.configuration))

    @cached_property
    def _unchecked(self) -> urllib.request.OpenerDirector:
        context = _context(self.configuration)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return self._opener(context)

    def _opener(self, context: ssl.SSLContext) -> urllib.request.OpenerDirector:
        proxy = self.configuration.proxy
        proxies = {"http": proxy, "https": proxy} if proxy else None
        return urllib.request.build_opener(
            urllib.request.ProxyHandler(proxies), urllib.request.HTTPSHandler(context=context)
        )


def _context(configuration: Configuration) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=configuration.certificates)
        if configuration.client_certificate:
            context.load_cert_chain(configuration.client_certificate)
    except (OSError, ssl.SSLError) as error:
        raise Unreachable(
            f"The certificates of pip's configuration cannot be read ({error}); check `cert` there."
        ) from None
    return context


@contextmanager
def _open_file(url: str) -> Iterator[Response]:
    path = Path(urllib.request.url2pathname(urlsplit(url).path))
    if path.is_dir():
        path = path / "index.html"
    try:
        with path.open("rb") as body:
            yield Response(url, "application/json" if path.suffix == ".json" else "text/html", body)
    except (FileNotFoundError, NotADirectoryError):
        raise NotThere(url) from None


def without_credentials(url: str) -> str:
    """`url` without the user and password that may stand in it, fit to be shown."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def _authorization(parts: SplitResult) -> str | None:
    """Basic credentials (RFC 7617) from the address itself, else from the user's netrc file."""
    user, password = parts.username, parts.password
    if user is None and parts.hostname:
        user, password = _from_netrc(parts.hostname)
    if user is None:
        return None
    pair = f"{unquote(user)}:{unquote(password or '')}".encode()
    return f"Basic {base64.b64encode(pair).decode('ascii')}"


def _from_netrc(host: str) -> tuple[str | None, str | None]:
    try:
        found = netrc.netrc().authenticators(host)
    except (OSError, netrc.NetrcParseError):
        found = None
    return (found[0], found[2]) if found else (None, None)
