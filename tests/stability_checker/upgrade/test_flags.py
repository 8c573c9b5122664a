"""What each option of `upgrade` does to a small project."""

import io
import json
import subprocess
from pathlib import Path

import pytest

from stability_checker.cli import invoke
from stability_checker.errors import CheckerError
from stability_checker.upgrade import scan, worker
from stability_checker.upgrade.plan import Target
from stability_checker.upgrade.run import Settings
from stability_checker.upgrade.run import upgrade as run

OLD = """from starlette.applications import Starlette
from starlette.status import HTTP_422_UNPROCESSABLE_ENTITY

app = Starlette()


@app.route("/")
def home(request):
    return HTTP_422_UNPROCESSABLE_ENTITY
"""
TO = ["--to", "starlette==1.10.0"]
FRESH = [*TO, "--no-cache"]


def _git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    answer = subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True, text=True)
    return answer.stdout


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    for name in ("one.py", "two.py"):
        (folder / name).write_text(OLD)
    return folder


def test_interactive_asks_for_each_file(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("y\nn\n"))
    assert invoke(["upgrade", str(project), *FRESH, "--interactive"]) == 0
    assert capsys.readouterr().err.count("Change ") == 2
    assert ".add_route" in (project / "one.py").read_text()
    assert (project / "two.py").read_text() == OLD


def test_each_step_is_a_commit(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "A")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "a@example.org")
    _git(project, "init", "-q")
    _git(project, "add", ".")
    _git(project, "commit", "-q", "-m", "Start")
    assert invoke(["upgrade", str(project), *FRESH, "--commit-per-step"]) == 0
    subjects = _git(project, "log", "--format=%s", "--reverse").splitlines()
    assert [subject.partition(" ")[0] for subject in subjects] == ["Start", "Rename", "Decorator"]
    assert _git(project, "status", "--porcelain") == ""
    first = _git(project, "show", "--stat", "HEAD~1")
    assert "one.py" in first
    assert "two.py" in first


