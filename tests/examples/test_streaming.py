"""Streams: they come in pieces, in order, and events go on where the browser had them last."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from examples.streaming import create_app
from tests.toolkit.conftest import TestClientFactory
from toolkit.testclient import TestClient


@pytest.fixture
def streams(test_client_factory: TestClientFactory) -> Iterator[TestClient]:
    with test_client_factory(create_app(pause=0)) as client:
        yield client


def test_lines_come_one_by_one(streams: TestClient) -> None:
    with streams.stream("GET", "/countdown") as response:
        lines = list(response.iter_lines())
    assert lines == [*map(str, range(10, 0, -1)), "Lift-off"]


@pytest.mark.parametrize("rows", [0, 1, 1000, 2500])
def test_a_table_has_all_its_rows(streams: TestClient, rows: int) -> None:
    lines = streams.get(f"/squares/{rows}.csv").text.splitlines()
    assert lines == ["number,square", *(f"{number},{number**2}" for number in range(rows))]


@pytest.mark.parametrize(
    ("seen", "first"), [(None, 1), ("0", 1), ("17", 18), ("20", None), ("x", 1), ("\u0661", 1), ("9" * 5000, 1)]
)
def test_events_go_on_after_the_last_one_seen(streams: TestClient, seen: str | None, first: int | None) -> None:
    response = streams.get("/events", headers={} if seen is None else {"last-event-id": seen.encode()})
    assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
    events = [event for event in response.text.split("\n\n") if "event: tick" in event]
    assert len(events) == (0 if first is None else 21 - first)
    if first is not None:
        assert events[0] == f'id: {first}\nevent: tick\ndata: {{"number": {first}}}'
    assert response.text.endswith("event: end\ndata: {}\n\n")


def test_the_table_is_bounded(streams: TestClient) -> None:
    assert streams.get("/squares/1000001.csv").status_code == 400
    assert "new EventSource(" in streams.get("/").text
