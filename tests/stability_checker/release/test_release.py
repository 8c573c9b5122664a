"""A release is recorded whole or not at all, and writes nothing but what belongs to it."""

import json
from pathlib import Path

import pytest
from packaging.version import Version

from stability_checker.release import declare, tag_for
from tests.stability_checker.commands.conftest import Command, command
from tests.stability_checker.trees import commit, git, repository, write

__all__ = ["command"]

PROJECT = '[project]\nname = "pkg"\nversion = "{}"  # ours\nrequires-python = ">=3.11"\n'
RELEASED = {
    "pyproject.toml": PROJECT.format("1.0.0"),
    "pkg/__init__.py": '__version__ = "1.0.0"\n\n\ndef kept(): ...\ndef gone(): ...\n',
    "CHANGELOG.md": "# Changelog\n\n## [1.0.0]\n\nFirst.\n",
}
BROKEN = {
    "pkg/__init__.py": '__version__ = "1.0.0"\n\n\ndef kept(): ...\n',
    "changelog.d/1.removed.md": "`gone` is gone.\n",
}


@pytest.fixture
def project(standing: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with release 1.0.0 and a breaking change after it."""
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "A")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "a@example.org")
    repository(standing, RELEASED, tag="v1.0.0")
    commit(standing, BROKEN)
    return standing


def test_a_release_is_one_commit_with_a_tag(command: Command, project: Path) -> None:
    assert command("release").status == 0
    assert git(project, "status", "--porcelain") == ""
    assert git(project, "log", "--format=%s", "-2") == "Release 2.0.0\nchange"
    assert git(project, "describe", "--exact-match") == "v2.0.0"
    assert git(project, "diff", "--name-status", "HEAD~1").splitlines() == [
        "M\tCHANGELOG.md",
        "A\tapi_snapshots/pkg/2.0.0.json",
        "D\tchangelog.d/1.removed.md",
        "M\tpkg/__init__.py",
        "M\tpyproject.toml",
    ]
    assert (project / "pyproject.toml").read_text() == PROJECT.format("2.0.0")
    notes = (project / "CHANGELOG.md").read_text()
    assert notes.startswith("# Changelog\n\n## [2.0.0] - ")
    assert "- `gone` is gone.\n  - `pkg.gone`: was `def gone()`" in notes
    assert notes.endswith("\n\n## [1.0.0]\n\nFirst.\n")
    assert command("check").status == 0
    assert command("diff", "2.0.0", ".", "--format", "json").out.count('"rule"') == 0


def test_a_dry_run_says_all_and_changes_nothing(command: Command, project: Path) -> None:
    before = git(project, "rev-parse", "HEAD")
    document = json.loads(command("release", "--dry-run", "--format", "json").out)
    assert (document["version"], document["tag"], document["commit"]) == ("2.0.0", "v2.0.0", None)
    assert {*document["written"]} == {
        "pyproject.toml", "pkg/__init__.py", "CHANGELOG.md", "api_snapshots/pkg/2.0.0.json",
    }  # fmt: skip
    assert document["removed"] == ["changelog.d/1.removed.md"]
    assert (git(project, "rev-parse", "HEAD"), git(project, "status", "--porcelain")) == (before, "")
    assert git(project, "tag") == "v1.0.0"


# Each row: what stands in the way, the arguments, the exit status, and what is said.
OBSTACLES = {
    "changes": (lambda place: write(place, {"new.txt": "x"}), (), 2, "has changes that are not committed"),
    "the tag": (lambda place: git(place, "tag", "v2.0.0", "HEAD~1"), ("2.0.0",), 2, "The tag v2.0.0 exists already"),
    "a small version": (lambda place: None, ("1.1.0",), 1, "promises a minor release, but the changes need a major"),
    "an old version": (lambda place: None, ("0.9",), 1, "is earlier than 1.0.0"),
    "no version": (lambda place: None, ("soon",), 2, "'soon' is no version"),
    "a bad fragment": (lambda place: commit(place, {"changelog.d/x.md": "x"}), (), 2, "is no fragment"),
    "a broken file": (lambda place: commit(place, {"pkg/x.py": "def"}), (), 2, "could not be read whole"),
    "a section": (
        lambda place: commit(place, {"CHANGELOG.md": "## 2.0.0\n"}), (), 2, "has a section for 2.0.0 already",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", OBSTACLES)
def test_what_stands_in_the_way_is_said_and_nothing_is_done(name: str, command: Command, project: Path) -> None:
    prepare, arguments, status, message = OBSTACLES[name]
    prepare(project)
    before = git(project, "rev-parse", "HEAD"), git(project, "status", "--porcelain"), git(project, "tag")
    result = command("release", *arguments)
    assert result.status == status
    assert message in result.err
    assert (git(project, "rev-parse", "HEAD"), git(project, "status", "--porcelain"), git(project, "tag")) == before


@pytest.mark.parametrize("hook", ["pre-commit", "reference-transaction"])
def test_a_failure_on_the_way_leaves_all_as_it_was(hook: str, command: Command, project: Path) -> None:
    script = project / ".git/hooks" / hook
    script.parent.mkdir(exist_ok=True)
    # The second refuses the tag alone, when the commit has been made already.
    script.write_text('#!/bin/sh\n[ "$1" = prepared ] || [ -z "$1" ] || exit 0\n! grep -q refs/tags/v2 || exit 1\n')
    if hook == "pre-commit":
        script.write_text("#!/bin/sh\necho the linter says no >&2\nexit 1\n")
    script.chmod(0o755)
    before = git(project, "rev-parse", "HEAD")
    result = command("release")
    assert result.status == 2
    assert "nothing was released" in result.err
    assert (git(project, "rev-parse", "HEAD"), git(project, "status", "--porcelain")) == (before, "")
    assert git(project, "tag") == "v1.0.0"
    assert not list((project / "api_snapshots").rglob("*.json"))


def test_the_first_release_has_nothing_to_compare_with(command: Command, standing: Path, project: Path) -> None:
    git(project, "tag", "--delete", "v1.0.0")
    (project / "CHANGELOG.md").unlink()
    git(project, "commit", "-qam", "start anew")
    assert command("release", "1.0.0", "--first").status == 0
    assert git(project, "describe", "--exact-match") == "v1.0.0"
    assert (project / "CHANGELOG.md").read_text().startswith("# Changelog\n\n## [1.0.0] - ")


def test_a_version_that_only_tags_tell_needs_no_file(command: Command, standing: Path, project: Path) -> None:
    dynamic = {
        "pyproject.toml": '[project]\nname = "pkg"\ndynamic = ["version"]\n',
        "pkg/__init__.py": "def kept(): ...\n",
    }
    commit(project, dynamic)
    assert command("release", "2.0.0").status == 0
    assert "pyproject.toml" not in git(project, "diff", "--name-only", "HEAD~1")


# Each row: a file, its content, and the content that declares 1.3.0 instead of 1.2.
DECLARED = [
    ("pyproject.toml", '[project]\r\nversion = "1.2"\r\n', '[project]\r\nversion = "1.3.0"\r\n'),
    ("pyproject.toml", "[tool.poetry]\nversion='1.2'\n", "[tool.poetry]\nversion='1.3.0'\n"),
    ("pyproject.toml", '[project]\nversion = "1.2.5"\n', None),
    ("pyproject.toml", '[tool.other]\nversion = "1.2"\n', None),
    ("setup.cfg", "[metadata]\nversion = 1.2\n", "[metadata]\nversion = 1.3.0\n"),
    ("setup.py", "setup(name='x', version='1.2', y='1.2')\n", "setup(name='x', version='1.3.0', y='1.2')\n"),
    ("VERSION", "1.2\n", "1.3.0\n"),
    ("pkg/__init__.py", "é = 'ü'; __version__: str = '1.2'\n", "é = 'ü'; __version__: str = '1.3.0'\n"),
    ("pkg/_version.py", 'version = __version__ = "1.2"\n', 'version = __version__ = "1.3.0"\n'),
    ("pkg/__init__.py", "other = '1.2'\n", None),
]


@pytest.mark.parametrize(("name", "content", "expected"), DECLARED)
def test_a_version_is_rewritten_where_it_is_declared(
    name: str, content: str, expected: str | None, tmp_path: Path
) -> None:
    write(tmp_path, {"pkg/__init__.py": ""})
    (tmp_path / name).write_bytes(content.encode())
    found = declare(tmp_path, "pkg", (), "1.2", "1.3.0")
    assert [each.decode() for each in found.values()] == ([] if expected is None else [expected])


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ([], "v1.4.0"),
        (["v1.0", "v1.3.9", "nightly"], "v1.4.0"),
        (["1.0", "1.3.9"], "1.4.0"),
        (["rel_1_3"], "rel_1_4_0"),
        (["pkg-1.3", "other-v2"], "pkg-1.4.0"),
        (["v0.9", "1.0"], "1.4.0"),
    ],
)
def test_a_tag_is_spelled_like_the_others(tags: list[str], expected: str) -> None:
    assert tag_for(Version("1.4.0"), tags, "pkg") == expected
