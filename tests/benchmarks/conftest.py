"""What the benchmarks' applications write lies in the folder of the test: a test worker ends without its exit calls."""

import tempfile
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
