"""What the lifespan opened is there for every request, and closed at the end; also for mounted applications."""

from __future__ import annotations

import sqlite3

import pytest

import examples.gallery
import examples.lifespan
from tests.toolkit.conftest import TestClientFactory


@pytest.mark.parametrize(("app", "path"), [(examples.lifespan.app, "/"), (examples.gallery.app, "/visits/")])
def test_visits_are_counted_while_the_application_runs(
    test_client_factory: TestClientFactory, app: object, path: str
) -> None:
    for _ in range(2):
        with test_client_factory(app) as client:
            visits = client.app_state["visits"]
            assert [client.get(path).json() for _ in range(2)] == [{"visits": 1}, {"visits": 2}]
            assert client.portal is not None
            assert client.portal.call(visits.count, "elsewhere") == 1
        with test_client_factory(app) as client, pytest.raises(sqlite3.ProgrammingError, match="closed"):
            client.portal.call(visits.count, path)  # type: ignore[union-attr]


@pytest.mark.parametrize("route", examples.gallery.MOUNTS, ids=lambda route: route.path)
def test_every_example_is_in_the_gallery(test_client_factory: TestClientFactory, route: examples.gallery.Mount) -> None:
    with test_client_factory(examples.gallery.app) as client:
        assert f'href="{route.path}/"' in client.get("/").text
        assert client.get(f"{route.path}/").status_code == (404 if route.path == "/notes" else 200)


def test_an_unforeseen_error_is_a_500_without_details(test_client_factory: TestClientFactory) -> None:
    client = test_client_factory(examples.gallery.app, raise_server_exceptions=False)
    assert client.get("/broken").text == "Internal Server Error"
