"""Runs a middleware around small applications and writes down all that a client and the application can see.

Needs nothing but anyio and the library under test, so that it runs in an environment of its own too:
`python observing.py LIBRARY < pairs.json` reads `[[name, before, after], ...]` and prints where the two differ.
"""

import importlib
import json
import re
import sys
from collections.abc import Callable, Iterable
from contextvars import ContextVar, copy_context
from typing import Any

import anyio

variable: ContextVar[str] = ContextVar("variable", default="unset")

HEADERS = [(b"x-first", b"1"), (b"set-cookie", b"a=1"), (b"x-gone", b"1"), (b"set-cookie", b"b=2"), (b"vary", b"x")]
Log = Callable[[object], None]


def start(status: int = 200) -> dict[str, Any]:
    return {"type": "http.response.start", "status": status, "headers": list(HEADERS)}


def body(content: bytes, more: bool = False) -> dict[str, Any]:
    return {"type": "http.response.body", "body": content, "more_body": more}


async def plain(scope: Any, receive: Any, send: Any) -> None:
    seen = {"who": scope.get("state", {}).get("who"), "tag": scope.get("tag"), "variable": variable.get()}
    await send(start())
    await send(body(json.dumps(seen).encode()))


async def missing(scope: Any, receive: Any, send: Any) -> None:
    await send(start(404))
    await send(body(b"missing"))


async def streamed(scope: Any, receive: Any, send: Any) -> None:
    await send(start())
    for number in range(3):
        await send(body(variable.get().encode() + str(number).encode(), more=True))
    await send(body(b""))


async def echoed(scope: Any, receive: Any, send: Any) -> None:
    parts, more = [], True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ConnectionError("the client went")
        parts.append(message.get("body", b""))
        more = message.get("more_body", False)
    await send(start())
    await send(body(b"|".join(filter(None, [b"".join(parts)]))))
    message = await receive()
    scope["events"].append(f"application: {message['type']}")


async def failed(scope: Any, receive: Any, send: Any) -> None:
    raise ValueError("before the start")


async def failed_behind_the_body(scope: Any, receive: Any, send: Any) -> None:
    while (await receive()).get("more_body"):
        pass
    raise ValueError("behind the body")


async def busy_and_failed(scope: Any, receive: Any, send: Any) -> None:
    await send(start())
    await send(body(b"done"))
    raise ValueError("afterwards")


async def failed_late(scope: Any, receive: Any, send: Any) -> None:
    await send(start())
    await send(body(b"part", more=True))
    raise ValueError("in the body")


async def busy_afterwards(scope: Any, receive: Any, send: Any) -> None:
    await send(start())
    await send(body(b"done"))
    own = scope["own"].get() if "own" in scope else ""
    scope["events"].append(f"application: busy afterwards {own}")


async def failed_once(scope: Any, receive: Any, send: Any) -> None:
    if "application: failed" not in scope["events"]:
        scope["events"].append("application: failed")
        raise ValueError("the first time")
    await echoed(scope, receive, send)


async def failed_once_within_the_request(scope: Any, receive: Any, send: Any) -> None:
    if "application: failed" not in scope["events"]:
        scope["events"] += [f"application: {await receive()}", "application: failed"]
        raise ValueError("the first time")
    await echoed(scope, receive, send)


async def other_protocol(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "websocket.accept"})


SCENARIOS: dict[str, tuple[Any, dict[str, Any]]] = {
    "answers": (plain, {}),
    "answers a client": (plain, {"headers": [(b"x-client", b"me")]}),
    "is skipped": (plain, {"path": "/skip"}),
    "is denied": (plain, {"path": "/deny"}),
    "is not found": (missing, {}),
    "streams": (streamed, {}),
    "echoes": (echoed, {"method": "POST", "given": [b"ab", b"cd"]}),
    "echoes what is bad": (echoed, {"method": "POST", "given": [b"bad"]}),
    "loses its client": (echoed, {"method": "POST", "given": [b"ab", None]}),
    "fails": (failed, {}),
    "fails once": (failed_once, {"method": "POST", "given": [b"ab", b"cd"]}),
    "fails once within the request": (failed_once_within_the_request, {"method": "POST", "given": [b"ab", b"cd"]}),
    "fails behind the body": (failed_behind_the_body, {"method": "POST", "given": [b"ab", b"cd"]}),
    "fails in its body": (failed_late, {}),
    "fails afterwards": (busy_and_failed, {}),
    "is asked for the head": (plain, {"method": "HEAD"}),
    "lives and dies": (other_protocol, {"type": "lifespan"}),
    "is busy afterwards": (busy_afterwards, {}),
    "speaks another protocol": (other_protocol, {"type": "websocket"}),
}


