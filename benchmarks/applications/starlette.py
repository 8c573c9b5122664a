"""The applications of Starlette."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from benchmarks.applications import starlette_api


def applications() -> dict[str, Callable[[], Any]]:
    return starlette_api.applications("starlette", "Starlette")
