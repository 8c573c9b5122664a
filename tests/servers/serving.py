"""A server as a process of its own: started on a free loopback port, awaited, and ended whatever happens."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.conformance.environments import environment
from tests.servers.lineup import REQUIREMENTS, Server

ROOT = Path(__file__).resolve().parents[2]
START_TIME = 120.0  # seconds; a machine that is busy with other tests is slow
STOP_TIME = 25.0  # less than the 30 after which gunicorn stops by force
# Below the ports that Linux (from 32768 on) and macOS (from 49152 on) hand out by themselves: none of the connections
# that other tests make at this moment can get a port between the look at it and the start of the server.
PORTS = range(20_000, 32_000)


def servers_python() -> Path:
    """The interpreter of the servers' environment, which is made once, whoever comes first."""
    return environment("3.11", "servers", REQUIREMENTS)


@dataclass
class Serving:
    """A server that runs; `stopped_itself` is known once it has ended."""

    url: str
    port: int
    process: subprocess.Popen[bytes]
    stopped_itself: bool = False


@contextmanager
def serving(server: Server, log: Path) -> Iterator[Serving]:
    """The server with the examples on it; what it prints goes to `log`."""
    port = free_port()
    command = [servers_python(), "-m", *server.command.format(port=port).split()]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=plain_environ() | {"UPLOAD_FOLDER": str(log.with_name("uploads"))},
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
        running = Serving(f"http://127.0.0.1:{port}", port, process)
        try:
            wait_for(port, process, log)
            yield running
        finally:
            running.stopped_itself = end(process)


def plain_environ() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "COV"))}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUNBUFFERED": "1"}


def free_port() -> int:
    """A port of PORTS at random, so that two workers hardly ever look at the same one, that nobody listens at."""
    while True:
        port = random.SystemRandom().choice(PORTS)
        with suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port


def wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_TIME
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise AssertionError(f"the server did not start:\n{log.read_text(errors='replace')[-3000:]}")


def end(process: subprocess.Popen[bytes]) -> bool:
    """Asks the server to stop, then makes it; says whether asking was enough. Nothing of its session survives."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_TIME)
        asked = True
    except subprocess.TimeoutExpired:
        asked = False
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    return asked
