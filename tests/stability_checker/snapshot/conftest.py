"""A package written from a table of files, and the API that is collected from it."""

from collections.abc import Callable, Mapping
from pathlib import Path
from textwrap import dedent

import pytest

from stability_checker.model.api import Package
from stability_checker.snapshot import collect_package

Collect = Callable[[Mapping[str, str]], Package]


@pytest.fixture
def collect(tmp_path: Path) -> Collect:
    """Writes `files` (below the folder of the package `pkg`) and collects `pkg`."""

    def write_and_collect(files: Mapping[str, str]) -> Package:
        for name, text in files.items():
            path = tmp_path / "pkg" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(text), encoding="utf-8")
        return collect_package(tmp_path, "pkg")

    return write_and_collect
