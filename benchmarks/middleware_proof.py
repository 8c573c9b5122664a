"""Runs both forms of middleware classes on the same requests, and says whether they did the same."""

import json
import os
import subprocess
from pathlib import Path
from queue import SimpleQueue
from typing import Self

HERE = Path(__file__).parent
LATE = "broken late"
"""What the application of `middleware_observer` raises that fails within its body."""


class Proof:
    """Processes of the interpreter `python` that run classes, as many as are asked at a time."""

    def __init__(self, python: Path, jobs: int) -> None:
        command = [str(python), "-P", "-m", "benchmarks.middleware_observer"]
        world = {**os.environ, "PYTHONPATH": str(HERE.parent), "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
        self._processes = [
            subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=world
            )
            for _ in range(jobs)
        ]
        self._free = SimpleQueue[subprocess.Popen[str]]()

    def __enter__(self) -> Self:
        for process in self._processes:
            self._free.put(process)
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._processes:
            process.communicate()

    def of(self, before: Path, after: Path, file: str, names: list[str]) -> dict[str, str]:
        """What came of running both forms of each class: `same`, `differs: ...`, or why they could not be run.

        What differs is run once more, for a busy machine lets the task of one request end within the next.
        """
        found = self._compared(before, after, file, names)
        apart = [name for name in names if found[name].startswith("differs")]
        return {**found, **self._compared(before, after, file, apart)} if apart else found

    def _compared(self, before: Path, after: Path, file: str, names: list[str]) -> dict[str, str]:
        old = self._observations(before, before / file, names)
        new = self._observations(after, after / file, names, str(old.get("way", "either")))
        return {
            name: verdict(*(seen.get(name, seen.get("import", "not reached")) for seen in (old, new))) for name in names
        }

    def _observations(self, root: Path, file: Path, names: list[str], way: str = "either") -> dict[str, object]:
        """What was seen of each class, and under `way` how the file was loaded (`middleware_standins` has the ways)."""
        process = self._free.get()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(json.dumps([str(root), str(file), way, names]) + "\n")
            process.stdin.flush()
            return dict(json.loads(process.stdout.readline() or '{"import": "crashed"}'))
        finally:
            self._free.put(process)


def verdict(old: object, new: object) -> str:
    """What came of the two forms: nothing is proved of a class whose old form could not be run."""
    if isinstance(old, str):
        return f"not run: {old}"
    if isinstance(new, str):
        return f"differs: runs / {new}"
    assert isinstance(old, list)
    assert isinstance(new, list)
    apart = [(one, other) for one, other in zip(old, new, strict=True) if one != other]
    if apart:
        keys = sorted({key for one, other in apart for key in one if one[key] != other[key]})
        told = f"{len(apart)} of {len(old)} requests in {', '.join(keys)}"
        return f"{_kind(apart)}: {told}, first {apart[0]}"
    return "same"


def _kind(apart: list[tuple[object, object]]) -> str:
    """The documented difference that all of these pairs have, or `differs`."""
    if all(LATE in json.dumps(pair) for pair in apart):
        return "cut short"
    one, other = (json.dumps(seen).replace("__call__", "dispatch") for seen in zip(*apart, strict=True))
    return "renamed" if one == other else "differs"
