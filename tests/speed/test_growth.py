"""Tests of growth: nothing costs more than in proportion, and routes and streamed bodies cost nothing at all."""

from __future__ import annotations

import asyncio
import math

import pytest

from benchmarks.applications.starlette_api import StarletteApi
from benchmarks.growth import steepest
from benchmarks.harness.growing import SUBJECTS, one_cost, peak

API = StarletteApi("toolkit", "Toolkit")
BY_KEY = {subject.key: subject for subject in SUBJECTS}
TRIES = 40  # at most; what disturbs a measurement only ever adds to it

# The exponent of the growth between the two sizes, with room for noise: a quadratic part would show as 2.
EXPONENTS = {
    "routes": (100, 2000, 0.3),
    "middlewares": (5, 20, 1.2),
    "mounts": (1, 5, 1.2),
    "query": (100, 1000, 1.3),
    "form": (100, 1000, 1.3),
    "body": (1024, 10 * 1024, 1.3),
}


@pytest.mark.parametrize(("key", "small", "large", "exponent"), [(key, *case) for key, case in EXPONENTS.items()])
def test_growth(key: str, small: int, large: int, exponent: float) -> None:
    def cost(size: int) -> float:
        return asyncio.run(one_cost(API, BY_KEY[key], size, 0.02))

    least = [math.inf, math.inf]
    for _ in range(TRIES):
        least = [min(known, cost(size)) for known, size in zip(least, (small, large), strict=True)]
        if steepest([small, large], least) <= exponent:
            return
    assert steepest([small, large], least) <= exponent


def test_streamed_body_takes_the_room_of_a_chunk() -> None:
    small, large = (asyncio.run(peak(API, BY_KEY["body"], size)) for size in (64, 10 * 1024))
    assert large < small + 64 * 1024
