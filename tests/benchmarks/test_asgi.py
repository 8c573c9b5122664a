"""Tests of the benchmark: its applications do the work that is measured, its table and picture say what was found."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pytest

from benchmarks.applications import bare
from benchmarks.applications import toolkit as ours
from benchmarks.harness.driver import Requests, WrongAnswer, cost
from benchmarks.harness.plot import draw
from benchmarks.harness.report import PROMISED, as_markdown, as_text, rows
from benchmarks.workloads import WORKLOADS, Workload

DRIVEN = [workload for workload in WORKLOADS if workload.kind != "client"]
COSTS = {
    "toolkit": {"plain": 2e-6, "static": 90e-6},
    "starlette": {"plain": 5e-6, "static": 100e-6},
    "blacksheep": {"plain": 3e-6},
}


def cases() -> list[Any]:
    return [
        pytest.param(builders[workload.application], workload, id=f"{name} {workload.key}")
        for name, builders in (("bare", bare.applications()), ("toolkit", ours.applications()))
        for workload in DRIVEN
        if workload.application in builders
    ]


@pytest.mark.parametrize(("build", "workload"), cases())
def test_application_does_the_work(build: Callable[[], Any], workload: Workload) -> None:
    asyncio.run(Requests(build(), workload).check())


async def wrong(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"something else"})


@pytest.mark.parametrize("key", ["plain", "missing", "websocket"])
def test_application_that_does_other_work_is_not_measured(key: str) -> None:
    (workload,) = (workload for workload in WORKLOADS if workload.key == key)
    with pytest.raises(WrongAnswer, match=key):
        asyncio.run(cost(wrong, workload, 0.01))


def test_cost_is_the_time_of_one_request() -> None:
    plain = WORKLOADS[0]
    assert 0 < asyncio.run(cost(bare.plain, plain, 0.01)) < 0.001


def test_promises_name_workloads() -> None:
    assert set(PROMISED) <= {workload.key for workload in WORKLOADS}


def test_rows_compare_with_starlette_and_judge_the_promises() -> None:
    assert [(row.key, round(row.ratio or 0, 2), row.is_kept) for row in rows(COSTS)] == [
        ("plain", 0.4, True),
        ("static", 0.9, False),
    ]


def test_table_is_the_same_as_text_and_as_markdown() -> None:
    text, markdown = as_text(COSTS), as_markdown(COSTS)
    for part in ("plain text", "2.0", "5.0", "0.40", "at most 0.5 x Starlette, below BlackSheep", "static file, 4 KiB"):
        assert part in text
        assert part in markdown
    assert len({line.count("|") for line in markdown.splitlines()}) == 1


def test_other_python_has_a_column_and_a_say_in_the_promise() -> None:
    elsewhere = {"3.11": {"toolkit": {"plain": 6e-6}, "starlette": {"plain": 5e-6, "static": 100e-6}}}
    assert [row.is_kept for row in rows(COSTS, elsewhere)] == [False, False]
    markdown = as_markdown(COSTS, elsewhere)
    assert "| toolkit / Starlette | the same on 3.11 |" in markdown
    assert "| 0.40 | 1.20 | at most 0.5 x Starlette" in markdown
    assert "| 0.90 | - | at most" in markdown
    assert len({line.count("|") for line in markdown.splitlines()}) == 1


def test_picture_has_a_dot_for_each_cost_and_is_well_formed() -> None:
    picture = ElementTree.fromstring(draw(COSTS))
    tips = [title.text or "" for title in picture.iter("{http://www.w3.org/2000/svg}title")]
    assert "toolkit: 2.0 µs, 0.40 x Starlette" in tips
    assert sum("x Starlette" in tip for tip in tips) == 5
