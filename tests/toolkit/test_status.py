"""Status codes: the names of the registry, and the ones that were renamed."""

from http import HTTPStatus

import pytest

from toolkit import status
from toolkit.exceptions import ToolkitDeprecationWarning

RENAMED = {
    "HTTP_413_REQUEST_ENTITY_TOO_LARGE": "HTTP_413_CONTENT_TOO_LARGE",
    "HTTP_414_REQUEST_URI_TOO_LONG": "HTTP_414_URI_TOO_LONG",
    "HTTP_416_REQUESTED_RANGE_NOT_SATISFIABLE": "HTTP_416_RANGE_NOT_SATISFIABLE",
    "HTTP_422_UNPROCESSABLE_ENTITY": "HTTP_422_UNPROCESSABLE_CONTENT",
}
NAMES = [name for name in dir(status) if name not in RENAMED]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_holds_its_number(name: str) -> None:
    protocol, number, _ = name.split("_", 2)
    assert protocol in ("HTTP", "WS")
    assert getattr(status, name) == int(number)


def test_every_status_of_the_standard_library_has_a_name() -> None:
    assert set(HTTPStatus) <= {getattr(status, name) for name in NAMES if name.startswith("HTTP_")}


@pytest.mark.parametrize(("old", "new"), RENAMED.items())
def test_an_old_name_warns_of_the_new_one(old: str, new: str) -> None:
    with pytest.warns(ToolkitDeprecationWarning, match=f"'{old}' is deprecated. Use '{new}' instead."):
        assert getattr(status, old) == getattr(status, new)


def test_another_name_is_none() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'HTTP_999_NONE'"):
        status.HTTP_999_NONE  # type: ignore[attr-defined]  # noqa: B018
