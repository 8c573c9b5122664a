"""Runs programs one by one in the environment that holds them; started there by path, with the standard library alone.

Reads `{"token", "seconds", "paths", "preload", "programs"}` as JSON from standard input. For every program it
writes one line `TOKEN INDEX {"state", "error", "message"}` to standard output, where the programs themselves cannot
write: each runs in a process of its own with its own session, and whatever it leaves running is killed with it.

`state` is "ok", "failed" (an exception), "ended" (it left the interpreter, or was killed) or "late".
"""

import contextlib
import ctypes
import json
import os
import select
import signal
import sys
import time
from typing import IO, Any

_LONGEST_MESSAGE = 400
_LONGEST_FUNERAL = 5.0
_MOST_MEMORY = 8 << 30
_LARGEST_FILE = 64 << 20


def main() -> None:
    """Run what standard input asks for."""
    order = json.load(sys.stdin)
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    _silence()
    sys.path[:0] = order["paths"]
    _adopt_orphans()
    _limit()
    if order["preload"] and _answer(order["preload"], order["seconds"])["state"] == "ok":
        _execute(order["preload"])  # what every program needs is imported once, before they part
    for index, program in enumerate(order["programs"]):
        answers.write(f"{order['token']} {index} {json.dumps(_answer(program, order['seconds']))}\n")
        answers.flush()


def _silence() -> None:
    """Nothing that a program prints, or asks for, reaches anyone."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)


def _adopt_orphans() -> None:
    """On Linux, what programs leave behind becomes a child of this process, even from another session."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER


def _limit() -> None:
    try:
        import resource
    except ImportError:
        return
    for kind, most in (("RLIMIT_CORE", 0), ("RLIMIT_FSIZE", _LARGEST_FILE), ("RLIMIT_AS", _MOST_MEMORY)):
        if hasattr(resource, kind):
            number = getattr(resource, kind)
            hard = resource.getrlimit(number)[1]
            resource.setrlimit(number, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _answer(program: str, seconds: float) -> dict[str, Any]:
    """What became of one program, run in a process of its own."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _run_as_child(program, writing)
    os.close(writing)
    told = _read_until(reading, time.monotonic() + seconds)
    os.close(reading)
    return _understood(told, _kill(child))


def _run_as_child(program: str, writing: int) -> None:
    os.setsid()
    with os.fdopen(writing, "wb") as out:
        _tell(out, _execute(program))
    os._exit(0)


def _execute(program: str) -> dict[str, str]:
    """Run a program in this process, as the main module."""
    try:
        exec(compile(program, "<witness>", "exec"), {"__name__": "__main__", "__builtins__": __builtins__})
    except Exception as error:
        missing = error.name if isinstance(error, ModuleNotFoundError) else None
        return {"state": "failed", "error": type(error).__name__, "message": _said(error), "missing": missing or ""}
    except BaseException as error:
        return {"state": "ended", "error": type(error).__name__, "message": _said(error)}
    return {"state": "ok", "error": "", "message": ""}


def _said(error: BaseException) -> str:
    try:
        return " ".join(str(error).split())[:_LONGEST_MESSAGE]
    except Exception:
        return "(its message cannot be shown)"


def _tell(out: IO[bytes], answer: dict[str, str]) -> None:
    out.write(json.dumps(answer).encode() + b"\n")


def _read_until(reading: int, deadline: float) -> bytes | None:
    """The line that the child tells, or what it told before it ended; None where it does neither in time."""
    told = b""
    while len(told) < 1 << 16:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([reading], [], [], left)[0]:
            return None
        piece = os.read(reading, 1 << 12)
        if not piece:
            return told
        told += piece
        if b"\n" in piece:
            break
    return told.partition(b"\n")[0]


def _kill(child: int) -> int | None:
    """End the child with all that it started; returns how it ended by itself, None where it had to be killed."""
    own = _ended(child)
    _signal(child)
    until = time.monotonic() + _LONGEST_FUNERAL
    while time.monotonic() < until:
        try:
            waited, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            break
        if waited == 0:
            for each in _children():
                _signal(each)
            time.sleep(0.002)
    return own


def _signal(victim: int) -> None:
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(OSError):
            kill(victim, signal.SIGKILL)


def _ended(child: int) -> int | None:
    """How the child ended, where it does within a moment."""
    for _ in range(50):
        waited, status = os.waitpid(child, os.WNOHANG)
        if waited == child:
            return status
        time.sleep(0.002)
    return None


def _children() -> list[int]:
    """The processes whose parent is this one, where the platform tells."""
    try:
        with open(f"/proc/self/task/{os.getpid()}/children", encoding="ascii") as listed:
            return [int(each) for each in listed.read().split()]
    except (OSError, ValueError):
        return []


def _understood(told: bytes | None, status: int | None) -> dict[str, Any]:
    if told is None:
        return {"state": "late", "error": "", "message": ""}
    try:
        answer = json.loads(told)
        if isinstance(answer, dict) and answer.get("state") in ("ok", "failed", "ended"):
            return answer
    except ValueError:
        pass
    if status is None:
        return {"state": "ended", "error": "", "message": "it said something else than how it went"}
    how = f"signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else f"status {os.waitstatus_to_exitcode(status)}"
    return {"state": "ended", "error": "", "message": f"the interpreter ended with {how}"}


if __name__ == "__main__":
    main()
