"""Programs run apart: in the environment's interpreter, without our environment, in time, and whatever they do.

A hanging, exiting, forking, printing or crashing program is contained by `sandbox`; this side survives the sandbox.
"""

import contextlib
import json
import os
import secrets
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from stability_checker.errors import CheckerError
from stability_checker.witness.environments import Environment

_SANDBOX = Path(__file__).with_name("sandbox.py")
_BATCH = 40
_MOST_OUTPUT = 8 << 20


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one program: `state` is "ok", "failed" (an exception), "ended" or "late".

    `error` is the exception's type, `missing` the module that could not be found where that was it.
    """

    state: str
    error: str = ""
    message: str = ""
    missing: str = ""

    def __str__(self) -> str:
        if self.state == "late":
            return "did not end in time"
        return ": ".join(filter(None, (self.error, self.message))) or self.state


def run_programs(
    environment: Environment,
    programs: Sequence[str],
    *,
    seconds: float = 10.0,
    preload: str = "",
    done: Callable[[int], None] = lambda count: None,
) -> list[Answer]:
    """Run each program in `environment` on its own, at most `seconds` each; `done` hears how many are through.

    `preload` is imported once before the programs of a batch part ways, which saves its time for each of them.
    Raises CheckerError where the platform cannot fork.
    """
    if not hasattr(os, "fork"):
        raise CheckerError("Running witnesses needs a platform that can fork; use Linux, macOS or WSL.")
    answers: list[Answer] = []
    while len(answers) < len(programs):
        batch = programs[len(answers) : len(answers) + _BATCH]
        found = list(_run_batch(environment, batch, seconds, preload))
        if len(found) < len(batch):
            # The next one took the whole sandbox with it; those behind it get another one.
            found.append(Answer("ended", message="it ended the interpreter that watched over it"))
        answers += found
        done(len(found))
    return answers


def _run_batch(environment: Environment, programs: Sequence[str], seconds: float, preload: str) -> Iterator[Answer]:
    """The answers in order, as far as there are any."""
    token = secrets.token_hex(16)
    order = {"token": token, "seconds": seconds, "preload": preload, "programs": list(programs)}
    order["paths"] = [str(each) for each in environment.paths]
    with tempfile.TemporaryDirectory(prefix="stability-checker-run-", ignore_cleanup_errors=True) as scratch:
        output = _talk(environment, json.dumps(order), Path(scratch), seconds * (len(programs) + 2) + 30)
    for expected, line in enumerate(line for line in output.splitlines() if line.startswith(token)):
        _, index, text = line.split(" ", 2)
        if int(index) != expected:
            return
        answer = json.loads(text)
        yield Answer(answer["state"], answer["error"], answer["message"], answer.get("missing", ""))


def _talk(environment: Environment, order: str, scratch: Path, seconds: float) -> str:
    """What the sandbox answers; its whole process group is gone afterwards."""
    with (scratch / "answers").open("w+b") as answers:
        process = subprocess.Popen(
            [environment.python, "-I", "-B", "-W", "ignore", _SANDBOX],
            stdin=subprocess.PIPE,
            stdout=answers,
            stderr=subprocess.DEVNULL,
            cwd=scratch,
            env=bare_surroundings(environment, scratch),
            start_new_session=True,
        )
        with contextlib.suppress(subprocess.TimeoutExpired, BrokenPipeError):
            process.communicate(order.encode(), timeout=seconds)
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        answers.seek(0)
        return answers.read(_MOST_OUTPUT).decode("utf-8", "replace")


def bare_surroundings(environment: Environment, home: Path) -> dict[str, str]:
    """The only variables that a program sees: nothing of the user's, so no secret either."""
    search = os.pathsep.join([str(environment.python.parent), "/usr/local/bin", "/usr/bin", "/bin"])
    return {"PATH": search, "HOME": str(home), "TMPDIR": str(home), "LANG": "C.UTF-8", "PYTHONHASHSEED": "0"}
