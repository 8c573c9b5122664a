"""An application that uses everything passes `mypy --strict`, and what is wrong does not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = sorted((Path(__file__).parent / "typing_sample").glob("*.py"))


@pytest.mark.slow
def test_mypy_accepts_the_sample_and_refuses_the_mistakes() -> None:
    options = ["--strict", "--warn-unused-ignores", "--explicit-package-bases", "--python-version", "3.11"]
    files = [str(path.relative_to(ROOT)) for path in SAMPLES]
    result = subprocess.run(
        [sys.executable, "-m", "mypy", "--config-file=", *options, *files],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
