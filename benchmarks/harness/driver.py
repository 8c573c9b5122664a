"""Plays the server in process: one request or one WebSocket session after the other, timed in process time."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Iterator
from typing import Any

from benchmarks.workloads import BROWSER, ECHOES, Workload

BODY_PIECE = 64 * 1024
SETTLING = 20
Message = dict[str, Any]


class WrongAnswer(Exception):
    """An application does not do the work that is measured."""


def scopes(workload: Workload) -> Iterator[dict[str, Any]]:
    """The scopes of the workload's paths, in turn; each one fresh, as a server makes them."""
    base: dict[str, Any] = {
        "type": workload.kind,
        "asgi": {"version": "3.0", "spec_version": "2.5"},
        "http_version": "1.1",
        "scheme": "http" if workload.kind == "http" else "ws",
        "root_path": "",
        "query_string": workload.query,
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 80),
    }
    if workload.kind == "http":
        base["method"] = workload.method
    else:
        base["subprotocols"] = []
    headers = [*BROWSER, *workload.headers]
    if workload.body:
        headers.append((b"content-length", b"%d" % len(workload.body)))
    ready = [{**base, "path": path, "raw_path": path.encode()} for path in workload.paths]
    for scope in itertools.cycle(ready):
        yield {**scope, "headers": headers[:], "state": {}}


class Requests:
    """Drives one application through one workload, `run` after `run` in the same event loop."""

    def __init__(self, app: Any, workload: Workload) -> None:
        self.app = app
        self.workload = workload
        self.scopes = scopes(workload)
        pieces = [workload.body[at : at + BODY_PIECE] for at in range(0, len(workload.body), BODY_PIECE)] or [b""]
        self.messages: list[Message] = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
        self.messages[-1]["more_body"] = False
        if workload.kind == "websocket":
            self.messages = [
                {"type": "websocket.connect"},
                *({"type": "websocket.receive", "text": "hello"} for _ in range(ECHOES)),
                {"type": "websocket.disconnect", "code": 1000},
            ]

    async def one(self, send: Any) -> None:
        converse = self.conversation if self.workload.kind == "websocket" else self.exchange
        await self.app(next(self.scopes), *converse(send))

    def exchange(self, send: Any) -> tuple[Any, Any]:
        """A client that sends its body and leaves when it has the whole answer: some frameworks wait for that."""
        waiting = iter(self.messages)
        left = False
        leaving: asyncio.Future[None] | None = None

        async def receive() -> Message:
            nonlocal leaving
            for message in waiting:
                return dict(message)
            if not left:
                leaving = asyncio.get_running_loop().create_future()
                await leaving
            return {"type": "http.disconnect"}

        async def watch(message: Message) -> None:
            nonlocal left
            if message["type"] == "http.response.body" and not message.get("more_body"):
                left = True
                if leaving is not None and not leaving.done():
                    leaving.set_result(None)
            await send(message)

        return receive, watch

    def conversation(self, send: Any) -> tuple[Any, Any]:
        """A client that speaks, waits for the answer and speaks again: some frameworks read ahead."""
        waiting = iter(self.messages)
        heard = asked = 0

        async def receive() -> Message:
            nonlocal asked
            while heard < asked:
                await asyncio.sleep(0)
            asked += 1
            return dict(next(waiting))

        async def count(message: Message) -> None:
            nonlocal heard
            heard += 1
            await send(message)

        return receive, count

    async def run(self, count: int) -> float:
        """Seconds of process time, the threads' included, for `count` requests."""
        started = time.process_time()
        for _ in range(count):
            await self.one(discard)
        return time.process_time() - started

    async def check(self) -> None:
        """Raises `WrongAnswer` where the application does not answer as the workload says."""
        for _ in self.workload.paths:
            sent: list[Message] = []

            async def record(message: Message, sent: list[Message] = sent) -> None:
                sent.append(message)

            await self.one(record)
            problem = websocket_problem(sent) if self.workload.kind == "websocket" else self.problem(sent)
            if problem:
                raise WrongAnswer(f"{self.workload.key}: {problem}")

    def problem(self, sent: list[Message]) -> str | None:
        status = sent[0].get("status") if sent else None
        body = b"".join(bytes(message.get("body", b"")) for message in sent[1:])
        if status != self.workload.status:
            return f"the status is {status}"
        if self.workload.answer is not None and body != self.workload.answer:
            return f"the body is {body[:60]!r}"
        return None


def websocket_problem(sent: list[Message]) -> str | None:
    echoes = sum(message.get("text") == "hello" for message in sent)
    return None if echoes == ECHOES else f"{echoes} echoes"


async def discard(message: Message) -> None:
    pass


async def cost(app: Any, workload: Workload, seconds: float) -> float:
    """Seconds a request: the least mean of several batches that fill about `seconds`."""
    requests = Requests(app, workload)
    await requests.check()
    await requests.run(SETTLING)
    once = max(await requests.run(SETTLING) / SETTLING, 1e-7)
    batch = max(SETTLING, int(seconds / 10 / once))
    return min([await requests.run(batch) / batch for _ in range(10)])


def client_cost(client: Any, path: str, seconds: float) -> float:
    """Seconds a round trip of a test client, which runs an event loop of its own."""
    batches = []
    deadline = time.process_time() + seconds
    while time.process_time() < deadline or len(batches) < 3:
        started = time.process_time()
        for _ in range(SETTLING):
            assert client.get(path).status_code == 200
        batches.append((time.process_time() - started) / SETTLING)
    return min(batches)
