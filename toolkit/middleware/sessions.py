"""Sessions in a signed cookie: the client can read them, and cannot change them (RFC 6265)."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Sequence
from typing import Any, Literal

from toolkit._http.cookies import parse_fields
from toolkit._http.signing import BadSignature, TimestampSigner
from toolkit.datastructures import Headers, MutableHeaders, Secret
from toolkit.types import ASGIApp, Message, Receive, Scope, Send

TWO_WEEKS = 14 * 24 * 60 * 60
LONG_AGO = "Thu, 01 Jan 1970 00:00:00 GMT"


class SessionMiddleware:
    """Gives each request `request.session`, a dict of JSON values that is kept in a cookie between requests.

    `secret_key` signs the cookie; in a sequence of keys the last one signs and all are accepted, so that keys can
    be rotated. `max_age` is in seconds: an older session is empty; None keeps it until the browser closes.
    The cookie is `HttpOnly`, and `Secure` with `https_only`; `partitioned` wants that too. It is sent when
    the session was changed, and deleted when it was emptied. A cookie that is malformed, expired or signed by
    somebody else is an empty session.
    """

    def __init__(
        self,
        app: ASGIApp,
        secret_key: str | Secret | Sequence[str | Secret],
        session_cookie: str = "session",
        max_age: int | None = TWO_WEEKS,
        path: str = "/",
        same_site: Literal["lax", "strict", "none"] = "lax",
        https_only: bool = False,
        domain: str | None = None,
        partitioned: bool = False,
    ) -> None:
        self.app = app
        keys = [secret_key] if isinstance(secret_key, (str, Secret)) else secret_key
        self.signer = TimestampSigner([str(key) for key in keys])
        self.session_cookie = session_cookie
        self.max_age = max_age
        self.path = path
        flags = ["httponly", f"samesite={same_site}"]
        flags += ["secure"] * https_only + [f"domain={domain}"] * (domain is not None) + ["partitioned"] * partitioned
        self.security_flags = "; ".join(flags)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        session = Session(self._stored(scope))
        was_empty = not session
        scope["session"] = session

        async def send_with_session(message: Message) -> None:
            if message["type"] == "http.response.start" and session.accessed:
                message.setdefault("headers", [])
                self._mark(MutableHeaders(scope=message), session, was_empty)
            await send(message)

        await self.app(scope, receive, send_with_session)

    def _stored(self, scope: Scope) -> dict[str, Any]:
        """What the request's cookie holds, empty where it cannot be trusted."""
        fields = Headers(scope=scope).getlist("cookie")
        cookie = parse_fields(fields).get(self.session_cookie) if fields else None
        if not cookie:
            return {}
        try:
            content = json.loads(b64decode(self.signer.unsign(cookie.encode(), max_age=self.max_age)))
        except (BadSignature, ValueError):  # ValueError: signed by us, but as something else than a session
            return {}
        return content if isinstance(content, dict) else {}

    def _mark(self, headers: MutableHeaders, session: Session, was_empty: bool) -> None:
        headers.add_vary_header("Cookie")
        if session.modified and session:
            headers.append("set-cookie", self._cookie(session))
        elif session.modified and not was_empty:
            headers.append("set-cookie", self._attributes("null", f"expires={LONG_AGO}"))

    def _cookie(self, session: Session) -> str:
        signed = self.signer.sign(b64encode(json.dumps(session).encode())).decode("ascii")
        return self._attributes(signed, "" if self.max_age is None else f"Max-Age={self.max_age}")

    def _attributes(self, value: str, lifetime: str) -> str:
        parts = [f"{self.session_cookie}={value}", f"path={self.path}", lifetime, self.security_flags]
        return "; ".join(filter(None, parts))


class Session(dict[str, Any]):
    """A dict that knows whether a request looked at it and whether it changed it.

    A change within a value (`session["cart"].append(...)`) is not seen: assign the value again.
    """

    accessed = False
    modified = False

    def mark_modified(self) -> None:
        """Says that the session must be stored."""
        self.accessed = self.modified = True

    def mark_accessed(self) -> None:
        """Says that the response depends on the session."""
        self.accessed = True

    def __delitem__(self, key: str) -> None:
        super().__delitem__(key)
        self.mark_modified()

    def __setitem__(self, key: str, value: Any) -> None:
        super().__setitem__(key, value)
        self.mark_modified()

    def clear(self) -> None:
        self.mark_modified()
        super().clear()

    def pop(self, key: str, *args: Any) -> Any:
        if key in self:
            self.mark_modified()
        return super().pop(key, *args)

    def popitem(self) -> tuple[str, Any]:
        self.mark_modified()
        return super().popitem()

    def setdefault(self, key: str, default: Any = None) -> Any:
        if key not in self:
            self.mark_modified()
        return super().setdefault(key, default)

    def update(self, *args: Any, **kwargs: Any) -> None:
        self.mark_modified()
        super().update(*args, **kwargs)

    def __ior__(self, other: Any, /) -> Session:  # type: ignore[override,misc]
        self.mark_modified()
        super().__ior__(other)
        return self
