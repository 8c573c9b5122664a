"""Every mistake is answered by one sentence that says what to do, exit status 2, and nothing written."""

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.stability_checker.commands.conftest import Command
from tests.stability_checker.trees import commit, git, index, repository, wheel, write

GOOD = {"pkg/__init__.py": "def f(): ...\n", "pyproject.toml": "[project]\nname='pkg'\nversion='1.0'\n"}


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", index(tmp_path / "index", [wheel(tmp_path / "files", "pkg", "1.0", GOOD)]))


def _files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and ".git" not in path.parts}


# Each row: the arguments, the files that lie there before, and what the sentence says.
MISTAKES = {
    "unknown package": (["snapshot", "pypi:nobody-has-this"], {}, "No package 'nobody-has-this' is known"),
    "unknown version": (["snapshot", "pypi:pkg==7.0"], {}, "pkg has no release 7.0"),
    "not installed": (["snapshot", "installed:nobody-has-this"], {}, "is not installed here"),
    "no repository": (["snapshot", "git:HEAD"], {}, "is not in a git repository"),
    "no such source": (["snapshot", "nothing-here"], {}, "There is no 'nothing-here' here"),
    "folder without a package": (["snapshot", "."], {"README": "hello"}, "holds no import package"),
    "nothing that Python reads": (["snapshot", "pkg.py"], {"pkg.py": "print 'x'\n"}, "compared: pkg.py:1: "),
    "no source at all": (["diff", "", "."], GOOD, "'' names no source"),
    "empty archive": (["snapshot", "a.whl"], {"a.whl": ""}, "broken archive (file could not be opened successfully);"),
    "broken archive": (["snapshot", "pkg.whl"], {"pkg.whl": "no archive"}, "pkg.whl is a broken archive"),
    "newer schema": (
        ["diff", "old.json", "."],
        GOOD | {"old.json": json.dumps({"schema": "stability-checker/snapshot/999"})},
        "upgrade stability-checker",
    ),
    "no snapshot at all": (["diff", "old.json", "."], GOOD | {"old.json": "[1, 2]"}, "old.json is not a snapshot"),
    "unknown key": (
        ["diff", ".", "."],
        GOOD | {"pyproject.toml": "[tool.stability_checker]\npackges = []\n"},
        "did you mean 'packages'",
    ),
    "unknown rule": (
        ["diff", ".", "."],
        GOOD | {"pyproject.toml": "[project]\nname='pkg'\n[tool.stability_checker.rules]\nclass_remove='off'\n"},
        "did you mean 'class_removed'",
    ),
    "unknown package name": (["snapshot", ".", "--package", "other"], GOOD, "does not hold the package 'other'"),
    "unknown format": (["diff", ".", ".", "--format", "pdf"], GOOD, "There is no format 'pdf'"),
    "unknown command": (["snapshoot", "."], {}, "see `stability-checker --help`"),
    "missing argument": (["diff", "."], {}, "Missing argument 'NEW'; see `stability-checker diff --help`"),
    "no such folder for the output": (["snapshot", ".", "-o", "no/such/file.json"], GOOD, "There is no folder no/such"),
    "unknown page": (["explain", "class_remove"], {}, "did you mean class_removed"),
    "nothing to explain": (["explain"], {}, "Name a rule or a codemod"),
    "nothing to compare with": (["check"], {"pkg/__init__.py": "", "setup.py": ""}, "There is nothing to compare with"),
    "no project": (["check"], {}, "There is no project here"),
    "nothing of it was released": (["check"], GOOD | {"pyproject.toml": "[project]\nname='unheard-of'"}, "No package"),
}


