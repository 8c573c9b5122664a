"""`python -m benchmarks.server`: what does a request cost behind a real server, with toolkit and with its peers?"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.harness.processes import REPOSITORY, described, requirements, variables
from benchmarks.harness.report import TITLES
from benchmarks.workloads import WORKLOADS, Workload
from tests.conformance.environments import MissingInterpreter, environment

DOCUMENT = REPOSITORY / "docs" / "benchmarks-server.md"
SERVED = "benchmarks.harness.served:app"
CONNECTIONS = 16
KEYS = ("plain", "json", "params")
FRAMEWORKS = ("bare", "toolkit", "starlette", "blacksheep")
SERVERS = {
    "uvicorn": ["-m", "uvicorn", "--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "error"],
    "granian": ["-m", "granian", "--interface", "asgi", "--loop", "uvloop", "--no-access-log", "--log-level", "error"],
}

PAGE = """# Behind real servers

Microseconds of processor time that the server's processes spend on a request: one worker, {connections} open
connections on loopback. The server's own work is the larger part of a request here, so the frameworks are nearer to
each other than [in process](benchmarks.md). `python -m benchmarks.server --write` writes this page.

{table}

"share" is toolkit's cost divided by Starlette's. {rounds} rounds of {seconds:g} s, the frameworks in turn; the least
of all rounds counts. The time is the processor's and not the clock's, for the load generator shares the machine with
the server and takes what it can get. {machine}; load by {loader}; {versions}.
"""

Costs = dict[tuple[str, str], dict[str, float]]  # (server, workload's key) -> framework -> seconds a request


class NotServed(Exception):
    """The server did not come up."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.server", description=(__doc__ or "").partition(": ")[2])
    parser.add_argument("--python", default="3.13", metavar="3.X", help="the Python version (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="default: %(default)s")
    parser.add_argument("--seconds", type=float, default=3, help="for each measurement (default: %(default)s)")
    parser.add_argument("--write", action="store_true", help=f"write docs/{DOCUMENT.name}")
    options = parser.parse_args()
    versions = [*requirements("requirements-servers.txt"), *requirements()]
    try:
        python = environment(options.python, "server-benchmarks", versions)
    except MissingInterpreter as missing:
        print(missing, file=sys.stderr)
        return 1
    table = as_markdown(measure(python, options))
    print(table)
    if options.write:
        page = PAGE.format(
            table=table,
            rounds=options.rounds,
            seconds=options.seconds,
            connections=CONNECTIONS,
            machine=described(python),
            loader="wrk" if shutil.which("wrk") else "a client of our own",
            versions=", ".join(versions),
        )
        DOCUMENT.write_text(page, encoding="utf-8")
    return 0


def measure(python: Path, options: argparse.Namespace) -> Costs:
    costs: Costs = {}
    workloads = [workload for workload in WORKLOADS if workload.key in KEYS]
    for number in range(options.rounds):
        for server in SERVERS:
            print(f"round {number + 1} of {options.rounds}: {server}", file=sys.stderr)
            for workload in workloads:
                known = costs.setdefault((server, workload.key), {})
                for framework in FRAMEWORKS:
                    cost = one_cost(python, server, framework, workload, options.seconds)
                    known[framework] = min(cost, known.get(framework, cost))
    return costs


def one_cost(python: Path, server: str, framework: str, workload: Workload, seconds: float) -> float:
    with served(python, server, framework, workload.application) as (port, pid):
        before = processor_seconds(pid)
        answers = load(python, port, workload.paths[0], seconds)
        return (processor_seconds(pid) - before) / answers


@contextmanager
def served(python: Path, server: str, framework: str, application: str) -> Iterator[tuple[int, int]]:
    """The port on which the server answers and its process id, for as long as the block lasts."""
    port = free_port()
    command = [python, *SERVERS[server], "--host", "127.0.0.1", "--port", str(port), SERVED]
    names = variables(BENCHMARK_FRAMEWORK=framework, BENCHMARK_APPLICATION=application)
    process = subprocess.Popen(command, cwd=REPOSITORY, env=names, stdout=subprocess.DEVNULL)
    try:
        wait_for(port, process)
        yield port, process.pid
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(port: int, process: subprocess.Popen[bytes], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
            return
        except OSError:
            time.sleep(0.05)
    raise NotServed(f"no server on port {port} within {seconds:g} s")


def processor_seconds(pid: int) -> float:
    """What the process, its threads and its children have used, as Linux keeps account of it (`man 5 proc`)."""
    # The name, which may hold anything, ends at the last parenthesis; user and system time are fields 14 and 15.
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    own = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return own + sum(processor_seconds(int(child)) for child in children)


def load(python: Path, port: int, path: str, seconds: float) -> int:
    """The number of answers; any that is not 200 is an error."""
    if wrk := shutil.which("wrk"):
        url = f"http://127.0.0.1:{port}{path}"
        answer = run([wrk, "-t1", f"-c{CONNECTIONS}", f"-d{max(1, round(seconds))}s", url], seconds)
        if "Non-2xx" in answer:
            raise NotServed(f"{path} is not answered with 200")
        return int(re.findall(r"(\d+) requests in", answer)[0])
    return int(run([str(python), "-m", "benchmarks.harness.loader", str(port), path, str(seconds)], seconds))


def run(command: list[str], seconds: float) -> str:
    finished = subprocess.run(
        command, cwd=REPOSITORY, env=variables(), capture_output=True, text=True, check=True, timeout=seconds + 30
    )
    return finished.stdout


def as_markdown(costs: Costs) -> str:
    titles = {workload.key: workload.title for workload in WORKLOADS}
    lines = [
        f"| microseconds a request | {' | '.join(TITLES[name] for name in FRAMEWORKS)} | share |",
        "| :-- |" + " --: |" * (len(FRAMEWORKS) + 1),
    ]
    for (server, key), known in costs.items():
        cells = " | ".join(f"{known[name] * 1e6:,.1f}" for name in FRAMEWORKS)
        lines.append(f"| {server}: {titles[key]} | {cells} | {known['toolkit'] / known['starlette']:.2f} |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
