"""Tests of the benchmark of growth: its applications do the work, its tables and its picture say what was found."""

from __future__ import annotations

import asyncio
from typing import Any
from xml.etree import ElementTree

import pytest

from benchmarks.applications.starlette_api import StarletteApi
from benchmarks.growth import cost_table, least, memory_table, panels, steepest
from benchmarks.harness.driver import Requests
from benchmarks.harness.growing import SUBJECTS, Subject, in_flight, streamed
from benchmarks.harness.lines import Panel, Scale, draw

API = StarletteApi("toolkit", "Toolkit")
FOUND: Any = {
    package: {
        "seconds": {
            subject.key: [scale * 1e-6 * (place + 1) for place in range(len(subject.sizes))] for subject in SUBJECTS
        },
        "bytes": {"body": [scale * 1024.0] * 5, "idle": [scale * 2048.0], "in flight": [scale * 512.0]},
    }
    for package, scale in (("toolkit", 1), ("starlette", 3))
}


@pytest.mark.parametrize("subject", SUBJECTS, ids=[subject.key for subject in SUBJECTS])
def test_application_answers_at_every_small_size(subject: Subject) -> None:
    for size in subject.sizes[:3]:
        requests = Requests(subject.build(API, size), subject.request(size))
        if subject.key == "body":
            requests.messages = streamed(size)
        asyncio.run(requests.check())


@pytest.mark.parametrize(("kib", "count"), [(1, 1), (64, 1), (1024, 16)])
def test_streamed_body_has_the_size_and_an_end(kib: int, count: int) -> None:
    messages = streamed(kib)
    assert sum(len(message["body"]) for message in messages) == kib * 1024
    assert [message["more_body"] for message in messages] == [True] * (count - 1) + [False]


def test_request_in_flight_takes_room() -> None:
    assert 500 < asyncio.run(in_flight(API)) < 50_000


@pytest.mark.parametrize(
    ("sizes", "costs", "exponent"),
    [([10, 100], [1, 10], 1), ([10, 100], [1, 100], 2), ([0, 1, 10], [5, 7, 7], 0), ([1, 10, 100], [1, 1, 10], 1)],
)
def test_steepest_is_the_greatest_exponent(sizes: list[int], costs: list[float], exponent: float) -> None:
    assert steepest(sizes, costs) == pytest.approx(exponent)


def test_least_of_two_rounds_counts() -> None:
    assert least({"seconds": {"a": [1, 4]}}, {"seconds": {"a": [2, 3]}}) == {"seconds": {"a": [1, 3]}}
    assert least(None, FOUND["toolkit"]) == FOUND["toolkit"]


def test_tables_have_a_line_for_each_subject() -> None:
    costs, memory = cost_table(FOUND), memory_table(FOUND)
    assert all(f"| {subject.title} |" in costs for subject in SUBJECTS)
    assert "| routes in the table | 10, 100, 1,000, 10,000 | 1.0, 2.0, 3.0, 4.0 | 3.0, 6.0, 9.0, 12.0 |" in costs
    assert "| a request in flight | 0.5 | 1.5 |" in memory


def test_picture_has_a_dot_for_each_value_and_is_well_formed() -> None:
    picture = ElementTree.fromstring(draw(panels(FOUND)))
    dots = list(picture.iter("{http://www.w3.org/2000/svg}circle"))
    assert len(dots) == 2 * sum(len(subject.sizes) for subject in SUBJECTS)


def test_higher_cost_is_drawn_higher() -> None:
    panel = Panel("routes", "microseconds", [1, 10], {"toolkit": [2.0, 30.0]})
    first, second = ElementTree.fromstring(draw([panel])).iter("{http://www.w3.org/2000/svg}circle")
    assert float(first.attrib["cx"]) < float(second.attrib["cx"])
    assert float(first.attrib["cy"]) > float(second.attrib["cy"])


@pytest.mark.parametrize(
    ("scale", "value", "place"),
    [
        (Scale(1, 100, 0, 10), 10, 5),
        (Scale(0, 10, 0, 10), 5, 5),
        (Scale(1, 100, 10, 0), 100, 0),
        (Scale(3, 3, 7, 9), 3, 7),
    ],
)
def test_scale_is_logarithmic_unless_it_begins_at_zero(scale: Scale, value: float, place: float) -> None:
    assert scale.place(value) == pytest.approx(place)
