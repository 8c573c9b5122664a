"""The notes API: accounts, sessions, who may read what, and its answers to requests that are no good."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from examples.notes.app import create_app
from tests.toolkit.conftest import TestClientFactory
from toolkit.testclient import TestClient

ADA = {"name": "ada", "password": "lovelace"}


@pytest.fixture
def api(test_client_factory: TestClientFactory) -> Iterator[TestClient]:
    with test_client_factory(create_app("key")) as client:
        yield client


@pytest.fixture
def ada(api: TestClient) -> TestClient:
    assert api.post("/accounts", json=ADA).status_code == 201
    return api


def test_a_session_begins_with_the_right_password_and_ends(ada: TestClient) -> None:
    assert ada.get("/me").json() == {"name": "ada"}
    assert ada.delete("/session").status_code == 204
    assert ada.get("/me").status_code == 401
    for wrong in ({"password": "babbage"}, {"name": "nobody"}):
        assert ada.post("/session", json=ADA | wrong).status_code == 401
    assert ada.post("/session", json=ADA).json() == {"name": "ada"}
    assert ada.get("/me").json() == {"name": "ada"}


def test_a_name_is_taken_once(ada: TestClient) -> None:
    assert ada.post("/accounts", json=ADA | {"password": "other"}).status_code == 409


def test_a_forged_session_is_nobody(ada: TestClient) -> None:
    ada.cookies.set("session", ada.cookies["session"][:-1] + "x", domain="testserver.local", path="/")
    assert ada.get("/me").status_code == 401


def test_notes_are_written_read_changed_and_removed(ada: TestClient) -> None:
    created = ada.post("/notes/", json={"text": "milk"})
    assert created.status_code == 201
    where = created.headers["location"]
    assert ada.get(where).json() == {"id": 1, "text": "milk"}
    assert ada.put(where, json={"text": "tea"}).json() == {"id": 1, "text": "tea"}
    ada.post("/notes/", json={"text": "bread"})
    assert ada.get("/notes/?offset=1&limit=1").json() == [{"id": 2, "text": "bread"}]
    assert ada.delete(where).status_code == 204
    assert [ada.request(method, where, json={"text": "x"}).status_code for method in ("GET", "PUT", "DELETE")] == [
        404
    ] * 3


def test_notes_of_others_are_not_found(ada: TestClient) -> None:
    where = ada.post("/notes/", json={"text": "secret"}).headers["location"]
    ada.post("/accounts", json={"name": "eve", "password": "x"})
    assert ada.get("/me").json() == {"name": "eve"}
    assert ada.get("/notes/").json() == []
    assert [ada.request(method, where, json={"text": "x"}).status_code for method in ("GET", "PUT", "DELETE")] == [
        404
    ] * 3


REFUSED: dict[str, tuple[str, str, dict[str, Any], int]] = {
    "not JSON": ("POST", "/notes/", {"content": b"{", "headers": {"content-type": "application/json"}}, 400),
    "no UTF-8": (
        "POST",
        "/notes/",
        {"content": b'{"text": "\xff"}', "headers": {"content-type": "application/json"}},
        400,
    ),
    "nested too deeply": (
        "POST",
        "/notes/",
        {"content": b"[" * 16_000, "headers": {"content-type": "application/json"}},
        400,
    ),
    "no object": ("POST", "/notes/", {"json": ["text"]}, 400),
    "no text": ("POST", "/notes/", {"json": {"text": 1}}, 400),
    "empty text": ("POST", "/notes/", {"json": {"text": ""}}, 400),
    "a form": ("POST", "/notes/", {"data": {"text": "x"}}, 415),
    "too large": ("POST", "/notes/", {"json": {"text": "x" * 16_384}}, 413),
    "a limit that is no number": ("GET", "/notes/?limit=ten", {}, 400),
    "a limit that is too large": ("GET", "/notes/?limit=101", {}, 400),
    "digits of another script": ("GET", "/notes/?offset=%D9%A1", {}, 400),
    "no such method": ("PATCH", "/notes/", {}, 405),
    "no such note": ("GET", "/notes/7", {}, 404),
    "no number": ("GET", "/notes/seven", {}, 404),
}


@pytest.mark.parametrize(("method", "path", "request_", "status"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_good_is_refused(
    ada: TestClient, method: str, path: str, request_: dict[str, Any], status: int
) -> None:
    assert ada.request(method, path, **request_).status_code == status


def test_strangers_are_refused_in_json(api: TestClient) -> None:
    for method, path in [("GET", "/me"), ("GET", "/notes/"), ("POST", "/notes/"), ("DELETE", "/notes/1")]:
        response = api.request(method, path)
        assert (response.status_code, response.json()) == (401, {"error": "Unauthorized"})
