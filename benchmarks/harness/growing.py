"""What grows, in one table: an application and a request of a given size, for toolkit and for Starlette alike."""

from __future__ import annotations

import asyncio
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.applications.starlette_api import Pure, StarletteApi
from benchmarks.harness.driver import BODY_PIECE, Exchange, Message, Requests, cost, scope_template
from benchmarks.workloads import Workload

KIB = 1024
MIB = 1024 * KIB
IDLE_ROUTES = 1000
IN_FLIGHT = 200
FORM_TYPE = [(b"content-type", b"application/x-www-form-urlencoded")]


@dataclass(frozen=True)
class Subject:
    """One thing that grows: `build` gives the application of a size, `request` what is asked of it."""

    key: str
    title: str
    sizes: Sequence[int]
    build: Callable[[StarletteApi, int], Any]
    request: Callable[[int], Workload]


def plain(path: str = "/plain", **settings: Any) -> Workload:
    return Workload("growth", "", "", [path], **settings)


def many_routes(api: StarletteApi, count: int) -> Any:
    return api.parameters(count)


def spread(count: int) -> Workload:
    """The first route, the last one and eight between them."""
    return Workload("growth", "", "", [f"/r{count * tenth // 9 - (tenth == 9)}/42/x" for tenth in range(10)])


def middlewares(api: StarletteApi, count: int) -> Any:
    return api.app("/plain", api.hello(), middleware=[api.module("middleware").Middleware(Pure)] * count)


def mounts(api: StarletteApi, depth: int) -> Any:
    routes: Any = [api.routing.Route("/plain", api.hello())]
    for _ in range(depth):
        routes = [api.routing.Mount("/m", routes=routes)]
    return api.application(routes=routes)


def query_reader(api: StarletteApi, _: int) -> Any:
    text = api.responses.PlainTextResponse

    async def answer(request: Any) -> Any:
        return text(str(len(request.query_params)))

    return api.app("/plain", answer)


def body_reader(api: StarletteApi, _: int) -> Any:
    text = api.responses.PlainTextResponse

    async def answer(request: Any) -> Any:
        size = 0
        async for chunk in request.stream():
            size += len(chunk)
        return text(str(size))

    return api.app("/plain", answer, ["POST"])


def fields(count: int) -> bytes:
    return "&".join(f"field{number}=value+{number}" for number in range(count)).encode()


SUBJECTS = [
    Subject("routes", "routes in the table", (10, 100, 1000, 10_000), many_routes, spread),
    Subject("middlewares", "middlewares", (0, 1, 2, 5, 10, 20), middlewares, lambda _: plain()),
    Subject("mounts", "mounts, one in the other", range(6), mounts, lambda depth: plain("/m" * depth + "/plain")),
    Subject("query", "fields in the query", (1, 10, 100, 1000), query_reader, lambda count: plain(query=fields(count))),
    Subject(
        "form",
        "fields in a form",
        (1, 10, 100, 1000),
        lambda api, _: api.form(),
        lambda count: plain("/form", method="POST", headers=FORM_TYPE, body=fields(count)),
    ),
    Subject(
        "body",
        "KiB of a body that is streamed",
        (1, 64, 1024, 10 * 1024, 100 * 1024),
        body_reader,
        lambda _: plain(method="POST"),
    ),
]


def streamed(kib: int) -> list[Message]:
    """A body of many pieces that takes the room of one."""
    piece = b"x" * min(kib * KIB, BODY_PIECE)
    count = max(1, kib * KIB // BODY_PIECE)
    return [{"type": "http.request", "body": piece, "more_body": number < count - 1} for number in range(count)]


def measure(api: StarletteApi, seconds: float) -> dict[str, list[float]]:
    """Seconds a request by subject, one for each of its sizes."""
    return {
        subject.key: [asyncio.run(one_cost(api, subject, size, seconds)) for size in subject.sizes]
        for subject in SUBJECTS
    }


async def one_cost(api: StarletteApi, subject: Subject, size: int, seconds: float) -> float:
    app, workload = subject.build(api, size), subject.request(size)
    return await cost(app, workload, seconds, streamed(size) if subject.key == "body" else None)


def memory(api: StarletteApi) -> dict[str, list[float]]:
    """Bytes: at the peak of each streamed body, of an idle application, and of one request in flight."""
    (body,) = (subject for subject in SUBJECTS if subject.key == "body")
    return {
        "body": [asyncio.run(peak(api, body, size)) for size in body.sizes],
        "idle": [asyncio.run(idle(api))],
        "in flight": [asyncio.run(in_flight(api))],
    }


async def peak(api: StarletteApi, body: Subject, size: int) -> float:
    requests = Requests(body.build(api, size), body.request(size))
    requests.messages = streamed(size)
    await requests.check()
    tracemalloc.start()
    await requests.run(1)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


async def idle(api: StarletteApi) -> float:
    """An application with many routes that has served one request."""
    tracemalloc.start()
    app = many_routes(api, IDLE_ROUTES)
    await Requests(app, spread(IDLE_ROUTES)).run(1)
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return size


async def in_flight(api: StarletteApi) -> float:
    """One of many requests that wait in their endpoint, the task and the scope that a server makes included."""
    released, text = asyncio.Event(), api.responses.PlainTextResponse

    async def wait(request: Any) -> Any:
        await released.wait()
        return text("done")

    app, template = api.app("/plain", wait), scope_template(plain(), "/plain")
    tracemalloc.start()
    tasks = []
    for _ in range(IN_FLIGHT):
        exchange = Exchange([])
        scope = {**template, "headers": [*template["headers"]], "state": {}}
        tasks.append(asyncio.create_task(app(scope, exchange.receive, exchange.send)))
    await asyncio.sleep(0)
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    released.set()
    await asyncio.gather(*tasks)
    return size / IN_FLIGHT
