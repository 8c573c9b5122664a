"""Tests of the WSGI bridge: the environment, the response, errors on either side of it, and its deprecation."""

from __future__ import annotations

import importlib
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from tests.toolkit.conftest import TestClientFactory
from toolkit.exceptions import ToolkitDeprecationWarning

with warnings.catch_warnings():
    warnings.simplefilter("ignore", ToolkitDeprecationWarning)
    from toolkit.middleware import wsgi

SCOPE: dict[str, Any] = {
    "type": "http",
    "http_version": "1.1",
    "method": "GET",
    "path": "/",
    "query_string": b"a=1",
    "headers": [],
}


def echo(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    start_response("201 Created", [("Content-Type", "text/plain"), ("X-Own", " a ")])
    return [environ["REQUEST_METHOD"].encode(), b" ", environ["wsgi.input"].read()]


def test_request_and_response_cross_the_bridge(test_client_factory: TestClientFactory) -> None:
    response = test_client_factory(wsgi.WSGIMiddleware(echo)).post("/", content=b"body")
    assert (response.status_code, response.text, response.headers["x-own"]) == (201, "POST body", "a")


def test_iterable_is_closed(test_client_factory: TestClientFactory) -> None:
    closed: list[bool] = []

    def app(environ: Any, start_response: Callable[..., Any]) -> Iterator[bytes]:
        start_response("200 OK", [])
        try:
            yield b"a"
            yield b"b"
        finally:
            closed.append(True)

    assert test_client_factory(wsgi.WSGIMiddleware(app)).get("/").text == "ab"
    assert closed == [True]


def test_exception_reaches_the_server(test_client_factory: TestClientFactory) -> None:
    def app(environ: Any, start_response: Any) -> Iterable[bytes]:
        raise LookupError("mine")

    with pytest.raises(LookupError, match="mine"):
        test_client_factory(wsgi.WSGIMiddleware(app)).get("/")


def test_reported_exception_is_raised_after_its_response(test_client_factory: TestClientFactory) -> None:
    def app(environ: Any, start_response: Any) -> Iterable[bytes]:
        try:
            raise LookupError("mine")
        except LookupError:
            start_response("500 Oops", [("Content-Length", "4")], exc_info=sys.exc_info())
        return [b"oops"]

    with pytest.raises(LookupError, match="mine"):
        test_client_factory(wsgi.WSGIMiddleware(app)).get("/")
    response = test_client_factory(wsgi.WSGIMiddleware(app), raise_server_exceptions=False).get("/")
    assert (response.status_code, response.text) == (500, "oops")


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ({"path": "/a", "root_path": ""}, {"SCRIPT_NAME": "", "PATH_INFO": "/a"}),
        ({"path": "/app/a", "root_path": "/app"}, {"SCRIPT_NAME": "/app", "PATH_INFO": "/a"}),
        ({"path": "/application", "root_path": "/app"}, {"PATH_INFO": "/application"}),
        ({"path": "/é"}, {"PATH_INFO": "/é".encode().decode("latin-1")}),
        ({"server": ("a.example", 8000)}, {"SERVER_NAME": "a.example", "SERVER_PORT": 8000}),
        ({"server": None}, {"SERVER_NAME": "localhost", "SERVER_PORT": 80}),
        ({"client": ("10.0.0.1", 5)}, {"REMOTE_ADDR": "10.0.0.1"}),
        ({"scheme": "https"}, {"wsgi.url_scheme": "https", "QUERY_STRING": "a=1", "SERVER_PROTOCOL": "HTTP/1.1"}),
        (
            {"headers": [(b"content-type", b"a/b"), (b"content-length", b"1"), (b"x-a", b"1"), (b"x-a", b"2")]},
            {"CONTENT_TYPE": "a/b", "CONTENT_LENGTH": "1", "HTTP_X_A": "1,2"},
        ),
    ],
)
def test_environment(scope: dict[str, Any], expected: dict[str, Any]) -> None:
    environ = wsgi.build_environ({**SCOPE, **scope}, b"")
    assert {name: environ[name] for name in expected} == expected


def test_unknown_client_has_no_address() -> None:
    assert "REMOTE_ADDR" not in wsgi.build_environ({**SCOPE, "client": None}, b"")


def test_import_says_that_it_is_deprecated() -> None:
    with pytest.warns(ToolkitDeprecationWarning, match="toolkit.middleware.wsgi is deprecated.*a2wsgi"):
        importlib.reload(wsgi)
