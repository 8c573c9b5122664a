"""Imports modules and runs their middleware classes on generated requests; prints what could be seen as JSON.

    echo '["ROOT", "FILE", "WAY", ["CLASS", ...]]' | python -P -m benchmarks.middleware_observer

Runs in an environment that holds Starlette and FastAPI alone: every other package is stood in for. Where the module
cannot be imported within its own package, the `__init__.py` of that is left out, or all of the package is stood in for,
and where it fails even then, the statements that fail are left out. What came of it is said under `way`, which is
`within`, `beside`, `alone` or `in parts`; given as WAY (else `either`), it is the only one that is tried. The same seed
gives the same requests, so that two versions of a module can be compared.
"""

import asyncio
import contextlib
import importlib
import importlib.metadata
import io
import itertools
import json
import logging
import os
import random
import re
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.middleware_instances import instance
from benchmarks.middleware_standins import WAYS, Mock, find, load

HERE = Path(__file__).resolve().parent.parent
REQUESTS = 48
FRAMEWORKS = ("starlette.middleware.base", "starlette.templating", "fastapi", "pydantic_settings", "httpx")
LONGEST = 600
"""Seconds after which a module is given up."""


def refuse(*args: object, **kwargs: object) -> None:
    raise ConnectionRefusedError("nothing is reached from here")


_TICKS = [itertools.count(1_700_000_000)]
"""The clock."""


def settle() -> None:
    """Make clocks, random numbers and identifiers the same in every run; reach no other machine, start no process."""
    socket.socket.connect = socket.getaddrinfo = subprocess.Popen.__init__ = refuse  # type: ignore
    importlib.metadata.version = version_of
    random.seed(7)
    time.time = time.perf_counter = lambda: float(next(_TICKS[0]))
    numbers = itertools.count(1)
    uuid.uuid4 = lambda: uuid.UUID(int=next(numbers))
    secrets.token_bytes = lambda size=None: random.randbytes(size or 32)


def start_over(number: int) -> None:
    """Set the clock and the random numbers for a request: what one asks of them does not change the next."""
    _TICKS[0] = itertools.count(1_700_000_000 + 1000 * number)
    random.seed(number)


def version_of(name: str) -> str:
    """The version of a distribution, of which the code alone is there."""
    return "1.0.0"


async def _ok(scope: Any, receive: Any, send: Any) -> None:
    await _send(
        send,
        200,
        [(b"content-type", b"application/json"), (b"set-cookie", b"a=1"), (b"location", b"/to")],
        b'{"ok": 1}',
    )


async def _missing(scope: Any, receive: Any, send: Any) -> None:
    await _send(send, 404, [(b"content-type", b"text/plain")], b"missing")


async def _echo(scope: Any, receive: Any, send: Any) -> None:
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message.get("body", b""), message.get("more_body", False)
    await _send(send, 201, [(b"content-type", b"text/html; charset=utf-8")], b"echo:" + body)


async def _stream(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/event-stream")]})
    for part in (b"one", b"two", b""):
        await send({"type": "http.response.body", "body": part, "more_body": bool(part)})


async def _fail(scope: Any, receive: Any, send: Any) -> None:
    raise ValueError("broken")


async def _fail_late(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 500, "headers": []})
    await send({"type": "http.response.body", "body": b"part", "more_body": True})
    raise ValueError("broken late")


