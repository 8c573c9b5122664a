"""Plays the server in process: one request or one WebSocket session after the other, timed in process time."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Iterator, Sequence
from typing import Any

from benchmarks.workloads import BROWSER, ECHOES, Workload

BODY_PIECE = 64 * 1024
SETTLING = 20
Message = dict[str, Any]


class WrongAnswer(Exception):
    """An application does not do the work that is measured."""


def scopes(workload: Workload) -> Iterator[dict[str, Any]]:
    """The scopes of the workload's paths, in turn; each one fresh, as a server makes them."""
    for template in itertools.cycle([scope_template(workload, path) for path in workload.paths]):
        scope = template.copy()
        scope["headers"] = scope["headers"].copy()
        scope["state"] = {}
        yield scope


def scope_template(workload: Workload, path: str) -> dict[str, Any]:
    headers = [*BROWSER, *workload.headers]
    if workload.body:
        headers.append((b"content-length", b"%d" % len(workload.body)))
    is_websocket = workload.kind == "websocket"
    return {
        "type": workload.kind,
        "asgi": {"version": "3.0", "spec_version": "2.5"},
        "http_version": "1.1",
        "scheme": "ws" if is_websocket else "http",
        "root_path": "",
        "path": path,
        "raw_path": path.encode(),
        "query_string": workload.query,
        "headers": headers,
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 80),
        **({"subprotocols": []} if is_websocket else {"method": workload.method}),
    }


class Exchange:
    """A client that sends its body and leaves when it has the whole answer: some frameworks wait for that."""

    __slots__ = ("is_answered", "leaving", "sent", "waiting")

    def __init__(self, messages: Sequence[Message]) -> None:
        self.waiting = iter(messages)
        self.sent: list[Message] = []
        self.is_answered = False
        self.leaving: asyncio.Future[None] | None = None

    async def receive(self) -> Message:
        for message in self.waiting:
            return message.copy()
        if not self.is_answered:
            self.leaving = asyncio.get_running_loop().create_future()
            await self.leaving
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        self.sent.append(message)
        if message["type"] == "http.response.body" and not message.get("more_body"):
            self.is_answered = True
            if self.leaving is not None and not self.leaving.done():
                self.leaving.set_result(None)


class Conversation:
    """A client that speaks, waits for the answer and speaks again: some frameworks read ahead."""

    __slots__ = ("asked", "sent", "waiting")

    def __init__(self, messages: Sequence[Message]) -> None:
        self.waiting = iter(messages)
        self.sent: list[Message] = []
        self.asked = 0

    async def receive(self) -> Message:
        while len(self.sent) < self.asked:
            await asyncio.sleep(0)
        self.asked += 1
        return next(self.waiting).copy()

    async def send(self, message: Message) -> None:
        self.sent.append(message)


class Requests:
    """Drives one application through one workload, `run` after `run` in the same event loop."""

    def __init__(self, app: Any, workload: Workload) -> None:
        self.app = app
        self.workload = workload
        self.scopes = scopes(workload)
        is_websocket = workload.kind == "websocket"
        self.client: Any = Conversation if is_websocket else Exchange
        self.messages = conversation() if is_websocket else body_messages(workload.body)

    async def run(self, count: int) -> float:
        """Seconds of process time, the threads' included, for `count` requests."""
        app, scopes, client, messages = self.app, self.scopes, self.client, self.messages
        started = time.process_time()
        for scope in itertools.islice(scopes, count):
            exchange = client(messages)
            await app(scope, exchange.receive, exchange.send)
        return time.process_time() - started

    async def check(self) -> None:
        """Raises `WrongAnswer` where the application does not answer as the workload says."""
        for scope in itertools.islice(self.scopes, len(self.workload.paths)):
            exchange = self.client(self.messages)
            await self.app(scope, exchange.receive, exchange.send)
            problem = self.problem(exchange.sent)
            if problem:
                raise WrongAnswer(f"{self.workload.key}: {problem}")

    def problem(self, sent: list[Message]) -> str | None:
        if self.workload.kind == "websocket":
            echoes = sum(message.get("text") == "hello" for message in sent)
            return None if echoes == ECHOES else f"{echoes} echoes"
        status = sent[0].get("status") if sent else None
        body = b"".join(bytes(message.get("body", b"")) for message in sent[1:])
        if status != self.workload.status:
            return f"the status is {status}"
        if self.workload.answer is not None and body != self.workload.answer:
            return f"the body is {body[:60]!r}"
        return None


def body_messages(body: bytes) -> list[Message]:
    pieces = [body[at : at + BODY_PIECE] for at in range(0, len(body), BODY_PIECE)] or [b""]
    messages: list[Message] = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
    messages[-1]["more_body"] = False
    return messages


def conversation() -> list[Message]:
    spoken: list[Message] = [{"type": "websocket.receive", "text": "hello"} for _ in range(ECHOES)]
    return [{"type": "websocket.connect"}, *spoken, {"type": "websocket.disconnect", "code": 1000}]


async def cost(app: Any, workload: Workload, seconds: float, messages: list[Message] | None = None) -> float:
    """Seconds a request: the least mean of several batches that fill about `seconds`.

    `messages` are what the client sends, where they are not those of the workload's body.
    """
    requests = Requests(app, workload)
    requests.messages = messages or requests.messages
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
