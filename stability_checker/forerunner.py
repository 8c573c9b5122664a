"""Work that runs ahead: begun in other processes on what will probably be asked, while the rest of the tool is loaded.

What is asked in truth is known later. Every answer says which task it answers; where that is another one than the task
at hand, all of them are thrown away, and nothing is lost but the time of a processor that was idle.
"""

import gc
import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any, BinaryIO

from stability_checker.errors import CheckerError

Task = tuple[Callable[..., Any], tuple[Any, ...]]

_waiting: ContextVar["Forerunner | None"] = ContextVar("_waiting", default=None)


class ProcessLost(CheckerError):
    """A process ended without an answer."""

    def __init__(self) -> None:
        super().__init__("A process that read a source was killed; there may not be enough memory.")


@contextmanager
def running_ahead(guess: Callable[[], Sequence[Task]], most: int) -> Iterator[None]:
    """The tasks that `guess` gives, begun where there is a processor for it; `most` is how many these may be.

    `guess` is called in the other process, and may load what the tasks take. Only for a process without other threads:
    a fork copies none of them.
    """
    if sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2:
        yield
        return
    forerunner = Forerunner(guess, most)
    _waiting.set(forerunner)
    try:
        yield
    finally:
        _waiting.set(None)
        forerunner.dismiss()


def find_answers(tasks: Sequence[Task]) -> Iterator[Any] | None:
    """The results of `tasks` in order, if just these were begun ahead; they can be had once.

    Reading a result raises what its task raised, or ProcessLost where it was killed.
    """
    forerunner = _waiting.get()
    _waiting.set(None)
    return forerunner.find_answers(tasks) if forerunner else None


class Forerunner:
    """The processes, as the one that started them sees them."""

    def __init__(self, guess: Callable[[], Sequence[Task]], most: int) -> None:
        pipes = [_pipe() for _ in range(most)]
        self._answers = [reading for reading, _ in pipes]
        self._has_answered = self._is_gone = False
        self._process = os.fork()
        if self._process == 0:
            # A group of their own, so that all are ended at once.
            os.setpgid(0, 0)
            _let_go(self._answers)
            _work(guess, [writing for _, writing in pipes])
        with suppress(OSError):  # it may have come first, or be gone
            os.setpgid(self._process, self._process)
        for _, writing in pipes:
            writing.close()

    def find_answers(self, tasks: Sequence[Task]) -> Iterator[Any] | None:
        """As the function of this name."""
        if len(tasks) == len(self._answers) and all(map(_is_about, self._answers, tasks)):
            return self._read_answers()
        self.dismiss()
        return None

    def _read_answers(self) -> Iterator[Any]:
        yield from map(_read_answer, self._answers)
        self._has_answered = True

    def dismiss(self) -> None:
        """End all of them, whatever they are at; those that have answered end by themselves."""
        if self._is_gone:
            return
        if not self._has_answered:
            os.killpg(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)
        self._is_gone = True
        for pipe in self._answers:
            pipe.close()


def _let_go(answers: Sequence[BinaryIO]) -> None:
    """Keep nobody waiting: not whoever writes to a pipe that nobody else reads, nor whoever reads what is printed."""
    for pipe in answers:
        pipe.close()
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError, ValueError):  # it is closed, or no stream of the system
            os.dup2(nowhere, stream.fileno())


def _pipe() -> tuple[BinaryIO, BinaryIO]:
    reading, writing = os.pipe()
    return open(reading, "rb"), open(writing, "wb")


def _is_about(pipe: BinaryIO, task: Task) -> bool:
    """Whether the answer that comes through `pipe` is that of `task`; it says so before it is there."""
    try:
        return bool(pickle.load(pipe) == task)
    except (EOFError, pickle.UnpicklingError):
        return False


def _read_answer(pipe: BinaryIO) -> Any:
    try:
        result, error = pickle.load(pipe)
    except (EOFError, pickle.UnpicklingError):
        raise ProcessLost from None
    if error is not None:
        raise error
    return result


def _work(guess: Callable[[], Sequence[Task]], pipes: Sequence[BinaryIO]) -> None:
    """Do each task in a process of its own, the last one in this; never returns."""
    # These processes end before anything that they leave behind matters.
    gc.disable()
    try:
        *others, last = zip(guess(), pipes, strict=False)
        for task, pipe in others:
            if os.fork() == 0:
                return _answer(task, pipe)
            # Whoever reads it waits until nobody can write to it any more.
            pipe.close()
        _answer(*last)
        for _ in others:
            os.wait()  # where nobody else waits for those that have ended, they would stay in the system's list
    finally:
        # Whatever went wrong goes wrong once more where the question is asked, and is told there.
        os._exit(0)


def _answer(task: Task, pipe: BinaryIO) -> None:
    pickle.dump(task, pipe)
    pipe.flush()
    function, arguments = task
    try:
        answer = pickle.dumps((function(*arguments), None))
    except Exception as error:
        answer = pickle.dumps((None, error))
    pipe.write(answer)
    pipe.flush()
