"""How long does `import toolkit.applications` take beside Starlette's? The least processor time of many rounds.

    python benchmarks/import_time.py [--rounds 31] [--modules]

Needs an interpreter that has starlette installed beside this repository (benchmarks/requirements.txt).
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# Starlette loads python-multipart where it is installed; toolkit reads forms itself.
SUBJECTS = {
    "toolkit": ("toolkit.applications", ""),
    "starlette": ("starlette.applications", ""),
    "starlette without forms": ("starlette.applications", "import sys; sys.modules['python_multipart'] = None; "),
}
LINE = re.compile(r"import time:\s+(\d+) \|\s+(\d+) \| (\s*)(\S+)")


# Compiled files of both go to one folder of our own: an installed package has them, a working tree perhaps not.
COMPILED = tempfile.TemporaryDirectory(prefix="import-time-")
ENVIRON = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | {
    "PYTHONPATH": str(ROOT),
    "PYTHONPYCACHEPREFIX": COMPILED.name,
}


def imported(module: str, before: str) -> dict[str, tuple[int, int]]:
    """Each module that one fresh interpreter loads for `module`: its own and its cumulative time in microseconds."""
    command = [sys.executable, "-X", "importtime", "-c", f"{before}import {module}"]
    log = subprocess.run(command, env=ENVIRON, capture_output=True, text=True, check=True).stderr
    return {match[4]: (int(match[1]), int(match[2])) for match in LINE.finditer(log)}


def processor_time(statement: str) -> float:
    """The milliseconds that a fresh interpreter computes for the statement: what others run at the time is no part."""
    process = subprocess.Popen([sys.executable, "-c", statement], env=ENVIRON)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"`{statement}` failed: run this with an interpreter that has both packages.")
    return (used.ru_utime + used.ru_stime) * 1000


def measure(rounds: int) -> dict[str, float]:
    """The least time of each subject, less that of an interpreter that imports nothing; a first round warms up."""
    statements = {name: f"{before}import {module}" for name, (module, before) in SUBJECTS.items()} | {"": "pass"}
    times: dict[str, list[float]] = {name: [] for name in statements}
    for _ in range(rounds + 1):
        for name, statement in statements.items():
            times[name].append(processor_time(statement))
    least = {name: min(values[1:]) for name, values in times.items()}
    return {name: least[name] - least[""] for name in SUBJECTS}


def slowest(module: str, before: str, count: int = 15) -> list[tuple[str, int]]:
    """The modules with the most time of their own, in microseconds."""
    own = {name: times[0] for name, times in imported(module, before).items()}
    return sorted(own.items(), key=lambda pair: -pair[1])[:count]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=31, help="imports of each (31)")
    parser.add_argument("--modules", action="store_true", help="show the modules that take longest, too")
    options = parser.parse_args()
    best = measure(options.rounds)
    for name, milliseconds in best.items():
        print(f"{name:<26}{milliseconds:8.1f} ms   toolkit / it: {best['toolkit'] / milliseconds:.2f}")
    if options.modules:
        for name, (module, before) in SUBJECTS.items():
            print(f"\n{name}")
            print("\n".join(f"  {time / 1000:6.1f} ms  {module}" for module, time in slowest(module, before)))


if __name__ == "__main__":
    main()
