"""`init` fits every project, writes only what is missing, and is done after one run."""

import json
from pathlib import Path

import pytest
import yaml

from tests.stability_checker.commands.conftest import Command, command
from tests.stability_checker.published_schemas import demand
from tests.stability_checker.trees import git, index, repository, wheel, write

__all__ = ["command"]

PROJECT = "[project]\nname = 'pkg'\nversion = '{}'\n"
FLAT = {"pyproject.toml": PROJECT.format("1.1"), "pkg/__init__.py": "def f(): ...\n", "tests/test_f.py": ""}
SRC = {"pyproject.toml": PROJECT.format("1.1"), "src/pkg/__init__.py": "def f(): ...\n"}
SEVERAL = {
    "pyproject.toml": PROJECT.format("1.1").replace("pkg", "suite"),
    "one/__init__.py": "",
    "two/__init__.py": "",
}
LEGACY = {
    "setup.py": "from setuptools import setup\nsetup(name='pkg', version='1.1')\n",
    "pkg/__init__.py": "x: int = 1\n",
}
NAMESPACE = {"pyproject.toml": PROJECT.format("1.1"), "src/org/pkg/__init__.py": "x: int = 1\n"}
GITLAB = FLAT | {".gitlab-ci.yml": "stages: [test]\n"}
WORKFLOW, SNAPSHOT, HOOK = ".github/workflows/api.yml", "api_snapshots/pkg/1.0.json", ".pre-commit-config.yaml"

