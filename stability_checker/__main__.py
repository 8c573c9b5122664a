"""The program: runs the command line and turns every failure into one sentence and an exit status."""

import gc
import os
import sys
from contextlib import AbstractContextManager, nullcontext
from errno import ENOSPC
from functools import partial

from stability_checker.errors import CheckerError
from stability_checker.forerunner import running_ahead
from stability_checker.recall import answer_before, compared_folders

FINE, USAGE_ERROR, INTERRUPTED, PIPE_CLOSED = 0, 2, 130, 141


def main() -> None:
    """Run `stability-checker` with the process's arguments and exit with its status; never with a traceback."""
    # Syntax trees and snapshots are large and acyclic: the collector would walk them again and again and free nothing.
    gc.set_threshold(100_000, 50, 100)
    _open_what_is_closed()
    arguments = sys.argv[1:]
    with _reading_ahead(arguments):
        status = run(arguments)
    sys.stderr.flush()
    # All files are closed and all processes have ended: freeing every object one by one would only take time.
    os._exit(status)


def _open_what_is_closed() -> None:
    """A caller that closed a standard stream (`>&-`) wants nothing of it; a file must not get its number either."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "r" if name == "stdin" else "w"))  # noqa: SIM115  it lasts for the run


def _reading_ahead(arguments: list[str]) -> AbstractContextManager[None]:
    """Two folders that are to be compared are read while the command line and the rules are loaded."""
    folders = compared_folders(arguments)
    if len(folders) != 2:
        return nullcontext()
    try:
        # Here, before there are two processes, because both need it.
        from stability_checker.commands._ahead import probable_tasks
    except ModuleNotFoundError:
        return nullcontext()  # it is told where nothing goes on without it
    return running_ahead(partial(probable_tasks, arguments, folders), most=2)


def run(arguments: list[str]) -> int:
    """The exit status of `stability-checker ARGUMENTS`: what the command says, 2 for a usage or input error."""
    try:
        return _run(arguments)
    except CheckerError as error:
        return _fail(str(error))
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has seen enough; Python would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except OSError as error:
        reason = f"{error.strerror or error}" + (", make room or write elsewhere." if error.errno == ENOSPC else "")
        return _fail(f"{error.filename}: {reason}" if error.filename else reason)
    except Exception as error:
        if os.environ.get("STABILITY_CHECKER_DEBUG"):
            raise
        return _fail(
            f"A defect of the checker: {error!r}; run again with STABILITY_CHECKER_DEBUG=1 and report what it says."
        )


def _run(arguments: list[str]) -> int:
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a character gets its escape, not an error.
        getattr(stream, "reconfigure", lambda **_: None)(errors="backslashreplace")
    answer = answer_before(arguments)
    if answer is None:
        return _invoke(arguments)
    sys.stdout.write(answer)
    sys.stdout.flush()
    return FINE


def _invoke(arguments: list[str]) -> int:
    try:
        from stability_checker.cli import invoke
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("stability_checker"):
            raise
        return _fail(f"{error.name} is not installed; run `pip install 'asgi-toolkit[checker]'`.")
    status = invoke(arguments)
    sys.stdout.flush()
    return status


def _fail(message: str) -> int:
    print(f"error: {' '.join(message.split())}", file=sys.stderr)
    return USAGE_ERROR


if __name__ == "__main__":
    main()
