"""Programs are contained: whatever one does, it is told apart, and those behind it still run."""

import os
import sys
import time
from pathlib import Path

import pytest

from stability_checker.witness.environments import Environment
from stability_checker.witness.runner import Answer, run_programs

HERE = Environment(Path(sys.executable))
DETACHED = """
import os, sys, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        open({path!r}, "w").write(str(os.getpid()))
        time.sleep(600)
    os._exit(0)
while not os.path.exists({path!r}): time.sleep(0.01)
"""


def run(*programs: str, seconds: float = 60.0) -> list[Answer]:
    return run_programs(HERE, programs, seconds=seconds)


@pytest.mark.parametrize(
    ("program", "state"),
    [
        ("1", "ok"),
        ("assert False, 'why'", "failed"),
        ("import no_such_module", "failed"),
        ("raise SystemExit(0)", "ended"),
        ("raise KeyboardInterrupt", "ended"),
        ("import os; os._exit(0)", "ended"),
        ("import os; os.abort()", "ended"),
        ("import ctypes; ctypes.string_at(0)", "ended"),
        ("import os; os.kill(os.getpid(), 9)", "ended"),
        ("import os; os.kill(os.getppid(), 9)", "ended"),
        ("def f(): f()\nf()", "failed"),
        (
            "import os\nfor fd in range(3, 64):\n  try: os.write(fd, b'{\"state\": 7}\\n')\n  except OSError: pass",
            "ended",
        ),
        ("class E(Exception):\n  def __str__(self): raise ValueError\nraise E", "failed"),
        ("print('x' * 10**7); import sys; sys.stderr.write('y' * 10**7)", "ok"),
        ("x = bytearray(10**11)", "failed"),
    ],
)
def test_a_program_is_told_apart_by_how_it_ends(program: str, state: str) -> None:
    first, second = run(program, "2")
    assert first.state == state
    assert second == Answer("ok")


def test_a_hanging_program_is_stopped_in_time() -> None:
    """What does not hang has as little time, and needs a hundredth of it."""
    start = time.monotonic()
    answers = run("while True: pass", "import time; time.sleep(600)", "1", seconds=3)
    assert [each.state for each in answers] == ["late", "late", "ok"]
    assert time.monotonic() - start < 120


def test_an_exception_is_named_with_its_message() -> None:
    (answer,) = run("assert 1 == 2, 'one is not two'")
    assert (answer.error, answer.message) == ("AssertionError", "one is not two")


def test_a_missing_module_is_named() -> None:
    (answer,) = run("import no_such_module.below")
    assert answer.missing == "no_such_module"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux gives orphans back to who watches over them")
def test_what_a_program_leaves_running_is_killed(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    (answer,) = run(DETACHED.format(path=str(note)))
    assert answer.state == "ok"
    with pytest.raises(ProcessLookupError):
        os.kill(int(note.read_text()), 0)


def test_nothing_of_our_environment_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "s3cret")
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    (answer,) = run("import os, sys\nassert 'SECRET_TOKEN' not in os.environ\nassert '/nowhere' not in sys.path")
    assert answer == Answer("ok")


def test_programs_do_not_see_each_other() -> None:
    assert [each.state for each in run("import json; json.mark = 1", "import json; json.mark")] == ["ok", "failed"]


def test_a_preload_that_fails_costs_nothing_but_its_time() -> None:
    answers = run_programs(HERE, ["1", "import no_such"], preload="raise SystemExit")
    assert [each.state for each in answers] == ["ok", "failed"]


def test_many_programs_come_back_in_order_and_are_counted() -> None:
    counted: list[int] = []
    answers = run_programs(HERE, [f"assert {number} % 2" for number in range(90)], done=counted.append)
    assert [each.state for each in answers] == ["failed", "ok"] * 45
    assert sum(counted) == 90
