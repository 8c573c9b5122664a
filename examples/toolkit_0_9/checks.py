"""What the shop does, whichever toolkit it is written for: its own tests."""

import pytest
import shop

from toolkit.testclient import TestClient


@pytest.fixture(autouse=True)
def in_the_shops_folder(monkeypatch):
    monkeypatch.chdir(shop.HERE)


@pytest.fixture
def client():
    shop.log.clear()
    with TestClient(shop.app) as client:
        yield client


def test_it_opens_and_closes():
    shop.log.clear()
    with TestClient(shop.app):
        assert shop.log == ["open"]
        assert shop.stock == {"apple": 3, "pear": 5}
    assert shop.log == ["open", "close", "lock"]
    assert shop.stock == {}


def test_pages_are_rendered_with_the_options_of_the_environment(client):
    shop.stock["<fig>"] = 1
    assert client.get("/").text == "<ul>\n<li>apple: 3</li>\n<li>pear: 5</li>\n<li>&lt;fig&gt;: 1</li>\n</ul>"


def test_items(client):
    assert client.get("/items/pear").json() == {"name": "pear", "count": 5, "url": "http://testserver/items/pear"}
    assert client.put("/items/pear", json={"count": 1}).json()["count"] == 1
    assert client.delete("/items/pear").status_code == 405


def test_errors(client):
    missing = client.get("/nowhere")
    assert (missing.status_code, missing.text) == (404, "Not here: /nowhere")
    gone = client.get("/items/plum")
    assert (gone.status_code, gone.text) == (410, "We have no plum.")


def test_files(client):
    assert client.get("/leaflet").text == "Fruit every day.\n"
    head = client.head("/leaflet")
    assert (head.text, head.headers["content-length"]) == ("", "17")


def test_every_answer_names_the_shop(client):
    assert client.get("/").headers["x-shop"] == "corner"


def test_websockets(client):
    with client.websocket_connect("/counter") as socket:
        socket.send_text("apple")
        assert socket.receive_json() == {"name": "apple", "count": 3}
    with client.websocket_connect("/office/bell") as socket:
        assert socket.receive_text() == "ding"


def test_the_back_office(client):
    assert client.get("/office/log").json() == ["open"]
    assert client.get("/office/styles").json() == {"open": True, "close": False, "lock": False}