@pytest.mark.usefixtures("registry")
@pytest.mark.parametrize(("arguments", "files", "message"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_one_sentence(
    arguments: list[str], files: dict[str, str], message: str, command: Command, standing: Path
) -> None:
    write(standing, files)
    before = _files(standing)
    output = ["-o", "written.json"] if arguments[0] in ("snapshot", "diff") and "-o" not in arguments else []
    result = command(*arguments, *output)
    assert message in result.err
    assert (result.status, result.out, result.err.count("\n")) == (2, "", 1)
    assert _files(standing) == before


def test_no_network(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    result = command("snapshot", "pypi:pkg==1.0")
    assert (result.status, result.err.count("\n")) == (2, 1)
    assert "cannot be reached" in result.err


def test_refs_and_shallow_clones(command: Command, standing: Path) -> None:
    origin = repository(standing / "origin", GOOD, tag="1.0")
    commit(origin, {"pkg/__init__.py": "def f(x): ...\n"})
    git(standing, "clone", "-q", "--depth=1", "--no-tags", origin.as_uri(), "clone")
    for folder, arguments, message in (
        ("origin", ("snapshot", "git:nope"), "knows no 'nope'"),
        ("clone", ("snapshot", "git:1.0"), "git fetch --unshallow --tags"),
        ("clone", ("check",), "git fetch --unshallow --tags"),
    ):
        os.chdir(standing / folder)
        result = command(*arguments)
        assert (result.status, result.out, result.err.count("\n")) == (2, "", 1)
        assert message in result.err


def test_what_the_compiler_warns_of_is_no_concern_of_readers(command: Command, standing: Path) -> None:
    write(standing, {"pkg/__init__.py": "__version__ = '1.0'\nPATTERN = '\\d'\n", "setup.py": "name = '\\d'"})
    answer = command("snapshot", ".", "--format", "console")
    assert (answer.status, answer.err) == (0, "")
    assert "PATTERN" in answer.out


def test_a_syntax_error_leaves_the_comparison_incomplete(command: Command, standing: Path) -> None:
    write(standing / "old", GOOD | {"pkg/other.py": "def gone(): ...\n", "pkg/broken.py": ""})
    write(standing / "new", GOOD | {"pkg/other.py": "", "pkg/broken.py": "def f(:\n"})
    result = command("diff", "old", "new", "--format", "json")
    document = json.loads(result.out)
    assert result.status == 2
    assert document["incomplete"] is True
    assert "pkg/broken.py:1" in document["problems"][0]
    assert "pkg.other.gone" in [finding["symbol"] for finding in document["findings"]]
    assert result.err.startswith("incomplete: new: pkg/broken.py:1")
    assert "incomplete" in command("diff", "old", "new").out
    recorded = command("snapshot", "new", "-o", "new.json")
    assert (recorded.status, (standing / "new.json").exists()) == (2, False)
    assert "pkg/broken.py:1" in recorded.err


def forbid(path: Path) -> None:
    path.chmod(0)


def make_unreadable_for_all(path: Path) -> None:
    """What lies at address 0 of a process nobody can read, whatever he may otherwise."""
    path.unlink()
    path.symlink_to("/proc/self/mem")


NOT_FOR_ROOT = pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read every file")
ON_LINUX = pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="there is no such file here")


@pytest.mark.parametrize(
    "spoil", [pytest.param(forbid, marks=NOT_FOR_ROOT), pytest.param(make_unreadable_for_all, marks=ON_LINUX)]
)
@pytest.mark.parametrize("name", ["pkg/__init__.py", "pkg/more.py"])
def test_unreadable_files_are_named(command: Command, standing: Path, spoil: Callable[[Path], None], name: str) -> None:
    write(standing, GOOD | {"pkg/more.py": "def f(): ...\n"})
    spoil(standing / name)
    result = command("snapshot", ".", "--output", "api.json")
    assert (result.status, result.out, result.err.count("\n")) == (2, "", 1)
    assert name in result.err
    assert not (standing / "api.json").exists()


# Each row: how a shell hands the streams on, the exit status, and what stands on standard error.
STREAMS = {
    ">&-": (0, ""),
    ">/dev/full": (2, "error: No space left on device, make room or write elsewhere.\n"),
    "2>&-": (0, ""),
}


@pytest.mark.parametrize("stream", STREAMS)
def test_an_output_that_takes_nothing_ends_without_a_traceback(stream: str, standing: Path) -> None:
    write(standing, GOOD)
    program = f"{shlex.quote(sys.executable)} -m stability_checker diff . . {stream}"
    ran = subprocess.run(program, shell=True, stderr=subprocess.PIPE, text=True)
    assert (ran.returncode, ran.stderr) == STREAMS[stream]


def test_an_interrupted_command_says_so(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("stability_checker.commands.rules.rules", interrupted)
    answer = command("rules")
    assert (answer.status, answer.err) == (130, "interrupted\n")
