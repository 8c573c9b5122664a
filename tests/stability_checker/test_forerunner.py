"""Work that runs ahead: its results come in order whatever their size, what fails answers nothing, nothing is left."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from stability_checker.errors import CheckerError
from stability_checker.forerunner import Forerunner, Task, find_answers, running_ahead

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="only there work runs ahead"),
    # The test runner has threads of its own; no task here needs a lock that one of them could hold.
    pytest.mark.filterwarnings("ignore:.*use of fork:DeprecationWarning"),
]
MORE_THAN_A_PIPE_HOLDS = 1_000_000
# A program whose task answers more than a pipe holds, a while after it has told its number.
ABANDONED = f"""
import os, pathlib, sys, time
from stability_checker.forerunner import Forerunner

def task(path):
    pathlib.Path(path).write_text(str(os.getpid()))
    time.sleep(1)
    return bytes({MORE_THAN_A_PIPE_HOLDS})

waiting = Forerunner(lambda: [(task, (sys.argv[1],))], 1)
time.sleep(600)
"""
PATIENCE = 60.0
"""Seconds after which a process that should have begun or ended by now is taken to hang."""


@contextmanager
def ahead(*tasks: Task) -> Iterator[Forerunner]:
    forerunner = Forerunner(lambda: tasks, len(tasks))
    try:
        yield forerunner
    finally:
        forerunner.dismiss()


def _fail(sentence: str) -> bytes:
    raise CheckerError(sentence)


def _die() -> bytes:
    os.kill(os.getpid(), signal.SIGKILL)
    return b"never"


def _zeros(size: int) -> bytes:
    return bytes(size)


def _ones(size: int) -> bytes:
    return b"\1" * size


def _own_number() -> bytes:
    return str(os.getpid()).encode()


def _say_who(path: Path) -> bytes:
    path.write_text(str(os.getpid()))
    time.sleep(600)
    return b"late"


def test_results_come_in_order_from_processes_of_their_own() -> None:
    tasks: Sequence[Task] = [(_zeros, (MORE_THAN_A_PIPE_HOLDS,)), (_own_number, ())]
    with ahead(*tasks) as forerunner:
        answers = list(forerunner.find_answers(tasks) or ())
    assert len(answers[0]) == MORE_THAN_A_PIPE_HOLDS
    assert int(answers[1]) != os.getpid()


OTHERS: list[list[Task]] = [[(_zeros, (2,))], [(_ones, (1,))], [(_zeros, (1,)), (_zeros, (2,))], []]


@pytest.mark.parametrize("other", OTHERS)
def test_what_answers_another_question_is_thrown_away(other: list[Task]) -> None:
    with ahead((_zeros, (1,))) as forerunner:
        assert forerunner.find_answers(other) is None


def test_a_guess_that_fails_answers_nothing() -> None:
    forerunner = Forerunner(lambda: [(_zeros, (1 // 0,))], 1)
    assert forerunner.find_answers([(_zeros, (1,))]) is None
    forerunner.dismiss()


@pytest.mark.parametrize("broken", [(_fail, ("There is nothing.",)), (_die, ())])
@pytest.mark.parametrize("first", [True, False])
def test_a_task_that_fails_or_is_killed_answers_nothing(broken: Task, first: bool) -> None:
    fine: Task = (_zeros, (MORE_THAN_A_PIPE_HOLDS,))
    tasks = [broken, fine] if first else [fine, broken]
    with ahead(*tasks) as forerunner:
        answers = list(forerunner.find_answers(tasks) or ())
    expected = [0, MORE_THAN_A_PIPE_HOLDS]
    assert [len(each) for each in answers] == (expected if first else expected[::-1])


def test_nothing_is_left_of_those_that_have_answered() -> None:
    tasks: Sequence[Task] = [(_own_number, ()), (_own_number, ())]
    with ahead(*tasks) as forerunner:
        numbers = [int(each) for each in forerunner.find_answers(tasks) or ()]
    assert len(set(numbers)) == len(tasks)
    assert not any(Path(f"/proc/{number}").exists() for number in numbers)


def test_who_is_dismissed_is_ended(tmp_path: Path) -> None:
    note = tmp_path / "who"
    with ahead((_say_who, (note,))):
        number = _soon(note)
    _wait_for_the_end_of(number)


def test_nobody_waits_for_those_whose_asker_was_killed(tmp_path: Path) -> None:
    asker = subprocess.Popen(
        [sys.executable, "-c", ABANDONED, str(tmp_path / "who")], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    with asker:
        number = _soon(tmp_path / "who")
        asker.kill()
        assert asker.communicate(timeout=PATIENCE)[0] == b""
    _wait_for_the_end_of(number)


def _wait_for_the_end_of(number: str) -> None:
    _wait_until(lambda: _has_ended(number), "the process goes on")


def _has_ended(number: str) -> bool:
    """Whether it is gone, or is but an entry that nobody has taken notice of yet; it may go while it is looked at."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return True


def _soon(note: Path) -> str:
    _wait_until(lambda: note.exists() and bool(note.read_text()), "the process never began")
    return note.read_text()


def _wait_until(happens: Callable[[], bool], otherwise: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happens():
        if time.monotonic() > deadline:
            pytest.fail(otherwise)
        time.sleep(0.05)


def test_answers_can_be_had_once() -> None:
    tasks: Sequence[Task] = [(_zeros, (1,))]
    with running_ahead(lambda: tasks, 1):
        first = find_answers(tasks)
        if len(os.sched_getaffinity(0)) > 1:
            assert first is not None
            assert list(first) == [b"\0"]
        assert find_answers(tasks) is None
    assert find_answers(tasks) is None


@pytest.mark.parametrize("words", [[], ["--package", "pkg"], ["-p", "pkg"], ["--package=pkg"], ["--format", "console"]])
def test_a_comparison_of_folders_says_the_same_on_one_processor(tmp_path: Path, words: list[str]) -> None:
    for side, text in (("old", "def gone(): ...\ndef left(): ..."), ("new", "def left(): ...")):
        for name in ("pkg", "second") if words[-1:] == ["pkg"] else ("pkg",):
            (tmp_path / side / name).mkdir(parents=True)
            (tmp_path / side / name / "__init__.py").write_text(text)
    one = "import os; os.sched_getaffinity = lambda _: {0}; from stability_checker.__main__ import main; main()"
    begun, alone = (
        subprocess.run(
            [sys.executable, *start, "diff", "old", "new", *words],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            check=True,
        )
        for start in (["-m", "stability_checker"], ["-c", one])
    )
    assert "gone  function_removed" in begun.stdout
    assert begun.stdout == alone.stdout


def test_a_folder_that_cannot_be_compared_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "new" / "pkg").mkdir(parents=True)
    (tmp_path / "new" / "pkg" / "__init__.py").write_text("x = 1")
    command = [sys.executable, "-m", "stability_checker", "diff", "old", "new"]
    ended = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("error: old")
    assert ended.stderr.count("\n") == 1
