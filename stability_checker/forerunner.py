"""A process that runs ahead: it loads what reading sources takes while the command line and the rules are loaded.

It is forked before the rest of the tool is there, so that it costs next to nothing, and it is given its tasks later.
Each task runs in a process of its own. None of them outlives its work, and none waits for one that is gone.
"""

import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from importlib import import_module
from typing import Any, BinaryIO

from stability_checker.errors import CheckerError

_Task = tuple[Callable[..., Any], tuple[Any, ...]]

_waiting: ContextVar["Forerunner | None"] = ContextVar("_waiting", default=None)


class ProcessLost(CheckerError):
    """A process ended without an answer."""

    def __init__(self) -> None:
        super().__init__("A process that read a source was killed; there may not be enough memory.")


@contextmanager
def running_ahead(modules: Sequence[str], most: int) -> Iterator[None]:
    """A process that has begun to load `modules` and waits for up to `most` tasks, where there is a processor for it.

    Only where no other thread runs: a fork copies none of them.
    """
    if sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2:
        yield
        return
    forerunner = Forerunner(modules, most)
    _waiting.set(forerunner)
    try:
        yield
    finally:
        _waiting.set(None)
        forerunner.dismiss()


def find_forerunner(tasks: int) -> "Forerunner | None":
    """The process that waits for its tasks, if there is one that takes so many; it is given once."""
    found = _waiting.get()
    if found is None or not 0 < tasks <= found.most:
        return None
    _waiting.set(None)
    return found


class Forerunner:
    """The process, as the one that started it sees it; `most` is how many tasks it takes, once."""

    def __init__(self, modules: Sequence[str], most: int) -> None:
        self.most = most
        orders, self._orders = _pipe()
        pipes = [_pipe() for _ in range(most)]
        self._answers = [reading for reading, _ in pipes]
        self._process = os.fork()
        if self._process == 0:
            _close(self._orders, *self._answers)
            _serve(modules, orders, [writing for _, writing in pipes])
        _close(orders, *(writing for _, writing in pipes))

    def start(self, tasks: Sequence[_Task]) -> Iterator[Any]:
        """Begin `tasks`; gives their results in order, and raises what a task raised, or ProcessLost."""
        try:
            self._orders.write(pickle.dumps(list(tasks)))
            self._orders.close()
        except BrokenPipeError:
            raise ProcessLost from None
        return map(_answered, self._answers[: len(tasks)])

    def dismiss(self) -> None:
        """End it, whatever it is at."""
        os.kill(self._process, signal.SIGTERM)
        os.waitpid(self._process, 0)
        _close(self._orders, *self._answers)


def _pipe() -> tuple[BinaryIO, BinaryIO]:
    reading, writing = os.pipe()
    return open(reading, "rb"), open(writing, "wb")


def _close(*ends: BinaryIO) -> None:
    for end in ends:
        end.close()


def _answered(pipe: BinaryIO) -> Any:
    try:
        result, error = pickle.loads(pipe.read())
    except (EOFError, pickle.UnpicklingError):
        raise ProcessLost from None
    if error is not None:
        raise error
    return result


def _serve(modules: Sequence[str], orders: BinaryIO, answers: Sequence[BinaryIO]) -> None:
    """Load, wait for tasks, give each to a process; never returns."""
    try:
        for module in modules:
            import_module(module)
        tasks = pickle.loads(orders.read())
        for (function, arguments), pipe in zip(tasks, answers, strict=False):
            if os.fork() == 0:
                return _answer(function, arguments, pipe)
            # Whoever reads it waits until nobody can write to it any more.
            pipe.close()
    finally:
        # Also when who gives tasks has ended, and for Ctrl-C, which reaches every process: it alone answers that.
        os._exit(0)


def _answer(function: Callable[..., Any], arguments: tuple[Any, ...], pipe: BinaryIO) -> None:
    try:
        answer = pickle.dumps((function(*arguments), None))
    except Exception as error:
        answer = pickle.dumps((None, error))
    pipe.write(answer)
    pipe.flush()
