"""The exceptions of HTTP and WebSocket: their texts and what they carry."""

import warnings

import pytest

from toolkit.exceptions import HTTPException, ToolkitDeprecationWarning, WebSocketException


@pytest.mark.parametrize(
    ("arguments", "text", "shown"),
    [
        ((404,), "404: Not Found", "HTTPException(status_code=404, detail='Not Found')"),
        ((404, ""), "404: ", "HTTPException(status_code=404, detail='')"),
        ((400, "mine"), "400: mine", "HTTPException(status_code=400, detail='mine')"),
        ((499,), "499: ", "HTTPException(status_code=499, detail='')"),
    ],
)
def test_an_http_exception_has_a_text(arguments: tuple[int, str], text: str, shown: str) -> None:
    assert (str(HTTPException(*arguments)), repr(HTTPException(*arguments))) == (text, shown)


def test_an_http_exception_carries_headers() -> None:
    assert HTTPException(401, headers={"www-authenticate": "Basic"}).headers == {"www-authenticate": "Basic"}
    assert HTTPException(401).headers is None


def test_a_websocket_exception_has_a_text() -> None:
    assert (str(WebSocketException(1008)), str(WebSocketException(1008, "no"))) == ("1008: ", "1008: no")
    assert repr(WebSocketException(1008, "no")) == "WebSocketException(code=1008, reason='no')"


def test_a_subclass_is_shown_by_its_name() -> None:
    class Teapot(HTTPException):
        pass

    assert repr(Teapot(418)) == 'Teapot(status_code=418, detail="I\'m a Teapot")'


def test_deprecation_warnings_are_shown_by_default() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.resetwarnings()
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.warn("old", ToolkitDeprecationWarning, stacklevel=1)
    assert [warning.category for warning in caught] == [ToolkitDeprecationWarning]
