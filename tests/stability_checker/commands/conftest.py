"""Commands run in the test's own process and folder, with what they print."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from stability_checker.__main__ import run


@dataclass(frozen=True, slots=True)
class Result:
    """How a command ended and what it printed."""

    status: int
    out: str
    err: str


Command = Callable[..., Result]


@pytest.fixture
def command(standing: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs `stability-checker ARGUMENTS`."""

    def call(*arguments: str) -> Result:
        capsys.readouterr()
        status = run(list(arguments))
        captured = capsys.readouterr()
        return Result(status, captured.out, captured.err)

    return call
