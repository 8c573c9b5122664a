"""Imports one module and runs its middleware classes on generated requests; prints what could be seen as JSON.

    python middleware_observer.py ROOT FILE CLASS...

Runs in an environment that holds Starlette and FastAPI alone: every other package is stood in for, and where the module
cannot be imported within its own package, that package is stood in for too. The same seed gives the same requests, so
that two versions of a module can be compared.
"""

import ast
import asyncio
import builtins
import contextlib
import importlib
import importlib.abc
import importlib.machinery
import importlib.metadata
import importlib.util
import inspect
import io
import itertools
import json
import logging
import random
import re
import socket
import subprocess
import sys
import time
import types
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ClassVar
from unittest.mock import MagicMock

REAL = {
    "starlette",
    "fastapi",
    "anyio",
    "pydantic",
    "typing_extensions",
    "jinja2",
    "itsdangerous",
    "httpx",
    "multipart",
}
REAL |= {"pydantic_core", "annotated_types", "annotated_doc", "typing_inspection", "h11", "idna", "certifi", "httpcore"}
REAL |= {
    "python_multipart",
    "markupsafe",
    "sniffio",
    "trio",
    "httpx2",
    "httpcore2",
    "dotenv",
    "pure_middleware",
}
ABSENT = {
    "email_validator",
    "ujson",
    "exceptiongroup",
    "brotli",
    "h2",
    "socksio",
    "fastapi_cli",
    "sentry_sdk",
}
"""What the frameworks themselves can do without: a stand-in would lead them astray."""

REQUESTS = 48


class Standing(types.ModuleType):
    """A module of which every name exists: capital ones are classes, others are mocks."""

    __path__: ClassVar[list[str]] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        made: Any = MagicMock(name=f"{self.__name__}.{name}")
        if name[:1].isupper() and not name.isupper():
            base = Exception if name.endswith(("Error", "Exception", "Expired")) else _Anything
            made = type(name, (base,), {})
        setattr(self, name, made)
        return made


class _Permissive(type):
    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return MagicMock(name=name)

    def __getitem__(cls, item: object) -> Any:
        return cls


