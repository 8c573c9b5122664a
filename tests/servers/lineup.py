"""The servers under test: how each is started, and what it is known not to do, with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

BODY_LIMIT, DENIAL = "413", "refused with a response"  # names of checks

APP = "examples.gallery:app"

# Pinned, so that the page says what was tried; a new release is tried by changing it here.
SERVER_REQUIREMENTS = [
    "uvicorn==0.54.0",
    "httptools==0.9.0",
    "uvloop==0.23.0",
    "hypercorn[trio]==0.18.0",
    "granian==2.8.7",
    "daphne==4.2.3",
    "gunicorn==27.0.1",
    "uvicorn-worker==0.4.0",
]
REQUIREMENTS = [
    *SERVER_REQUIREMENTS,
    # the clients
    "httpx2[http2]==2.16.2",
    "websockets==17.4",
    # the toolkit's own needs, and those of the examples
    "anyio>=4.4,<5",
    "typing-extensions>=4.12",
    "jinja2>=3.1",
]

NO_LIFESPAN = "it does not speak the lifespan protocol"
NO_DENIAL = "it lacks the extension `websocket.http.response`: the client gets 403 without the reason"
# A bare application that answers before it reads does the same to it.
LATE_DATA = "data that arrives for a stream that is answered already breaks the connection (`KeyError` in its `h2.py`)"


@dataclass(frozen=True)
class Server:
    """`command` is run as a module, with `{port}` filled in.

    `without` maps a check to why the server fails it, `shaky` one to why it fails at times.
    """

    name: str
    command: str
    http2: bool = False
    without: Mapping[str, str] = field(default_factory=dict)
    shaky: Mapping[str, str] = field(default_factory=dict)

    @property
    def shortfalls(self) -> Mapping[str, str]:
        return {**self.without, **self.shaky}


HYPERCORN = f"hypercorn --bind 127.0.0.1:{{port}} --log-level error {APP}"
GRANIAN = f"granian --interface asgi --host 127.0.0.1 --port {{port}} --log-level error {APP}"
GUNICORN = f"gunicorn --bind 127.0.0.1:{{port}} --workers 1 --log-level error --worker-class {{worker}} {APP}"
UVICORN_WORKER = "uvicorn_worker.UvicornWorker"
UVICORN = f"uvicorn --host 127.0.0.1 --port {{port}} --log-level error {APP}"

SERVERS = [
    Server("uvicorn (h11, asyncio)", f"{UVICORN} --http h11 --loop asyncio"),
    Server("uvicorn (httptools, uvloop)", f"{UVICORN} --http httptools --loop uvloop"),
    Server("uvicorn (wsproto)", f"{UVICORN} --ws wsproto"),
    Server("hypercorn (asyncio)", f"{HYPERCORN} --worker-class asyncio"),
    Server("hypercorn (trio)", f"{HYPERCORN} --worker-class trio"),
    Server(
        "hypercorn (asyncio, h2c)", f"{HYPERCORN} --worker-class asyncio", http2=True, shaky={BODY_LIMIT: LATE_DATA}
    ),
    Server("hypercorn (trio, h2c)", f"{HYPERCORN} --worker-class trio", http2=True, shaky={BODY_LIMIT: LATE_DATA}),
    Server("granian", GRANIAN),
    Server("granian (h2c)", GRANIAN, http2=True),
    Server(
        "daphne",
        f"daphne --bind 127.0.0.1 --port {{port}} --verbosity 0 {APP}",
        without={"lifespan state": NO_LIFESPAN, DENIAL: NO_DENIAL},
    ),
    Server("gunicorn (uvicorn's worker)", GUNICORN.replace("{worker}", UVICORN_WORKER)),
    Server("gunicorn (its own ASGI worker)", GUNICORN.replace("{worker}", "asgi"), without={DENIAL: NO_DENIAL}),
]
