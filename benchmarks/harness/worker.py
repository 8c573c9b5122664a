"""`python -m benchmarks.harness.worker FRAMEWORK SECONDS [KEY...]`: one round of one framework, as JSON."""

from __future__ import annotations

import asyncio
import gc
import json
import sys
from importlib import import_module
from typing import Any

from benchmarks.harness.driver import client_cost, cost
from benchmarks.workloads import WORKLOADS, Workload

TEST_CLIENTS = ("toolkit", "starlette")


def measure(framework: str, seconds: float, keys: list[str]) -> dict[str, float]:
    """Seconds a request by the workload's key; what the framework has no application for is left out."""
    builders = import_module(f"benchmarks.applications.{framework}").applications()
    chosen = [workload for workload in WORKLOADS if workload.key in keys and workload.application in builders]
    return {
        workload.key: one_cost(framework, builders[workload.application](), workload, seconds)
        for workload in chosen
        if workload.kind != "client" or framework in TEST_CLIENTS
    }


def one_cost(framework: str, app: Any, workload: Workload, seconds: float) -> float:
    gc.collect()
    if workload.kind == "client":
        with import_module(f"{framework}.testclient").TestClient(app) as client:
            return client_cost(client, workload.paths[0], seconds)
    return asyncio.run(started_cost(app, workload, seconds))


async def started_cost(app: Any, workload: Workload, seconds: float) -> float:
    if hasattr(app, "start"):  # BlackSheep builds its handlers at start-up, which a server's lifespan calls
        await app.start()
    return await cost(app, workload, seconds)


if __name__ == "__main__":
    framework, seconds, *keys = sys.argv[1:]
    print(json.dumps(measure(framework, float(seconds), keys or [workload.key for workload in WORKLOADS])))
