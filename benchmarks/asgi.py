"""`python -m benchmarks.asgi`: what does one request cost in process, for toolkit and for its peers?"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.harness.plot import draw
from benchmarks.harness.processes import REPOSITORY, ask, described, peers, requirements
from benchmarks.harness.report import FRAMEWORKS, Costs, CostsElsewhere, as_markdown, as_text
from benchmarks.workloads import WORKLOADS
from tests.conformance.environments import MissingInterpreter

DOCUMENT = REPOSITORY / "docs" / "benchmarks.md"
PLOT = DOCUMENT.with_suffix(".svg")
RIVALS = ("toolkit", "starlette")

PAGE = """# Benchmarks

What one request costs in process, in microseconds of processor time, without a server: how much of the machine the
framework itself takes. `make bench` prints the table, `python -m benchmarks.asgi --write` writes this page.

![Cost of a request as a share of Starlette's](benchmarks.svg)

{table}

## How it was measured

- {rounds} rounds; in each, every framework runs in a process of its own, one after the other, so that a slow moment of
  the machine meets all of them. The least of all rounds counts.
- In a round each workload is checked first (status, body, echoes), then run in ten batches of about
  {milliseconds:.0f} ms each; the least mean of a batch counts. The time is process time: that of threads is included.
- Every request has a fresh scope with a browser's headers. The messages that the application sends are thrown away.
- "bare ASGI" is a function that sends the messages and does nothing else: no framework can be below it.
- BlackSheep and Falcon are compiled with Cython; Litestar encodes JSON with a compiled library; FastAPI validates.
  A dash means that the framework has no part that does just this work.
- {machine}; {versions}.

How the costs grow with routes, middlewares, mounts, fields and bodies, and what an application takes of the memory:
[benchmarks-growth.md](benchmarks-growth.md). Behind real servers: [benchmarks-server.md](benchmarks-server.md).
"""


def main() -> int:
    options = arguments()
    try:
        python = peers(options.python)
        others = {version: peers(version) for version in options.also or ()}
    except MissingInterpreter as missing:
        print(missing, file=sys.stderr)
        return 1
    costs = measure(python, options, options.framework or FRAMEWORKS)
    elsewhere = {version: measure(other, options, RIVALS) for version, other in others.items()}
    print(as_text(costs, elsewhere))
    if options.write:
        write(costs, elsewhere, python, options)
    return 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.asgi", description=(__doc__ or "").partition(": ")[2])
    parser.add_argument("--python", default="3.13", metavar="3.X", help="the Python version (default: %(default)s)")
    parser.add_argument(
        "--also", action="append", metavar="3.X", help="measure the ratio to Starlette on this Python too"
    )
    parser.add_argument("--rounds", type=int, default=5, help="default: %(default)s")
    parser.add_argument(
        "--seconds", type=float, default=0.2, help="for each workload in a round (default: %(default)s)"
    )
    parser.add_argument("--only", action="append", metavar="KEY", choices=[workload.key for workload in WORKLOADS])
    parser.add_argument("--framework", action="append", choices=FRAMEWORKS)
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md and docs/benchmarks.svg")
    return parser.parse_args()


def measure(python: Path, options: argparse.Namespace, frameworks: Sequence[str]) -> Costs:
    """The least cost of every workload over all rounds; a framework that fails is an error, not a gap."""
    costs: Costs = {}
    for number in range(options.rounds):
        for framework in frameworks:
            print(f"round {number + 1} of {options.rounds}: {framework}", file=sys.stderr)
            answer = ask(python, "benchmarks.harness.worker", framework, options.seconds, *(options.only or ()))
            for key, seconds in answer.items():
                known = costs.setdefault(framework, {})
                known[key] = min(seconds, known.get(key, seconds))
    return costs


def write(costs: Costs, elsewhere: CostsElsewhere, python: Path, options: argparse.Namespace) -> None:
    page = PAGE.format(
        table=as_markdown(costs, elsewhere),
        rounds=options.rounds,
        milliseconds=options.seconds * 100,
        machine=described(python),
        versions=", ".join(requirements()),
    )
    DOCUMENT.write_text(page, encoding="utf-8")
    PLOT.write_text(draw(costs), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
