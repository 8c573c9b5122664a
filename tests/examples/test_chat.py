"""The chat: everybody in a room hears everybody, rooms are apart, and who cannot take part is told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from examples.chat.app import create_app
from tests.toolkit.conftest import TestClientFactory
from toolkit.testclient import TestClient, WebSocketDenialResponse
from toolkit.websockets import WebSocketDisconnect


@pytest.fixture
def chat(test_client_factory: TestClientFactory) -> Iterator[TestClient]:
    with test_client_factory(create_app()) as client:
        yield client


def test_the_page_is_there(chat: TestClient) -> None:
    page = chat.get("/")
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "new WebSocket(" in page.text


def test_everybody_in_the_room_hears_a_line(chat: TestClient) -> None:
    with (
        chat.websocket_connect("/rooms/lobby?name=ada") as ada,
        chat.websocket_connect("/rooms/lobby?name=bob") as bob,
        chat.websocket_connect("/rooms/attic?name=eve") as eve,
    ):
        ada.send_text("hello")
        assert [member.receive_json() for member in (ada, bob)] == [{"from": "ada", "text": "hello"}] * 2
        eve.send_text("alone")
        assert eve.receive_json() == {"from": "eve", "text": "alone"}


def test_who_leaves_is_not_missed(chat: TestClient) -> None:
    with chat.websocket_connect("/rooms/lobby?name=ada") as ada:
        with chat.websocket_connect("/rooms/lobby?name=bob") as bob:
            bob.send_text("bye")
            assert ada.receive_json() == {"from": "bob", "text": "bye"}
        ada.send_text("still here")
        assert ada.receive_json()["text"] == "still here"
    assert chat.app_state == {}


def test_a_long_line_is_cut(chat: TestClient) -> None:
    with chat.websocket_connect("/rooms/lobby?name=ada") as ada:
        ada.send_text("x" * 3000)
        assert ada.receive_json()["text"] == "x" * 2000


@pytest.mark.parametrize("query", ["", "?name=", "?name=%20", f"?name={'x' * 41}"])
def test_a_guest_without_a_good_name_is_refused(chat: TestClient, query: str) -> None:
    with pytest.raises(WebSocketDenialResponse) as refused, chat.websocket_connect(f"/rooms/lobby{query}"):
        pass
    assert refused.value.status_code == 400
    assert refused.value.text == "Give a name of 1 to 40 characters."


def test_binary_frames_end_the_connection(chat: TestClient) -> None:
    with chat.websocket_connect("/rooms/lobby?name=ada") as ada:
        ada.send_bytes(b"hello")
        with pytest.raises(WebSocketDisconnect) as ended:
            ada.receive_text()
    assert ended.value.code == 1003
