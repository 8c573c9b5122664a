"""A cache folder and an index of their own for every test, so that nothing of the user's configuration is read."""

import os
from pathlib import Path

import pytest

# What tells commands of an index, of a terminal, or of a repository; a build server's variables tell of its own.
_TELLING = {
    "PIP_INDEX_URL",
    "PIP_EXTRA_INDEX_URL",
    "PIP_FIND_LINKS",
    "UV_INDEX_URL",
    "UV_DEFAULT_INDEX",
    "UV_INDEX",
    "FORCE_COLOR",
    "CLICOLOR_FORCE",
    "NO_COLOR",
    "TTY_COMPATIBLE",
    "TTY_INTERACTIVE",
    "COLUMNS",
    "LINES",
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
}


@pytest.fixture(autouse=True)
def _own_surroundings(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path_factory.mktemp("surroundings")
    monkeypatch.setenv("STABILITY_CHECKER_CACHE", str(place / "cache"))
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    # No hooks, signatures and branch names of the user's; a repository of a test is its own.
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for name in os.environ.keys() & _TELLING | {name for name in os.environ if name.startswith(("GITHUB_", "CI_"))}:
        monkeypatch.delenv(name)


@pytest.fixture
def standing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder of a test."""
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder
