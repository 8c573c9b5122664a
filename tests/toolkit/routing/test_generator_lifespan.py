"""Tests of the lifespan's older shape: a generator function works, and warns where it is defined."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from toolkit.exceptions import ToolkitDeprecationWarning
from toolkit.routing import Router


def async_generator(app: Any) -> Any:
    async def lifespan(app: Any) -> AsyncIterator[None]:
        app.append("up")
        yield
        app.append("down")

    return lifespan


def generator(app: Any) -> Any:
    def lifespan(app: Any) -> Iterator[None]:
        app.append("up")
        yield
        app.append("down")

    return lifespan


@pytest.mark.parametrize("make", [async_generator, generator])
@pytest.mark.anyio
async def test_generator_lifespan_runs_and_warns_where_it_is_defined(make: Any) -> None:
    events: list[str] = []
    with pytest.warns(ToolkitDeprecationWarning, match="asynccontextmanager") as caught:
        router = Router(lifespan=make(events))
    assert caught[0].filename == __file__
    async with router.lifespan_context(events):
        assert events == ["up"]
    assert events == ["up", "down"]
