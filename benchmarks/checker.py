"""How fast is a diff? Ratios against griffe loading and comparing the same two folders, cold and from the cache.

    python benchmarks/checker.py [NAME ...] [--rounds N]

Each side runs in a process of its own per round and is timed from start to exit, imports included; the best of the
rounds counts, and the two take turns, so that a busy machine slows both. What is read fast gets more rounds than asked
for, until twenty-five seconds are over. A ratio under 1 means that ours is faster.
"Cached" is the same question asked again about pinned releases: the answer given before is checked to hold, and given
again.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from stability_checker.errors import CheckerError
from stability_checker.sources import Contents, Release

RELEASES = {
    "starlette": ("starlette", "0.52.1", "1.0.0"),
    "flask": ("flask", "2.3.3", "3.0.0"),
    "networkx": ("networkx", "2.8.8", "3.0"),
    "sqlalchemy": ("sqlalchemy", "1.4.54", "2.0.0"),
    "django": ("django", "4.2.16", "5.0"),
}

# Griffe's own `check` stops with an error on some of these packages; what it finds until then is what it is timed on.
PEER = """
import sys, griffe
name, old, new = sys.argv[1:]
sides = [griffe.load(name, search_paths=[side], allow_inspection=False, resolve_aliases=True) for side in (old, new)]
count = 0
try:
    for breakage in griffe.find_breaking_changes(*sides):
        count += 1
except Exception as error:
    print(f"griffe stopped: {type(error).__name__}", file=sys.stderr)
print(count)
"""

LEAST = 25
"""Seconds of rounds per package: the noise of a machine is as long as a small package takes."""

# What the installed command `stability-checker` holds; the other side is started in the same way.
COMMAND = "from stability_checker.__main__ import main; main()"


def main() -> None:
    """Print one row a package: both times in seconds, and the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=list(RELEASES), metavar="NAME", help=", ".join(RELEASES))
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    print(f"{'package':<12}{'griffe':>9}{'cold':>9}{'cached':>9}{'cold/griffe':>13}{'cached/griffe':>15}")
    for name in arguments.names:
        peer, cold, cached = measure(*RELEASES[name], arguments.rounds)
        print(
            f"{name:<12}{peer:>8.2f}s{cold:>8.2f}s{cached:>8.2f}s{cold / peer:>13.2f}{cached / peer:>15.2f}", flush=True
        )


def measure(name: str, old: str, new: str, rounds: int) -> tuple[float, float, float]:
    """The best times in seconds: griffe, ours without a cache of snapshots, ours with one."""
    with ExitStack() as stack:
        before, after = (stack.enter_context(unpacked(name, version)) for version in (old, new))
        peer_command = [sys.executable, "-c", PEER, before.package, str(before.root), str(after.root)]
        diff = [sys.executable, "-c", COMMAND, "diff", "--format", "json"]
        folders = [*diff, "--package", before.package, str(before.root), str(after.root)]
        pinned = [*diff, f"pypi:{name}=={old}", f"pypi:{name}=={new}"]
        timed(pinned)
        timed(peer_command)
        times: list[tuple[float, float, float]] = []
        end = time.perf_counter() + LEAST
        while len(times) < rounds or time.perf_counter() < end:
            times.append((timed(peer_command), timed(folders), timed(pinned)))
    peers, colds, cacheds = zip(*times, strict=True)
    return min(peers), min(colds), min(cacheds)


@contextmanager
def unpacked(name: str, version: str) -> Iterator[Contents]:
    """The release on the disk, as both sides read it."""
    try:
        with Release.parse(f"{name}=={version}").open() as contents:
            yield contents
    except CheckerError as error:
        raise SystemExit(str(error)) from None


def timed(command: Sequence[str]) -> float:
    """The seconds that `command` takes, in a folder without a project, so that no settings are read."""
    with tempfile.TemporaryDirectory() as place:
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[1])}
        # Both sides as they are when installed: compiled before the first run.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        environment["PYTHONPYCACHEPREFIX"] = str(Path(tempfile.gettempdir(), "stability-checker-benchmark"))
        start = time.perf_counter()
        done = subprocess.run(command, stdout=subprocess.DEVNULL, cwd=place, env=environment, check=False)
        elapsed = time.perf_counter() - start
    if done.returncode:
        raise SystemExit(f"{' '.join(command[:4])} ... ended with status {done.returncode}")
    return elapsed


if __name__ == "__main__":
    main()
