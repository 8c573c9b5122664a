"""Writing that is cut short: every file is old or new, and the report says which."""

import json
import os
import resource
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import pytest

from stability_checker.cli import invoke
from stability_checker.errors import CheckerError
from stability_checker.upgrade.plan import Target, plan
from stability_checker.upgrade.results import FileResult, Report, Status
from stability_checker.upgrade.write import write

OLD = """from starlette.applications import Starlette
from starlette.status import HTTP_422_UNPROCESSABLE_ENTITY

app = Starlette()


@app.route("/")
def home(request):
    return HTTP_422_UNPROCESSABLE_ENTITY
"""
ROAD = plan(Target.parse("starlette==1.10.0"), {})
NAMES = ["one.py", "two.py", "wide.py"]
ARGUMENTS = ["--to", "starlette==1.10.0", "--no-cache", "--format", "json"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    for name in NAMES:
        (folder / name).write_text(OLD)
    return folder


def _statuses(capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    files = json.loads(capsys.readouterr().out)["files"]
    return {Path(file["path"]).name: file["status"] for file in files}


def _is_new(path: Path) -> bool:
    text = path.read_text()
    assert text == OLD or "app.add_route" in text
    return text != OLD


@pytest.mark.parametrize(("module", "step"), [(tempfile, "mkstemp"), (os, "replace")])
def test_an_interrupt_leaves_each_file_old_or_new(
    project: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    module: ModuleType,
    step: str,
) -> None:
    """Ctrl-C as soon as the new file of the second one lies there, and when it has taken its place."""
    calls, usual = list[object](), getattr(module, step)

    def interrupted(*arguments: object, **options: object) -> object:
        done = usual(*arguments, **options)
        calls.append(done)
        if len(calls) == 2:
            signal.raise_signal(signal.SIGINT)
        return done

    monkeypatch.setattr(module, step, interrupted)
    with pytest.raises(KeyboardInterrupt):
        invoke(["upgrade", str(project), *ARGUMENTS])
    assert [_is_new(project / name) for name in NAMES] == [True, True, False]
    assert _statuses(capsys) == dict(zip(NAMES, ["changed", "changed", "skipped"], strict=True))
    assert sorted(os.listdir(project)) == sorted(NAMES)


def _repository(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "A")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "a@example.org")

    def git(*arguments: str) -> str:
        command = ["git", "-c", "protocol.file.allow=always", *arguments]
        return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout

    git("init", "-q")
    git("add", ".")
    git("commit", "-q", "-m", "Start")
    return git


def test_a_commit_that_git_refuses_ends_the_writing(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    git = _repository(project, monkeypatch)
    hook = project / ".git/hooks/pre-commit"
    hook.write_text('#!/bin/sh\n[ "$(git rev-list --count HEAD)" = 1 ] || { echo "not today" >&2; exit 1; }\n')
    hook.chmod(0o755)
    with pytest.raises(CheckerError, match="not today"):
        invoke(["upgrade", str(project), *ARGUMENTS, "--commit-per-step"])
    assert git("log", "--format=%s").count("\n") == 2
    assert set(_statuses(capsys).values()) == {"changed"}
    assert all(_is_new(project / name) for name in NAMES)


def test_an_interrupt_between_two_steps_is_told(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    git = _repository(project, monkeypatch)

    def interrupted(paths: object, message: str) -> None:
        git("commit", "-q", "-a", "-m", message)
        raise KeyboardInterrupt

    monkeypatch.setattr("stability_checker.upgrade.worktree.commit", interrupted)
    with pytest.raises(KeyboardInterrupt):
        invoke(["upgrade", str(project), *ARGUMENTS, "--commit-per-step"])
    files = json.loads(capsys.readouterr().out)["files"]
    assert {file["message"] for file in files} == {
        "was not written, for the run was stopped; only the first steps are written"
    }
    assert git("status", "--porcelain") == ""


def test_a_submodule_gets_its_own_commits(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(project, tmp_path / "library")
    _repository(tmp_path / "library", monkeypatch)
    git = _repository(project, monkeypatch)
    git("submodule", "--quiet", "add", str(tmp_path / "library"), "inner")
    git("commit", "-q", "-m", "Take the library in")
    assert invoke(["upgrade", str(project), *ARGUMENTS, "--commit-per-step"]) == 0
    assert git("-C", "inner", "status", "--porcelain") == ""
    assert git("-C", "inner", "log", "--format=%s").count("\n") == 3
    assert git("log", "--format=%s").count("\n") == 4
    assert git("status", "--porcelain") == " M inner\n"


def test_two_repositories_in_one_tree_get_their_own_commits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    both = []
    for name in ("left", "right"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "main.py").write_text(OLD)
        both.append(_repository(tmp_path / name, monkeypatch))
    assert invoke(["upgrade", str(tmp_path), *ARGUMENTS, "--commit-per-step"]) == 0
    assert [git("log", "--format=%s").count("\n") for git in both] == [3, 3]
    assert [git("status", "--porcelain") for git in both] == ["", ""]


@contextmanager
def _files_of_at_most(size: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_where_the_system_takes_no_more_the_file_is_kept(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "wide.py").write_text(OLD + "#" * 5000)
    with _files_of_at_most(4096):
        status = invoke(["upgrade", str(project), *ARGUMENTS])
    assert status == 3
    assert _statuses(capsys) == {"one.py": "changed", "two.py": "changed", "wide.py": "failed"}
    assert (project / "wide.py").read_text() == OLD + "#" * 5000
    assert sorted(os.listdir(project)) == sorted(NAMES)


@contextmanager
def _as_a_plain_user() -> Iterator[None]:
    if os.geteuid():
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_folder_that_takes_no_files_is_reported(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    invoke(["upgrade", str(project), *ARGUMENTS, "--check"])  # loads what a plain user may not read
    capsys.readouterr()
    with tempfile.TemporaryDirectory() as folder:
        closed = shutil.copytree(project, Path(folder, "project"))
        for path, mode in ((Path(folder), 0o755), (closed, 0o555), *((closed / name, 0o666) for name in NAMES)):
            path.chmod(mode)
        with _as_a_plain_user():
            status = invoke(["upgrade", str(closed), *ARGUMENTS])
        assert status == 3
        assert _statuses(capsys) == dict.fromkeys(NAMES, "failed")
        assert not any(_is_new(closed / name) for name in NAMES)
        closed.chmod(0o755)


def _report(path: Path, creates: dict[str, str]) -> Report:
    file = FileResult(str(path), Status.CHANGED, before=b"old\n", after=b"new\n", creates=creates)
    return Report("starlette==1.10.0", [file])


@pytest.mark.parametrize(
    ("part", "mode"),
    [("missing/part.py", 0o644), ("part.py", 0o444)],
    ids=["no room for the part", "main is read-only"],
)
def test_a_file_is_written_with_those_that_it_imports_or_not_at_all(tmp_path: Path, part: str, mode: int) -> None:
    (tmp_path / "main.py").write_text("old\n")
    (tmp_path / "main.py").chmod(mode)
    report = _report(tmp_path / "main.py", {str(tmp_path / part): ""})
    write(report, ROAD, commit_per_step=False)
    assert report.files[0].status is Status.FAILED
    assert os.listdir(tmp_path) == ["main.py"]
    assert (tmp_path / "main.py").read_text() == "old\n"


def test_a_new_file_has_the_mode_of_new_files_and_an_old_one_keeps_its_own(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text("old\n")
    (tmp_path / "main.py").chmod(0o640)
    (tmp_path / "usual").touch()
    write(_report(tmp_path / "main.py", {str(tmp_path / "part.py"): ""}), ROAD, commit_per_step=False)
    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert modes["part.py"] == modes["usual"]
    assert modes["main.py"] == 0o640


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root may give files away")
def test_a_file_keeps_its_owner(project: Path) -> None:
    os.chown(project / "one.py", 65534, 65534)
    invoke(["upgrade", str(project), *ARGUMENTS])
    assert _is_new(project / "one.py")
    assert (project / "one.py").stat().st_uid == 65534