class _Anything(metaclass=_Permissive):
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return MagicMock(name=name)


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Stands in for what is not installed, and for the packages in `hidden`."""

    def __init__(self, hidden: set[str]) -> None:
        self.hidden = hidden

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        top = name.partition(".")[0]
        if top in REAL | ABSENT or top in sys.stdlib_module_names:
            return None
        known = importlib.machinery.PathFinder.find_spec(name, path) if top not in self.hidden else None
        return known or importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec: Any) -> types.ModuleType:
        return Standing(spec.name)

    def exec_module(self, module: types.ModuleType) -> None: ...


def load(root: Path, file: Path) -> types.ModuleType:
    """The module of `file`, within its package or, where that fails, alone."""
    sys.path.insert(0, str(root))
    dotted = ".".join(file.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
    finder = Finder(set())
    sys.meta_path.insert(0, finder)
    try:
        return importlib.import_module(dotted)
    except BaseException:
        top = dotted.partition(".")[0]
        for name in [name for name in sys.modules if name.partition(".")[0] == top]:
            del sys.modules[name]
        finder.hidden = {top}
        return _load_alone(root, dotted, file)


def _load_alone(root: Path, dotted: str, file: Path) -> types.ModuleType:
    """The module with a stand-in for all of its package but the helpers that were written into it."""
    for path in root.glob("**/pure_middleware.py"):
        _execute(".".join(path.relative_to(root).with_suffix("").parts), path)
    return _execute(dotted, file)


def _execute(name: str, path: Path) -> types.ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def refuse(*args: object, **kwargs: object) -> None:
    raise ConnectionRefusedError("nothing is reached from here")


def settle() -> None:
    """Make clocks, random numbers and identifiers the same in every run; reach no other machine, start no process."""
    socket.socket.connect = socket.getaddrinfo = subprocess.Popen.__init__ = refuse  # type: ignore
    importlib.metadata.version = version_of
    random.seed(7)
    ticks = itertools.count(1_700_000_000)
    time.time = lambda: float(next(ticks))
    time.perf_counter = lambda: float(next(ticks))
    numbers = itertools.count(1)
    uuid.uuid4 = lambda: uuid.UUID(int=next(numbers))


def version_of(name: str) -> str:
    """The version of a distribution, of which the code alone is there."""
    return "1.0.0"


def find(module: types.ModuleType, file: Path, name: str) -> type:
    """The class `name` of a module; one that is defined within a function is taken out of it."""
    if hasattr(module, name):
        found: type = getattr(module, name)
        return found
    tree = ast.parse(file.read_bytes())
    node = next(one for one in ast.walk(tree) if isinstance(one, ast.ClassDef) and one.name == name)
    space = vars(module)
    free = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)} - set(space) - set(dir(builtins))
    space.update({one: MagicMock(name=one) for one in sorted(free)})
    exec(compile(ast.Module([node], []), str(file), "exec"), space)
    return vars(module)[name]  # type: ignore[no-any-return]


def arguments(cls: type, *, every: bool = False) -> dict[str, Any]:
    """A value for each parameter of the constructor that has no default, or None for one where `every` is asked for."""
    guesses = {"str": "secret", "int": 5, "float": 5.0, "bool": True, "list": [], "dict": {}, "tuple": (), "set": set()}
    found = {}
    for name, parameter in inspect.signature(cls).parameters.items():
        if (
            name != "app"
            and (parameter.default is parameter.empty or (every and parameter.default is None))
            and parameter.kind
            not in (
                parameter.VAR_POSITIONAL,
                parameter.VAR_KEYWORD,
            )
        ):
            told = str(parameter.annotation).lower()
            guess = next((value for kind, value in guesses.items() if re.search(rf"\b{kind}\b", told)), None)
            found[name] = MagicMock(name=name) if guess is None else guess
    return found


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
            "state": {}, "session": {"user": "me"}, "app": MagicMock(),
        }  # fmt: skip
        yield chance.choice(APPS), {**scope, "raw_path": scope["path"].encode()}, body


async def observe(cls: type) -> list[dict[str, Any]]:
    """What one instance, and a client of it, do on all requests."""
    kwargs, seen = arguments(cls), []
    instance: Any = None
    current: list[Callable[..., Any]] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await current[0](scope, receive, send)

    takes = list(inspect.signature(cls).parameters)
    positional = takes[:1] in (["app"], ["args"])
    try:
        instance = cls(app, **kwargs) if positional else cls(app=app, **kwargs)
    except Exception:
        kwargs = arguments(cls, every=True)
        instance = cls(app, **kwargs) if positional else cls(app=app, **kwargs)
    for answering, scope, body in requests():
        current[:] = [answering]
        seen.append(await _one(instance, scope, body))
    return seen


async def _one(instance: Any, scope: dict[str, Any], body: bytes) -> dict[str, Any]:
    messages: list[dict[str, Any]] = []
    parts = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> dict[str, Any]:
        return parts.pop(0) if parts else {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        messages.append(dict(message))

    raised = None
    records, printed = _Records(), io.StringIO()
    logging.getLogger().addHandler(records)
    try:
        with contextlib.redirect_stdout(printed):
            async with asyncio.timeout(3):
                await instance(scope, receive, send)
    except Exception as error:
        raised = [type(error).__name__, _same(str(error))]
    finally:
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


async def _ended(tasks: set[Any]) -> None:
    """Tasks that nobody waits for come to their end, as far as they have one."""
    if tasks:
        await asyncio.wait(tasks, timeout=0.2)


def _start(message: dict[str, Any]) -> list[Any]:
    pairs = message.get("headers", ())
    return [message["status"], [[name.decode(), _same(value.decode("latin-1"))] for name, value in pairs]]


class _Records(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.name.partition(".")[0] not in ("asyncio", "httpcore", "httpx"):
            with contextlib.suppress(Exception):
                self.texts.append(_same(f"{record.levelname} {record.getMessage()}"))


def _same(text: str) -> str:
    """The text without addresses, times and line numbers."""
    return re.sub(r"0x[0-9a-f]+|\d+(\.\d+)?(e-?\d+)?", "N", text)


def main() -> None:
    root, file, names = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]
    settle()
    logging.getLogger().setLevel(logging.DEBUG)
    out: dict[str, Any] = {}
    try:
        module = load(root, file)
    except BaseException as error:
        print(json.dumps({"import": f"{type(error).__name__}: {error}"[:200]}))
        return
    for name in names:
        try:
            out[name] = asyncio.run(observe(find(module, file, name)))
        except BaseException as error:
            out[name] = f"{type(error).__name__}: {error}"[:200]
    sys.__stdout__.write("\n@@" + json.dumps(out))


if __name__ == "__main__":
    main()
