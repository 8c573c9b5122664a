"""The process that runs ahead: results come in order whatever their size, errors and deaths are told."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from stability_checker.errors import CheckerError
from stability_checker.forerunner import Forerunner, ProcessLost, find_forerunner, running_ahead

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="only there a process is sent ahead"),
    # The test runner has threads of its own; no task here needs a lock that one of them could hold.
    pytest.mark.filterwarnings("ignore:.*use of fork:DeprecationWarning"),
]
MORE_THAN_A_PIPE_HOLDS = 1_000_000


@pytest.fixture
def forerunner() -> Iterator[Forerunner]:
    found = Forerunner(["string", "difflib"], most=2)
    yield found
    found.dismiss()


def _fail(sentence: str) -> None:
    raise CheckerError(sentence)


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_results_come_in_order_from_other_processes(forerunner: Forerunner) -> None:
    size = MORE_THAN_A_PIPE_HOLDS
    assert [len(each) for each in forerunner.start([(bytes, (size,)), (bytes, (size + 1,))])] == [size, size + 1]


def test_no_two_tasks_share_a_process(forerunner: Forerunner) -> None:
    numbers = set(forerunner.start([(os.getpid, ()), (os.getpid, ())]))
    assert len(numbers) == 2
    assert os.getpid() not in numbers


def test_an_error_of_a_task_is_raised_where_its_result_is_read(forerunner: Forerunner) -> None:
    answers = forerunner.start([(len, ("fine",)), (_fail, ("There is nothing.",))])
    assert next(answers) == len("fine")
    with pytest.raises(CheckerError, match="There is nothing"):
        next(answers)


def test_a_killed_task_is_told_even_while_the_other_waits_to_be_read(forerunner: Forerunner) -> None:
    answers = forerunner.start([(_die, ()), (bytes, (MORE_THAN_A_PIPE_HOLDS,))])
    with pytest.raises(ProcessLost):
        next(answers)
    assert len(next(answers)) == MORE_THAN_A_PIPE_HOLDS


def test_a_process_that_died_before_its_tasks_is_told() -> None:
    forerunner = Forerunner(["stability_checker.no_such_module"], most=1)
    with pytest.raises(ProcessLost):
        list(forerunner.start([(len, ("never",))]))
    forerunner.dismiss()


def test_it_is_given_once_and_only_for_what_it_can_take() -> None:
    with running_ahead([], most=2):
        assert find_forerunner(3) is None
        assert find_forerunner(0) is None
        if len(os.sched_getaffinity(0)) > 1:
            assert find_forerunner(2) is not None
        assert find_forerunner(2) is None


def test_a_comparison_of_folders_says_the_same_on_one_processor(tmp_path: Path) -> None:
    for side, text in (("old", "def gone(): ...\ndef left(): ..."), ("new", "def left(): ...")):
        (tmp_path / side / "pkg").mkdir(parents=True)
        (tmp_path / side / "pkg" / "__init__.py").write_text(text)
    one = "import os; os.sched_getaffinity = lambda _: {0}; from stability_checker.__main__ import main; main()"
    words = ["diff", "old", "new", "--format", "json"]
    ahead, alone = (
        subprocess.run([sys.executable, *start, *words], capture_output=True, text=True, cwd=tmp_path, check=True)
        for start in (["-m", "stability_checker"], ["-c", one])
    )
    assert "pkg.gone" in ahead.stdout
    assert ahead.stdout == alone.stdout