def observe(source: str, scenario: str) -> dict[str, Any]:
    """What happens in a scenario with the class `Subject` of `source` around the application."""
    return copy_context().run(lambda: anyio.run(_observed, source, scenario))


async def observed(source: str, scenario: str) -> dict[str, Any]:
    """The same, in the event loop that runs."""
    return await _observed(source, scenario)


async def _observed(source: str, scenario: str) -> dict[str, Any]:
    app, options = SCENARIOS[scenario]
    events: list[str] = []
    messages: list[dict[str, Any]] = []
    subject = _loaded(source, lambda text: events.append(f"middleware: {text}"))(app)
    scope = _scope(options, events)

    async def send(message: dict[str, Any]) -> None:
        if message["type"] != "http.response.body" or message.get("body"):
            events.append(f"client: {message['type']}")
        messages.append(dict(message))

    raised = None
    try:
        with anyio.fail_after(60):
            await subject(scope, _receive(options.get("given", [b""])), send)
    except Exception as error:
        raised = [type(error).__name__, str(error)]
    return {**_answer(messages), "raised": raised, "events": _settled(events), "variable": _left_behind(source)}


def _left_behind(source: str) -> str:
    """The context variable behind the call; a middleware that sets it for good is known to let it through."""
    return variable.get() if "reset(" in source else ""


def _loaded(source: str, log: Log) -> Any:
    async def unknown(request: Any) -> None:
        log("unknown")

    async def reads(request: Any) -> str:
        return str(await request.body())

    async def streams(request: Any) -> None:
        log([part async for part in request.stream()])

    names: dict[str, Any] = {"log": log, "variable": variable, "__name__": "subject", "Keeper": Keeper}
    names |= {"unknown": unknown, "reads": reads, "streams": streams}
    exec(compile(source, "subject", "exec"), names)
    return names["Subject"]


class Keeper:
    """Holds a request, whose body it may read at any time."""

    def __init__(self, request: Any) -> None:
        self.request = request

    async def size(self) -> int:
        return len(await self.request.body())


def _scope(options: dict[str, Any], events: list[str]) -> dict[str, Any]:
    return {
        "type": options.get("type", "http"),
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": options.get("method", "GET"),
        "scheme": "http",
        "server": ("example.org", 80),
        "path": options.get("path", "/"),
        "query_string": b"",
        "headers": options.get("headers", []),
        "events": events,
    }


def _receive(given: Iterable[bytes | None]) -> Any:
    parts = list(given)

    async def receive() -> dict[str, Any]:
        if not parts:
            await anyio.sleep(0.01)
            for _ in range(100):  # whatever else could go on does so first, however late it is
                await anyio.sleep(0)
            return {"type": "http.disconnect"}
        part = parts.pop(0)
        if part is None:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": part, "more_body": bool(parts)}

    return receive


def _answer(messages: list[dict[str, Any]]) -> dict[str, Any]:
    """The response as a client puts it together: into how many messages a body is cut means nothing."""
    starts = [message for message in messages if message["type"] == "http.response.start"]
    bodies = [message for message in messages if message["type"] == "http.response.body"]
    return {
        "kinds": sorted({message["type"] for message in messages}),
        "starts": [[one["status"], [_header(*pair) for pair in one["headers"]]] for one in starts],
        "body": b"".join(message.get("body", b"") for message in bodies).decode(),
        "complete": [message.get("more_body", False) for message in bodies][-1:] == [False],
    }


def _header(name: bytes, value: bytes) -> list[str]:
    """A pair as text; when a cookie that is deleted has expired depends on the clock."""
    return [name.decode(), re.sub("expires=[^;]*", "expires=then", value.decode())]


def _settled(events: list[str]) -> list[str]:
    """The events in order, without those of the application, which is a task of its own around one of the forms."""
    own = sorted(event for event in events if event.startswith("application"))
    return [*(event for event in events if not event.startswith("application")), *own]


def differences(pairs: Iterable[tuple[str, str, str]]) -> list[dict[str, Any]]:
    """Where the second source of a pair does not do what the first one does."""
    found = []
    for name, before, after in pairs:
        for scenario in SCENARIOS:
            old, new = observe(before, scenario), observe(after, scenario)
            if old != new:
                found.append({"form": name, "scenario": scenario, "before": old, "after": new})
    return found


if __name__ == "__main__":
    importlib.import_module(sys.argv[1])
    print(json.dumps(differences(json.load(sys.stdin))))
