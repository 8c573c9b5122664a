"""Tests of sessions: what is stored, when a cookie is sent, and that nothing else than our own cookie is believed."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable
from typing import Any

import pytest

from tests.toolkit.conftest import TestClientFactory
from toolkit._http.signing import TimestampSigner
from toolkit.datastructures import Secret
from toolkit.middleware.sessions import Session, SessionMiddleware
from toolkit.requests import Request
from toolkit.responses import JSONResponse, PlainTextResponse
from toolkit.types import ASGIApp, Receive, Scope, Send

Use = Callable[[Session], Any]


def app_that(use: Use | None, **settings: Any) -> ASGIApp:
    """An application that uses its session (None leaves it alone) and answers with what is in it then."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if use is None:
            await PlainTextResponse("untouched")(scope, receive, send)
            return
        session = Request(scope).session
        assert isinstance(session, Session)
        use(session)
        await JSONResponse(session)(scope, receive, send)

    return SessionMiddleware(app, **{"secret_key": "key", **settings})


def cookie(content: Any, key: str = "key", age: int = 0) -> str:
    import time

    signer = TimestampSigner([key], clock=lambda: time.time() - age)
    raw = content if isinstance(content, bytes) else b64encode(json.dumps(content).encode())
    return signer.sign(raw).decode()


def set_one(session: Session) -> None:
    session["a"] = 1


def read(session: Session) -> None:
    pass


def test_session_is_kept_until_it_is_cleared(test_client_factory: TestClientFactory) -> None:
    uses: list[Use] = [set_one, read, Session.clear, read]
    client = test_client_factory(app_that(lambda session: uses.pop(0)(session)))
    assert [client.get("/").json() for _ in range(4)] == [{"a": 1}, {"a": 1}, {}, {}]


@pytest.mark.parametrize(
    ("use", "varies", "is_set"),
    [(None, False, False), (read, True, False), (set_one, True, True), (Session.clear, True, True)],
)
def test_cookie_is_sent_for_changes_alone(
    test_client_factory: TestClientFactory, use: Use | None, varies: bool, is_set: bool
) -> None:
    client = test_client_factory(app_that(use), cookies={"session": cookie({"b": 2})})
    response = client.get("/")
    assert response.headers.get("vary") == ("Cookie" if varies else None)
    assert ("set-cookie" in response.headers) is is_set


def test_empty_session_that_is_cleared_sends_no_cookie(test_client_factory: TestClientFactory) -> None:
    assert "set-cookie" not in test_client_factory(app_that(Session.clear)).get("/").headers


@pytest.mark.parametrize(
    ("settings", "attributes"),
    [
        ({}, "path=/; Max-Age=1209600; httponly; samesite=lax"),
        ({"max_age": None}, "path=/; httponly; samesite=lax"),
        ({"max_age": 0}, "path=/; Max-Age=0; httponly; samesite=lax"),
        ({"path": "/app", "same_site": "strict"}, "path=/app; Max-Age=1209600; httponly; samesite=strict"),
        (
            {"https_only": True, "domain": "a.example", "partitioned": True, "same_site": "none", "max_age": 5},
            "path=/; Max-Age=5; httponly; samesite=none; secure; domain=a.example; partitioned",
        ),
    ],
)
def test_attributes_of_the_cookie(
    test_client_factory: TestClientFactory, settings: dict[str, Any], attributes: str
) -> None:
    client = test_client_factory(app_that(set_one, session_cookie="own", **settings))
    name_and_value, _, rest = client.get("/").headers["set-cookie"].partition("; ")
    assert name_and_value.startswith("own=")
    assert rest == attributes


def test_deleting_cookie_has_the_same_place(test_client_factory: TestClientFactory) -> None:
    app = app_that(Session.clear, domain="a.example", path="/app")
    client = test_client_factory(app, cookies={"session": cookie({"b": 2})})
    assert client.get("/").headers["set-cookie"] == (
        "session=null; path=/app; expires=Thu, 01 Jan 1970 00:00:00 GMT; httponly; samesite=lax; domain=a.example"
    )


@pytest.mark.parametrize(
    ("value", "seen"),
    [
        pytest.param(cookie({"b": 2}), {"b": 2}, id="ours"),
        pytest.param(cookie({"b": 2}, age=50_000), {"b": 2}, id="young enough"),
        pytest.param(cookie({"b": 2}, age=200_000), {}, id="expired"),
        pytest.param(cookie({"b": 2}, age=-200_000), {}, id="from the future"),
        pytest.param(cookie({"b": 2}, key="other"), {}, id="another key"),
        pytest.param("A" + cookie({"b": 2}), {}, id="changed"),
        pytest.param(cookie([1, 2]), {}, id="not an object"),
        pytest.param(cookie(b"!!!"), {}, id="not base64"),
        pytest.param(cookie(b64encode(b"\xff{")), {}, id="not JSON"),
        pytest.param("null", {}, id="deleted"),
        pytest.param("a.b.c", {}, id="nonsense"),
        pytest.param('"quo;ted"', {}, id="quoted"),
    ],
)
def test_only_our_own_fresh_cookie_is_believed(
    test_client_factory: TestClientFactory, value: str, seen: dict[str, int]
) -> None:
    client = test_client_factory(app_that(read, max_age=100_000))
    assert client.get("/", headers={"cookie": f"session={value}"}).json() == seen


def test_keys_are_rotated(test_client_factory: TestClientFactory) -> None:
    app = app_that(set_one, secret_key=["old", Secret("new")])
    client = test_client_factory(app)
    response = client.get("/", headers={"cookie": f"session={cookie({'b': 2}, key='old')}"})
    assert response.json() == {"a": 1, "b": 2}
    signed = response.headers["set-cookie"].partition(";")[0].removeprefix("session=").encode()
    assert TimestampSigner(["new"]).unsign(signed)


@pytest.mark.parametrize(
    ("change", "modified", "accessed"),
    [
        (lambda session: session.__setitem__("b", 1), True, True),
        (lambda session: session.__delitem__("a"), True, True),
        (lambda session: session.clear(), True, True),
        (lambda session: session.pop("a"), True, True),
        (lambda session: session.pop("missing", None), False, False),
        (lambda session: session.popitem(), True, True),
        (lambda session: session.setdefault("b", 1), True, True),
        (lambda session: session.setdefault("a", 1), False, False),
        (lambda session: session.update(b=1), True, True),
        (lambda session: session.__ior__({"b": 1}), True, True),
        (lambda session: session.get("a"), False, False),
        (lambda session: session.mark_accessed(), False, True),
    ],
)
def test_session_keeps_account_of_its_use(change: Use, modified: bool, accessed: bool) -> None:
    session = Session({"a": 1})
    change(session)
    assert (session.modified, session.accessed) == (modified, accessed)
