"""Versions are installed apart, found again where they cannot change, and refused with a sentence where that fails."""

import subprocess
import sys
from pathlib import Path

import pytest

from stability_checker.errors import CheckerError
from stability_checker.repository import Repository
from stability_checker.sources import Commit, Folder, SnapshotFile
from stability_checker.sources.archive import Archive
from stability_checker.witness import environments
from stability_checker.witness.environments import Environment, Order, environment_for
from tests.stability_checker.trees import repository, write
from tests.stability_checker.witness.trees import built

PROJECT = {
    "pyproject.toml": '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
    '[project]\nname = "pkg"\nversion = "1.0"\n',
    "pkg/__init__.py": "ONE = 1\n",
}


def order(path: Path, version: str = "1.0") -> Order:
    return Order(Archive(path.name, path), "pkg", version)


def imports(environment: Environment, statement: str) -> bool:
    return subprocess.run([environment.python, "-I", "-c", statement], capture_output=True, check=False).returncode == 0


def test_a_wheel_is_installed_apart(tmp_path: Path) -> None:
    made = environment_for(order(built(tmp_path, "1.0", {"pkg/__init__.py": "ONE = 1\n"})))
    assert made.python != Path(sys.executable)
    assert imports(made, "from pkg import ONE")
    assert not imports(made, "import stability_checker")


def test_a_pinned_version_is_installed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = order(built(tmp_path, "1.0", {"pkg/__init__.py": ""}))
    made = environment_for(wanted)
    monkeypatch.setattr(environments.subprocess, "run", _refuse)
    assert environment_for(wanted) == made


def test_an_environment_that_was_deleted_is_made_anew(tmp_path: Path) -> None:
    wanted = order(built(tmp_path, "1.0", {"pkg/__init__.py": ""}))
    first = environment_for(wanted)
    first.python.unlink()
    assert environment_for(wanted).python.exists()


def _refuse(*arguments: object, **options: object) -> None:
    raise AssertionError("nothing should be installed")


def test_other_content_is_another_environment(tmp_path: Path) -> None:
    one = order(built(tmp_path / "a", "1.0", {"pkg/__init__.py": "ONE = 1\n"}))
    two = order(built(tmp_path / "b", "1.0", {"pkg/__init__.py": "TWO = 2\n"}))
    assert one.key != two.key
    assert one.key != Order(one.source, "pkg", "1.0", beside=("jinja2",)).key


def test_what_cannot_be_installed_is_said_in_a_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    broken = tmp_path / "pkg-1.0-py3-none-any.whl"
    broken.write_bytes(b"no wheel")
    with pytest.raises(CheckerError, match=r"pkg-1.0-py3-none-any.whl cannot be installed \(.*\); check that pip"):
        environment_for(order(broken))
    assert not list(environments.cache_folder().rglob("pyvenv.cfg"))


def test_a_snapshot_without_a_version_cannot_be_installed(tmp_path: Path) -> None:
    with pytest.raises(CheckerError, match="names no release that could be installed"):
        environment_for(Order(SnapshotFile("old.json", tmp_path / "old.json"), None, None))


@pytest.mark.network
def test_a_folder_is_built_without_littering_it(tmp_path: Path) -> None:
    project = write(tmp_path / "project", PROJECT)
    before = sorted(project.rglob("*"))
    assert imports(environment_for(Order(Folder("project", project), "pkg", "1.0")), "import pkg")
    assert sorted(project.rglob("*")) == before


@pytest.mark.network
def test_a_tag_is_built_as_it_was(tmp_path: Path) -> None:
    project = repository(tmp_path / "project", PROJECT, tag="v1.0")
    write(project, {"pkg/__init__.py": "raise SystemExit\n"})
    commit = Commit("git:v1.0", Repository.around(project), "v1.0")
    assert imports(environment_for(Order(commit, "pkg", "1.0")), "from pkg import ONE")