# Each row: the files of release 1.0 (tagged, or not), and what init writes.
PROJECTS: dict[str, tuple[dict[str, str], str | None, set[str]]] = {
    "flat": (FLAT, "v1.0", {WORKFLOW, HOOK, SNAPSHOT.replace("1.0", "1.1")}),
    "src": (SRC, "v1.0", {WORKFLOW, HOOK, SNAPSHOT.replace("1.0", "1.1")}),
    "no tags": (FLAT, None, {WORKFLOW, HOOK}),
    "tags that are no releases": (FLAT, "nightly", {WORKFLOW, HOOK}),
    "setup.py": (LEGACY, "1.0", {WORKFLOW, HOOK, SNAPSHOT.replace("1.0", "1.1")}),
    "namespace": (NAMESPACE, "1.0", {WORKFLOW, HOOK, "api_snapshots/org.pkg/1.1.json"}),
    "several packages": (
        SEVERAL, "v1.0", {WORKFLOW, HOOK, "pyproject.toml", "api_snapshots/one/1.1.json", "api_snapshots/two/1.1.json"},
    ),
    "gitlab": (GITLAB, "v1.0", {".gitlab/api.yml", HOOK, SNAPSHOT.replace("1.0", "1.1")}),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _no_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", index(tmp_path / "index", []))


def _files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file() and ".git" not in path.relative_to(folder).parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


@pytest.mark.parametrize("name", PROJECTS)
def test_init_writes_what_is_missing_and_a_second_run_nothing(name: str, command: Command, standing: Path) -> None:
    files, tag, expected = PROJECTS[name]
    repository(standing, files, tag)
    before = _files(standing)
    result = command("init")
    assert (result.status, result.err) == (0, "")
    after = _files(standing)
    assert {path for path in after if before.get(path) != after[path]} == expected
    assert all(path in result.out for path in expected)
    again = command("init")
    assert again.out.endswith("Nothing had to be written.\n")
    assert _files(standing) == after
    if any(path.startswith("api_snapshots") for path in expected):
        assert command("check").status == 0


def test_a_dry_run_shows_the_same_and_writes_nothing(command: Command, standing: Path) -> None:
    repository(standing, FLAT, "v1.0")
    before = _files(standing)
    planned = json.loads(command("init", "--dry-run", "--format", "json").out)["steps"]
    assert _files(standing) == before
    assert json.loads(command("init", "--format", "json").out)["steps"] == planned


def test_a_project_that_is_only_on_the_index_gets_its_newest_release(
    command: Command, standing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archives = [wheel(standing.parent / "w", "pkg", version, {"pkg/__init__.py": ""}) for version in ("0.9", "1.0")]
    archives[1].unlink()
    archives[1] = wheel(standing.parent / "w", "pkg", "1.0", {"pkg/__init__.py": "def f(): ...\n"})
    monkeypatch.setenv("PIP_INDEX_URL", index(standing.parent / "there", archives))
    write(standing, FLAT)
    assert command("init").status == 0
    assert (standing / SNAPSHOT).is_file()


def test_a_part_of_a_monorepo_gets_files_of_its_own_at_the_top(
    command: Command, standing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository(standing, {f"libs/core/{name}": text for name, text in FLAT.items()}, "v1.0")
    monkeypatch.chdir(standing / "libs/core")
    assert command("init").status == 0
    workflow = yaml.safe_load((standing / ".github/workflows/api-libs-core.yml").read_text())
    assert workflow["jobs"]["promise"]["defaults"]["run"]["working-directory"] == "libs/core"
    assert "entry: env -C libs/core stability-checker check" in (standing / HOOK).read_text()
    assert (standing / "libs/core/api_snapshots/pkg/1.1.json").is_file()


def test_a_folder_without_a_package_is_refused(command: Command, standing: Path) -> None:
    write(standing, {"pyproject.toml": ""})
    assert "no import package here" in command("init").err


# Each row: pyproject.toml, and what is added behind it.
TABLE = '[tool.stability_checker]\npackages = ["one", "two"]\n'
SETTINGS = {
    "crlf": ("[project]\r\nname='suite'\r\n", "\r\n" + TABLE.replace("\n", "\r\n")),
    "no line end": ("[project]\nname='suite'", "\n\n" + TABLE),
    "tables": ("[project]\nname='suite'\n[tool.x]\ny=1\n", "\n" + TABLE),
    "nothing": ("", TABLE),
}


@pytest.mark.parametrize(("before", "added"), SETTINGS.values(), ids=SETTINGS)
def test_settings_are_added_behind_what_is_there(before: str, added: str, command: Command, standing: Path) -> None:
    write(standing, SEVERAL)
    (standing / "pyproject.toml").write_bytes(before.encode())
    command("init")
    assert (standing / "pyproject.toml").read_bytes().decode() == before + added


# Each row: pre-commit's configuration, and the repos that it lists afterwards; None where it is left for a person.
HOOKS: dict[str, tuple[str, list[str] | None]] = {
    "flush": ("repos:\n- repo: a\n  rev: '1'\n  hooks: [{id: x}]\n", ["a", "local"]),
    "indented, more keys behind": (
        "# ours\nrepos:\n  # first\n  - repo: a\n    rev: '1'\n    hooks:\n      - id: x\n\nci:\n  skip: [x]\n",
        ["a", "local"],
    ),
    "keys before": ("fail_fast: true\nrepos:\n    - repo: a\n      rev: '1'\n      hooks: [{id: x}]", ["a", "local"]),
    "crlf": ("repos:\r\n- repo: a\r\n  rev: '1'\r\n  hooks: [{id: x}]\r\n", ["a", "local"]),
    "a flow list": ("repos: [{repo: a, rev: '1', hooks: [{id: x}]}]\n", None),
    "no list": ("repos:\nci:\n  - a\n", None),
    "ours already": ("repos:\n- repo: x\n  rev: '1'\n  hooks: [{id: stability-checker}]\n", None),
}


@pytest.mark.parametrize("name", HOOKS)
def test_a_hook_is_added_behind_the_others(name: str, command: Command, standing: Path) -> None:
    text, expected = HOOKS[name]
    write(standing, FLAT)
    (standing / HOOK).write_bytes(text.encode())
    command("init")
    after = (standing / HOOK).read_bytes().decode()
    if expected is None:
        assert after == text
    else:
        document = yaml.safe_load(after)
        assert [each["repo"] for each in document["repos"]] == expected
        assert document["repos"][1]["hooks"][0]["id"] == "stability-checker"
        assert {*document} == {*yaml.safe_load(text)}
        kept = iter(after.splitlines(keepends=True))
        assert all(line.strip() in map(str.strip, kept) for line in text.splitlines() if line.strip())
        assert ("\r\n" in after) is ("\r\n" in text)


@pytest.mark.parametrize("existing", [WORKFLOW, ".github/workflows/other.yaml"])
def test_a_workflow_of_the_user_is_left_alone(existing: str, command: Command, standing: Path) -> None:
    write(standing, FLAT | {existing: "on: push\njobs: {}\n"})
    command("init")
    assert (standing / existing).read_text() == "on: push\njobs: {}\n"
    assert (standing / WORKFLOW).exists()
    (standing / WORKFLOW).unlink()
    write(standing, {existing: "on: push\n# stability-checker check\n"})
    assert f"present     {existing}: it runs stability-checker" in command("init").out


# Each row: what init writes, and the schema that the service publishes for it.
PUBLISHED = [
    (FLAT, WORKFLOW, "https://json.schemastore.org/github-workflow.json"),
    (FLAT, HOOK, "https://json.schemastore.org/pre-commit-config.json"),
    (
        GITLAB, ".gitlab/api.yml",
        "https://gitlab.com/gitlab-org/gitlab/-/raw/master/app/assets/javascripts/editor/schema/ci.json",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("files", "path", "schema"), PUBLISHED, ids=[row[1] for row in PUBLISHED])
def test_what_is_written_holds_to_its_schema(
    files: dict[str, str], path: str, schema: str, command: Command, standing: Path
) -> None:
    write(standing, files)
    command("init")
    text = (standing / path).read_text()
    assert "@" not in text.replace("checkout@", "").replace("setup-python@", "")
    # The package's schema of pre-commit is older than 3.2, which renamed the stage.
    document = yaml.safe_load(text.replace("[pre-push]", "[push]"))
    if True in document:
        # YAML 1.1 takes the key `on` for a truth value; GitHub does not.
        document["on"] = document.pop(True)
    demand(document, schema)


def test_a_clone_without_tags_is_told_apart_from_a_project_without_releases(command: Command, standing: Path) -> None:
    repository(standing.parent / "origin", FLAT, "v1.0")
    for number in range(2):
        write(standing.parent / "origin", {"n": str(number)})
        git(standing.parent / "origin", "add", "-A")
        git(standing.parent / "origin", "commit", "-q", "-m", "more")
    git(standing, "clone", "-q", "--depth", "1", "--no-tags", (standing.parent / "origin").as_uri(), ".")
    assert "run `git fetch --unshallow --tags`" in command("init").out
    result = command("check")
    assert result.status == 2
    assert "shallow" in result.err