async def _send(send: Any, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


APPS: list[Callable[..., Any]] = [_ok, _ok, _ok, _missing, _echo, _stream, _fail, _fail_late]
PATHS = ["/", "/", "/health", "/docs", "/api/v1/items/7", "/metrics", "/login/", "/static/app.js"]
HEADERS = [
    (b"authorization", b"Bearer secret"), (b"authorization", b"Basic dXNlcjpwYXNz"), (b"origin", b"https://example.org"),
    (b"x-request-id", b"id-1"), (b"x-correlation-id", b"id-2"), (b"x-forwarded-for", b"10.0.0.1, 10.0.0.2"),
    (b"cookie", b"session=1; token=2"), (b"content-type", b"application/json"), (b"x-api-key", b"secret"),
    (b"user-agent", b"curl/8"), (b"x-forwarded-prefix", b"/pre"), (b"accept-encoding", b"gzip"),
]  # fmt: skip


def requests() -> Iterator[tuple[Callable[..., Any], dict[str, Any], bytes]]:
    """Generated requests: an application, a scope and a body."""
    chance = random.Random(42)
    for _ in range(REQUESTS):
        body = chance.choice([b"", b'{"name": "x"}', b"a=1&b=2"])
        headers = [(b"host", b"example.org"), *chance.sample(HEADERS, chance.randrange(5))]
        scope = {
            "type": "http", "asgi": {"version": "3.0", "spec_version": "2.4"}, "http_version": "1.1", "scheme": "http",
            "method": chance.choice(["GET", "GET", "POST", "OPTIONS", "DELETE"]), "path": chance.choice(PATHS),
            "query_string": chance.choice([b"", b"page=2&token=secret"]), "headers": headers, "root_path": "",
            "client": ("127.0.0.1", 5000), "server": ("example.org", 80),
            "state": {}, "session": {"user": "me"}, "app": Mock(),
        }  # fmt: skip
        yield chance.choice(APPS), {**scope, "raw_path": scope["path"].encode()}, body


async def observe(cls: type) -> list[dict[str, Any]]:
    """What one instance, and a client of it, do on all requests."""
    current: list[Callable[..., Any]] = []
    asked = 0

    async def app(scope: Any, receive: Any, send: Any) -> None:
        nonlocal asked
        asked += 1
        await current[0](scope, receive, send)

    made, seen = instance(cls, app), []
    if not callable(made):
        raise TypeError("what it inherits its __call__ from is only stood in for")
    for number, (answering, scope, body) in enumerate(requests()):
        current[:], asked = [answering], 0
        start_over(number)
        seen.append({**await _one(made, scope, body), "asked": asked})
    return seen


async def _one(made: Any, scope: dict[str, Any], body: bytes) -> dict[str, Any]:
    messages: list[dict[str, Any]] = []
    parts = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> dict[str, Any]:
        return parts.pop(0) if parts else {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        messages.append(dict(message))

    raised = None
    records, printed = _Records(), io.StringIO()
    logging.getLogger().addHandler(records)
    with contextlib.redirect_stdout(printed):
        try:
            async with asyncio.timeout(3):
                await made(scope, receive, send)
        except Exception as error:
            raised = [type(error).__name__, _same(str(error))]
        await _ended(asyncio.all_tasks() - {asyncio.current_task()})
    logging.getLogger().removeHandler(records)
    starts = [_start(one) for one in messages if one["type"] == "http.response.start"]
    content = b"".join(one.get("body", b"") for one in messages if one["type"] == "http.response.body")
    return {
        "starts": starts,
        "body": _same(content.decode("latin-1")),
        "raised": raised,
        "logged": records.texts,
        "printed": _same(printed.getvalue()),
    }


_ENDLESS = set[Any]()


async def _ended(tasks: set[Any]) -> None:
    """Tasks that nobody waits for come to their end, as far as they have one."""
    if waited := tasks - _ENDLESS:
        _, going_on = await asyncio.wait(waited, timeout=2)
        _ENDLESS.update(going_on)


def _start(message: dict[str, Any]) -> list[Any]:
    pairs = message.get("headers", ())
    return [message["status"], [[_same(_text(part)) for part in pair] for pair in pairs]]


def _text(part: object) -> str:
    """A part of a header as text; one that was made of a stand-in is no bytes."""
    return part.decode("latin-1") if isinstance(part, bytes) else str(part)


class _Records(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.name.partition(".")[0] not in ("asyncio", "httpcore", "httpx"):
            with contextlib.suppress(Exception):
                self.texts.append(_same(f"{record.levelname} {record.getMessage()}"))


_TRACE = re.compile(r"Traceback \(most recent call last\).*(?=\b\w+(?:Error|Exception|Exit|Group): )", re.DOTALL)
"""The frames of a traceback, which name files and lines."""

_NUMBER = re.compile(r"0x[0-9a-f]+|\d+(\.\d+)?(e-?\d+)?")


_REQUEST = re.compile(r"<starlette\.[\w.]*Request object")
"""A request that is printed; the class of `BaseHTTPMiddleware` has one of its own."""


def _same(text: str) -> str:
    """The text without addresses, times, line numbers, the frames of tracebacks and the class of the request."""
    return _NUMBER.sub("N", _TRACE.sub("Traceback: ", _REQUEST.sub("<Request object", text)))


def _unmuted() -> None:
    """Have all loggers tell everything, whatever the import, or an attempt at it that has failed, made of them."""
    logging.disable(logging.NOTSET)
    logging.getLogger().setLevel(logging.DEBUG)
    for logger in logging.Logger.manager.loggerDict.values():
        if isinstance(logger, logging.Logger):
            logger.setLevel(logging.NOTSET)
            logger.disabled, logger.propagate = False, True


def seen(root: Path, file: Path, way: str, names: list[str]) -> dict[str, Any]:
    """What can be seen of the classes `names` of a file, loaded in the first way in which all of them run, or most."""
    sys.path[:] = [one for one in sys.path if one != str(HERE)]
    sys.path.insert(0, str(root))
    os.chdir(root)
    settle()
    found = list[dict[str, Any]]()
    for tried in WAYS if way == "either" else (way,):
        found.append(seen_in(root, file, tried, names))
        if _failed(found[-1], names) == 0:
            break
    return min(found, key=lambda one: _failed(one, names))


def seen_in(root: Path, file: Path, way: str, names: list[str]) -> dict[str, Any]:
    """The same of one `way`; what goes wrong is told in a sentence."""
    out: dict[str, Any] = {"way": way}
    try:
        module = load(root, file, way)
    except BaseException as error:
        return {**out, "import": f"{type(error).__name__}: {error}"[:200]}
    _unmuted()
    for name in names:
        try:
            out[name] = asyncio.run(observe(find(module, file, name)))
        except BaseException as error:
            out[name] = f"{type(error).__name__}: {error}"[:200]
    return out


def _failed(out: dict[str, Any], names: list[str]) -> int:
    return sum(not isinstance(out.get(name), list) for name in names)


def in_child(root: str, file: str, way: str, names: list[str]) -> str:
    """The same as JSON, of a process of its own that has the frameworks already."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        with os.fdopen(writing, "w") as pipe:
            pipe.write(json.dumps(seen(Path(root), Path(file), way, names), default=str))
        os._exit(0)
    os.close(writing)
    limit = threading.Timer(LONGEST, os.kill, (child, signal.SIGKILL))
    limit.start()
    with os.fdopen(reading) as pipe:
        told = pipe.read()
    limit.cancel()
    os.waitpid(child, 0)
    return told or '{"import": "crashed"}'


def main() -> None:
    for name in FRAMEWORKS:
        importlib.import_module(name)
    for line in sys.stdin:
        print(in_child(*json.loads(line)), flush=True)


if __name__ == "__main__":
    main()
