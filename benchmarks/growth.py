"""`python -m benchmarks.growth`: how do the costs of a request grow, for toolkit and for Starlette?"""

from __future__ import annotations

import argparse
import itertools
import math
import sys
from collections.abc import Sequence
from typing import Any

from benchmarks.harness.growing import IDLE_ROUTES, SUBJECTS
from benchmarks.harness.lines import Panel, draw
from benchmarks.harness.processes import REPOSITORY, ask, described, peers
from tests.conformance.environments import MissingInterpreter

FRAMEWORKS = {"toolkit": "Toolkit", "starlette": "Starlette"}
DOCUMENT = REPOSITORY / "docs" / "benchmarks-growth.md"
PLOT = DOCUMENT.with_suffix(".svg")
KIB = 1024

PAGE = """# How the costs grow

One thing at a time is made larger, and a request measured at each size, in process as for [the table of
costs](benchmarks.md).
`python -m benchmarks.growth --write` writes this page.

![How the cost of a request grows](benchmarks-growth.svg)

{table}

"steepest" is the exponent with which toolkit's cost grows between two neighbouring sizes, at its greatest: 1 is in
proportion, 0 not at all.

## Memory

{memory}

Measured with `tracemalloc`. A streamed body is read chunk by chunk and not kept; the peak is that of one request. A
request in flight is one that waits in its endpoint; its task and its scope, which the server makes, are counted.

## How it was measured

{rounds} rounds, the two frameworks in turn, each in a process of its own; process time; the least of all rounds counts.
{machine}.
"""

Found = dict[str, dict[str, list[float]]]  # "seconds" or "bytes" -> subject -> a value for each size


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.growth", description=(__doc__ or "").partition(": ")[2])
    parser.add_argument("--python", default="3.13", metavar="3.X", help="the Python version (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="default: %(default)s")
    parser.add_argument("--seconds", type=float, default=0.1, help="for each size in a round (default: %(default)s)")
    parser.add_argument("--write", action="store_true", help=f"write docs/{DOCUMENT.name} and its picture")
    options = parser.parse_args()
    try:
        python = peers(options.python)
    except MissingInterpreter as missing:
        print(missing, file=sys.stderr)
        return 1
    found = measure(python, options)
    table, memory = cost_table(found), memory_table(found)
    print(table, memory, sep="\n\n")
    if options.write:
        page = PAGE.format(table=table, memory=memory, rounds=options.rounds, machine=described(python))
        DOCUMENT.write_text(page, encoding="utf-8")
        PLOT.write_text(draw(panels(found)), encoding="utf-8")
    return 0


def measure(python: Any, options: argparse.Namespace) -> dict[str, Found]:
    found: dict[str, Found] = {}
    for number in range(options.rounds):
        for package, name in FRAMEWORKS.items():
            print(f"round {number + 1} of {options.rounds}: {package}", file=sys.stderr)
            answer = ask(python, "benchmarks.harness.growth_worker", package, name, options.seconds)
            found[package] = least(found.get(package), answer)
    return found


def least(known: Found | None, answer: Found) -> Found:
    if known is None:
        return answer
    return {
        kind: {key: list(map(min, values, known[kind][key])) for key, values in answer[kind].items()} for kind in answer
    }


def steepest(sizes: Sequence[int], costs: Sequence[float]) -> float:
    """The greatest exponent between two neighbouring sizes; one of size 0 says nothing."""
    pairs = [pair for pair in zip(sizes, costs, strict=True) if pair[0] > 0]
    return max(math.log(c / b) / math.log(s / r) for (r, b), (s, c) in itertools.pairwise(pairs))


def cost_table(found: dict[str, Found]) -> str:
    lines = ["| microseconds by | sizes | toolkit | Starlette | steepest |", "| :-- | :-- | :-- | :-- | --: |"]
    for subject in SUBJECTS:
        ours, theirs = (found[package]["seconds"][subject.key] for package in FRAMEWORKS)
        sizes = ", ".join(f"{size:,}" for size in subject.sizes)
        slope = steepest(subject.sizes, ours)
        lines.append(f"| {subject.title} | {sizes} | {micro(ours)} | {micro(theirs)} | {slope:.2f} |")
    return "\n".join(lines)


def micro(costs: Sequence[float]) -> str:
    return ", ".join(f"{cost * 1e6:,.1f}" for cost in costs)


def memory_table(found: dict[str, Found]) -> str:
    (body,) = (subject for subject in SUBJECTS if subject.key == "body")
    rows = {f"peak, a streamed body of {size:,} KiB": ("body", place) for place, size in enumerate(body.sizes)}
    rows |= {f"an idle application with {IDLE_ROUTES:,} routes": ("idle", 0), "a request in flight": ("in flight", 0)}
    lines = ["| KiB | toolkit | Starlette |", "| :-- | --: | --: |"]
    for title, (key, place) in rows.items():
        ours, theirs = (found[package]["bytes"][key][place] / KIB for package in FRAMEWORKS)
        lines.append(f"| {title} | {ours:,.1f} | {theirs:,.1f} |")
    return "\n".join(lines)


def panels(found: dict[str, Found]) -> list[Panel]:
    return [
        Panel(
            subject.title,
            "microseconds",
            subject.sizes,
            {package: [cost * 1e6 for cost in found[package]["seconds"][subject.key]] for package in FRAMEWORKS},
        )
        for subject in SUBJECTS
    ]


if __name__ == "__main__":
    sys.exit(main())