def _nested(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository that its project ignores, both with one commit."""
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "A")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "a@example.org")
    inner = project / "inner"
    inner.mkdir()
    (inner / "three.py").write_text(OLD)
    (project / ".gitignore").write_text("inner/\n")
    for folder in (project, inner):
        _git(folder, "init", "-q")
        _git(folder, "add", ".")
        _git(folder, "commit", "-q", "-m", "Start")
    return inner


def test_each_step_is_a_commit_in_the_repository_of_its_files(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = _nested(project, monkeypatch)
    assert invoke(["upgrade", str(project), *FRESH, "--commit-per-step"]) == 0
    for folder in (project, inner):
        assert _git(folder, "status", "--porcelain") == ""
        assert len(_git(folder, "log", "--format=%s").splitlines()) == 3


def test_a_nested_repository_with_changes_is_refused(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = _nested(project, monkeypatch)
    (inner / "three.py").write_text(OLD + "# mine\n")
    with pytest.raises(CheckerError, match="inner has changes that are not committed"):
        invoke(["upgrade", str(project), *FRESH])
    assert (project / "one.py").read_text() == OLD


def test_commits_without_a_repository_are_refused_before_anything_is_written(project: Path) -> None:
    with pytest.raises(CheckerError, match="lies in no git repository"):
        invoke(["upgrade", str(project), *FRESH, "--commit-per-step"])
    assert (project / "one.py").read_text() == OLD


def test_at_most_so_many_files_change(project: Path) -> None:
    invoke(["upgrade", str(project), *FRESH, "--max-changes", "1"])
    assert [(project / name).read_text() == OLD for name in ("one.py", "two.py")] == [False, True]


@pytest.mark.parametrize(
    ("option", "route", "status"),
    [
        (["--select", "rename_name"], False, True),
        (["--ignore", "rename_name"], True, False),
        (["--select", "rename_name,decorator_to_call"], True, True),
    ],
)
def test_select_and_ignore(project: Path, option: list[str], route: bool, status: bool) -> None:
    invoke(["upgrade", str(project), *FRESH, *option])
    text = (project / "one.py").read_text()
    assert ("add_route" in text, "UNPROCESSABLE_CONTENT" in text) == (route, status)


def test_files_can_be_named_one_by_one(project: Path) -> None:
    assert invoke(["upgrade", str(project / "two.py"), *FRESH]) == 0
    assert (project / "one.py").read_text() == OLD
    assert (project / "two.py").read_text() != OLD


def test_the_result_does_not_depend_on_the_number_of_processes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(worker.FEW + 2):
        (tmp_path / f"file_{number}.py").write_text(OLD.replace('"/"', f'"/{number}"'))
    shown = []
    for jobs in ("1", "2"):
        invoke(["upgrade", str(tmp_path), *FRESH, "--diff", "--format", "json", "--jobs", jobs])
        shown.append(json.loads(capsys.readouterr().out))
    assert shown[0] == shown[1]
    assert shown[0]["summary"]["changed"] == worker.FEW + 2


def test_what_is_remembered_of_a_file_ends_with_its_change(
    project: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (project / "two.py").write_text("print()\n")
    assert invoke(["upgrade", str(project), *TO, "--check"]) == 1
    read: list[str] = []
    verdict = scan.Sieve.verdict
    monkeypatch.setattr(
        scan.Sieve, "verdict", lambda sieve, raw, path: (read.append(path.name), verdict(sieve, raw, path))[1]
    )
    assert invoke(["upgrade", str(project), *TO, "--check"]) == 1
    assert read == []
    (project / "two.py").write_text(OLD)
    assert invoke(["upgrade", str(project), *TO]) == 0
    assert read == ["two.py"]
    assert ".add_route" in (project / "two.py").read_text()


def test_a_huge_file_is_reported_and_left_alone(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    huge = OLD + "# filling\n" * (scan.LARGEST // 10)
    (project / "two.py").write_text(huge)
    invoke(["upgrade", str(project), *FRESH, "--format", "json"])
    files = {Path(file["path"]).name: file for file in json.loads(capsys.readouterr().out)["files"]}
    assert files["two.py"]["status"] == "skipped"
    assert files["one.py"]["status"] == "changed"
    assert (project / "two.py").read_text() == huge


def test_from_overrides_what_the_manifests_say(project: Path) -> None:
    (project / "requirements.txt").write_text("starlette>=0.20\n")
    (project / "two.py").write_text("print()\n")
    invoke(["upgrade", str(project), *FRESH, "--select", "rename_name"])
    assert (project / "one.py").read_text() == OLD
    invoke(["upgrade", str(project), *FRESH, "--select", "rename_name", "--from", "starlette==0.48.0"])
    assert "UNPROCESSABLE_CONTENT" in (project / "one.py").read_text()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--to", "starlette==9.9"], r"go up to 1\.10\.0.*--to starlette==1\.10\.0"),
        (["--to", "toolkit==9.9"], r"recipes for toolkit go up to 1\."),
        ([*TO, "--from", "starlette==1.11.0"], "1.11.0 is newer than 1.10.0"),
        ([*TO, "--from", "toolkit==1.0.0"], "No recipe leads from toolkit to starlette"),
    ],
)
def test_a_road_that_nobody_knows_is_refused(project: Path, options: list[str], sentence: str) -> None:
    with pytest.raises(CheckerError, match=sentence):
        invoke(["upgrade", str(project), *options, "--no-cache"])
    assert (project / "one.py").read_text() == OLD


@pytest.mark.parametrize("format", ["console", "json", "markdown", "github", "sarif"])
def test_a_release_behind_the_last_recipe_is_told(
    project: Path, capsys: pytest.CaptureFixture[str], format: str
) -> None:
    for release, told in (("1.10.0", 0), ("1.99.0", 1)):
        invoke(["upgrade", str(project), "--to", f"starlette=={release}", "--no-cache", "--check", "-f", format])
        assert capsys.readouterr().out.count("go up to 1.10.0") == told


def test_waiting_review_alone_is_status_3(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("starlette<1\n")
    assert invoke(["upgrade", str(tmp_path), *FRESH]) == 3
    assert invoke(["upgrade", str(tmp_path), *FRESH, "--unsafe"]) == 0


def test_a_style_that_nobody_knows_is_refused(project: Path) -> None:
    with pytest.raises(CheckerError, match="--style"):
        invoke(["upgrade", str(project), *FRESH, "--style", "poetic"])
    assert (project / "one.py").read_text() == OLD


def test_the_declarative_style_waits_for_review(project: Path) -> None:
    invoke(["upgrade", str(project), *FRESH, "--style", "declarative"])
    assert ".add_route" in (project / "one.py").read_text()
    invoke(["upgrade", str(project), *FRESH, "--style", "declarative", "--unsafe"])
    assert ".add_route" not in (project / "one.py").read_text()
    assert "routes=[" in (project / "one.py").read_text()


def test_a_pin_takes_the_release_that_was_asked_for(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("starlette==1.2.0\n")
    for release, expected in (("1.2.0", "starlette==1.2.0\n"), ("1.3.0", "starlette>=1.0,<2\n")):
        run([tmp_path], Settings(target=Target.parse(f"starlette=={release}"), unsafe=True, cache=False))
        assert (tmp_path / "requirements.txt").read_text() == expected
