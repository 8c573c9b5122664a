"""Versions are installed apart, found again where they cannot change, and refused with a sentence where that fails."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from stability_checker.errors import CheckerError
from stability_checker.repository import Repository
from stability_checker.sources import Commit, Folder, SnapshotFile
from stability_checker.sources.archive import Archive
from stability_checker.witness import environments
from stability_checker.witness.environments import Environment, Order, discard, environment_for
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


# A stand-in that takes the orders which are given to uv, notes them, and carries them out by venv and pip.
UV = """#!{python}
import pathlib, subprocess, sys
with open({log!r}, "a") as log:
    print(*sys.argv[1:], file=log)
if {broken!r} in sys.argv:
    sys.exit(2)
if sys.argv[1] == "venv":
    sys.exit(subprocess.call([sys.executable, "-m", "venv", "--without-pip", sys.argv[-1]]))
if sys.argv[1:3] == ["pip", "install"]:
    python = sys.argv[sys.argv.index("--python") + 1]
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-index", sys.argv[-1]]
    sys.exit(subprocess.call(pip))
sys.exit(3)
"""


def stand_in_for_uv(folder: Path, monkeypatch: pytest.MonkeyPatch, broken: str = "") -> Path:
    """Puts the stand-in before all else on the path; it refuses orders with the word `broken`. Gives its notes."""
    log = folder / "orders"
    (folder / "bin").mkdir()
    (folder / "bin" / "uv").write_text(UV.format(python=sys.executable, log=str(log), broken=broken))
    (folder / "bin" / "uv").chmod(0o755)
    monkeypatch.setenv("PATH", str(folder / "bin"), prepend=os.pathsep)
    return log


def test_uv_is_preferred_where_it_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = stand_in_for_uv(tmp_path, monkeypatch)
    made = environment_for(order(built(tmp_path, "1.0", {"pkg/__init__.py": "ONE = 1\n"})))
    assert imports(made, "from pkg import ONE")
    orders = [line.split() for line in log.read_text().splitlines()]
    assert [each[0] for each in orders] == ["venv", "pip"]
    assert all(sys.executable in each or str(made.python) in each for each in orders)


@pytest.mark.parametrize("broken", ["venv", "install"])
def test_what_uv_cannot_do_is_done_by_pip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    log = stand_in_for_uv(tmp_path, monkeypatch, broken)
    made = environment_for(order(built(tmp_path, "1.0", {"pkg/__init__.py": "ONE = 1\n"})))
    assert imports(made, "from pkg import ONE")
    assert broken in log.read_text()


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (["ERROR: Ignored the following yanked versions: 1", "ERROR: No matching distribution found for pkg==2"],
         "ERROR: No matching distribution found for pkg==2"),
        (["ERROR: Ignored the following versions that require a different python version: 2 Requires-Python >=3.99",
          "ERROR: Could not find a version", "ERROR: No matching distribution found for pkg==2"],
         "it, or what it needs, does not support Python"),
        (["Collecting", "error: subprocess-exited-with-error", "note: see"], "error: subprocess-exited-with-error"),
        (["error: subprocess-exited-with-error", "[2 lines of output]", "  no compiler", "  [end of output]"],
         "its build failed: no compiler"),
        (["", "it broke ", ""], "it broke"),
        ([], "no reason"),
    ],
)  # fmt: skip
def test_the_reason_of_a_failed_installation_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: list[str], reason: str
) -> None:
    failed = subprocess.CompletedProcess([], 1, "", "\n".join(said))
    monkeypatch.setattr(environments.subprocess, "run", lambda *arguments, **options: failed)
    wanted = order(built(tmp_path, "1.0", {"pkg/__init__.py": ""}))
    with pytest.raises(CheckerError) as caught:
        environment_for(wanted)
    assert str(caught.value).startswith(f"pkg-1.0-py3-none-any.whl cannot be installed ({reason}")


def test_what_nobody_finds_again_is_marked_so_and_can_be_discarded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environments, "_made", lambda wanted, folder: Environment(folder / "bin" / "python"))
    made = environment_for(Order(Folder("project", write(tmp_path / "project", PROJECT)), "pkg", "1.0"))
    assert made.passing
    assert made.home.is_dir()
    discard(made)
    assert not made.home.exists()


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
    made = environment_for(Order(Folder("project", project), "pkg", "1.0"))
    assert imports(made, "import pkg")
    assert sorted(project.rglob("*")) == before
    discard(made)


@pytest.mark.network
def test_a_tag_is_built_as_it_was(tmp_path: Path) -> None:
    project = repository(tmp_path / "project", PROJECT, tag="v1.0")
    write(project, {"pkg/__init__.py": "raise SystemExit\n"})
    commit = Commit("git:v1.0", Repository.around(project), "v1.0")
    assert imports(environment_for(Order(commit, "pkg", "1.0")), "from pkg import ONE")
