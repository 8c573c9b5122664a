"""Work that runs ahead: begun in other processes on what will probably be asked, while the rest of the tool is loaded.

What is asked in truth is known later. Every answer says which task it answers; where that is another one than the task
at hand, all of them are thrown away, and nothing is lost but the time of a processor that was idle. A task that fails
gives no answer: whoever asks for it does it once more, and is told there what is wrong.
"""

import gc
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any, BinaryIO

Task = tuple[Callable[..., bytes], tuple[Any, ...]]

_waiting: ContextVar["Forerunner | None"] = ContextVar("_waiting", default=None)


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


def find_answers(tasks: Sequence[Task]) -> Iterator[bytes] | None:
    """The results of `tasks` in order, if just these were begun ahead; they can be had once.

    Nothing (`b""`) stands for one that failed, or whose process was killed.
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

    def find_answers(self, tasks: Sequence[Task]) -> Iterator[bytes] | None:
        """As the function of this name."""
        if len(tasks) == len(self._answers) and all(map(_is_about, self._answers, tasks)):
            return self._read_answers()
        self.dismiss()
        return None

    def _read_answers(self) -> Iterator[bytes]:
        for pipe in self._answers:
            size, answer = pipe.readline(), pipe.read()
            yield answer if size == _size(answer) else b""
        self._has_answered = True

    def dismiss(self) -> None:
        """End all of them, whatever they are at; those that have answered end by themselves."""
        if self._is_gone:
            return
        if not self._has_answered:
            # Only here: it is seldom called for.
            from signal import SIGKILL

            os.killpg(self._process, SIGKILL)
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
    return pipe.readline() == _name(task)


def _name(task: Task) -> bytes:
    """A line that no other task has: the values that tasks take show all that they are."""
    function, arguments = task
    return ascii((function.__module__, function.__qualname__, arguments)).encode() + b"\n"


def _size(answer: bytes) -> bytes:
    """A line by which the end of a process in the middle of its answer is seen."""
    return b"%d\n" % len(answer)


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
        os._exit(0)


def _answer(task: Task, pipe: BinaryIO) -> None:
    pipe.write(_name(task))
    pipe.flush()
    function, arguments = task
    answer = function(*arguments)
    pipe.write(_size(answer) + answer)
    pipe.flush()
