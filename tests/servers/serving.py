"""A server as a process of its own: started on a free loopback port, awaited, and ended whatever happens."""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.conformance.downloads import cache_folder
from tests.conformance.environments import environment
from tests.servers.lineup import REQUIREMENTS, Server

ROOT = Path(__file__).resolve().parents[2]
START_TIME = 40.0  # seconds; a machine that is busy with other tests is slow
STOP_TIME = 15.0


def servers_python() -> Path:
    """The interpreter of the servers' environment, which is made once, whoever comes first."""
    with open(cache_folder() / "servers.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
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
            command, cwd=ROOT, env=plain_environ(), stdout=output, stderr=output, start_new_session=True
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
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
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
