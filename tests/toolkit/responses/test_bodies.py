"""Responses with their whole body at hand: what they render, which headers they add, and what they refuse."""

import json
from typing import Any

import pytest

from tests.toolkit.conftest import TestClientFactory
from toolkit.background import BackgroundTask
from toolkit.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response


@pytest.mark.parametrize(
    ("response", "body", "headers"),
    [
        (Response(), b"", {"content-length": "0"}),
        (Response("é"), "é".encode(), {"content-length": "2"}),
        (Response(b"\xff", media_type="image/png"), b"\xff", {"content-length": "1", "content-type": "image/png"}),
        (PlainTextResponse("hi"), b"hi", {"content-length": "2", "content-type": "text/plain; charset=utf-8"}),
        (HTMLResponse("<p>"), b"<p>", {"content-length": "3", "content-type": "text/html; charset=utf-8"}),
        (
            Response("x", media_type="text/plain; charset=ascii"),
            b"x",
            {"content-length": "1", "content-type": "text/plain; charset=ascii"},
        ),
        (
            Response("{}", headers={"Content-Type": "a/b", "X-Own": "é"}, media_type="text/plain"),
            b"{}",
            {"content-type": "a/b", "x-own": "é", "content-length": "2"},
        ),
        (JSONResponse({"é": [1, None]}), '{"é":[1,null]}'.encode(), {"content-length": "15"}),
        (JSONResponse(None), b"null", {"content-type": "application/json"}),
        (Response(status_code=204), b"", {}),
    ],
)
def test_body_and_headers(
    test_client_factory: TestClientFactory, response: Response, body: bytes, headers: dict[str, str]
) -> None:
    received = test_client_factory(response).get("/")
    assert received.content == body
    assert headers.items() <= dict(received.headers).items()


@pytest.mark.parametrize("status_code", [101, 204, 304])
def test_statuses_without_a_body_have_no_length(status_code: int) -> None:
    assert "content-length" not in Response(status_code=status_code).headers


@pytest.mark.parametrize(
    ("content", "length"),
    [(memoryview(b"01234567").cast("I"), "8"), (memoryview(b"01234567")[::2], "4")],
    ids=["typed", "with gaps"],
)
def test_length_of_a_memoryview_is_in_bytes(content: memoryview, length: str) -> None:
    assert Response(content).headers["content-length"] == length


def test_charset_and_media_type_of_a_subclass() -> None:
    class Latin(Response):
        media_type = "text/csv"
        charset = "latin-1"

    response = Latin("é")
    assert (response.body, response.headers["content-type"]) == (b"\xe9", "text/csv; charset=latin-1")


@pytest.mark.parametrize("headers", [{"x": "a\r\nset-cookie: b"}, {"x": "a\nb"}, {"x": "a\0"}, {"x\r\ny": "a"}])
def test_header_injection_is_refused(headers: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="line break"):
        Response(headers=headers)


def test_headers_can_be_changed_until_they_are_sent(test_client_factory: TestClientFactory) -> None:
    response = Response("x", headers={"x-a": "1"})
    response.headers["x-a"] = "2"
    del response.headers["content-length"]
    assert dict(test_client_factory(response).get("/").headers) == {"x-a": "2"}


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {"a": [float("-inf")]}])
def test_json_has_no_nan(value: Any) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        JSONResponse(value)


def test_json_dumps_is_called_once_where_it_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[dict[str, Any]] = []
    original = json.dumps

    def dumps(content: Any, **options: Any) -> str:
        calls.append(options)
        return original(content, **options)

    monkeypatch.setattr(json, "dumps", dumps)
    assert JSONResponse({"a": 1}).body == b'{"a":1}'
    assert calls == [{"ensure_ascii": False, "allow_nan": False, "indent": None, "separators": (",", ":")}]


@pytest.mark.parametrize(
    ("url", "location"),
    [
        ("/a b", "/a%20b"),
        ("/é?q=%20&r=1#f", "/%C3%A9?q=%20&r=1#f"),
        ("/x\r\nset-cookie: a", "/x%0D%0Aset-cookie:%20a"),
    ],
)
def test_redirect_encodes_its_target(url: str, location: str) -> None:
    response = RedirectResponse(url)
    assert (response.status_code, response.headers["location"]) == (307, location)
    assert response.headers["content-length"] == "0"


def test_background_runs_after_the_response(test_client_factory: TestClientFactory) -> None:
    done: list[str] = []
    response = PlainTextResponse("x", background=BackgroundTask(done.append, "background"))
    assert test_client_factory(response).get("/").text == "x"
    assert done == ["background"]


def test_a_response_on_a_websocket_is_a_denial(test_client_factory: TestClientFactory) -> None:
    from toolkit.testclient import WebSocketDenialResponse

    client = test_client_factory(PlainTextResponse("no", status_code=403), lint=False)
    with pytest.raises(WebSocketDenialResponse) as denial, client.websocket_connect("/"):
        pass
    assert (denial.value.status_code, denial.value.text) == (403, "no")
