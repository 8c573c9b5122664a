"""Commits are read from the object store: byte for byte, without touching the working tree or the index."""

from pathlib import Path

import pytest

from stability_checker.errors import CheckerError
from stability_checker.repository import Repository
from stability_checker.sources import Standpoint, find_source
from stability_checker.sources.tags import tags_by_version, version_of_tag
from tests.stability_checker.trees import commit, git, repository, write

V1 = {"pkg/__init__.py": "x = 1\r\n", "pyproject.toml": "[project]\nname='pkg'\ndynamic=['version']\n"}
V2 = {"pkg/__init__.py": "x = 2\n", ".gitattributes": "*.py export-ignore eol=crlf\n"}


@pytest.fixture
def repo(standing: Path) -> Path:
    repository(standing, V1, tag="v1.0.0")
    commit(standing, V2, tag="v2.0.0")
    return standing


def _here(folder: Path) -> Standpoint:
    return Standpoint(folder=folder, project=folder)


def test_a_tag_is_read_without_touching_anything(repo: Path) -> None:
    write(repo, {"pkg/__init__.py": "being edited", "new.txt": ""})
    git(repo, "add", "new.txt")
    before = {path: path.read_bytes() for path in repo.rglob("*") if path.is_file()}
    for ref, text in (("v1.0.0", b"x = 1\r\n"), ("v2.0.0", b"x = 2\n"), ("HEAD~1", b"x = 1\r\n")):
        with find_source(f"git:{ref}", _here(repo)).open() as contents:
            assert (contents.root / "pkg/__init__.py").read_bytes() == text
    assert before == {path: path.read_bytes() for path in repo.rglob("*") if path.is_file()}


def test_the_version_comes_from_the_tag_where_no_file_tells_it(repo: Path) -> None:
    with find_source("git:v2.0.0", _here(repo)).open() as contents:
        assert contents.version == "2.0.0"


def test_equal_trees_have_equal_digests(repo: Path) -> None:
    digests = [find_source(f"git:{ref}", _here(repo)).digest for ref in ("v2.0.0", "HEAD", "main", "v1.0.0")]
    assert digests[0] == digests[1] == digests[2] != digests[3]


def test_another_repository_is_named_by_its_path(repo: Path, tmp_path: Path) -> None:
    with find_source(f"git:{repo}@v1.0.0", Standpoint(folder=tmp_path)).open() as contents:
        assert contents.version == "1.0.0"


def test_a_part_of_a_monorepo_is_read_alone(standing: Path) -> None:
    part = {f"libs/core/{name}": text for name, text in V1.items()}
    repository(standing, part | {"libs/cli/cli/__init__.py": ""}, tag="core-1.1")
    project = standing / "libs" / "core"
    with find_source("git:HEAD", Standpoint(folder=project, project=project)).open() as contents:
        assert (contents.package, contents.prefix) == ("pkg", "libs/core/")
    with find_source("1.1", Standpoint(folder=project, project=project)).open() as contents:
        assert contents.version == "1.1"


def test_a_bare_version_is_a_recorded_snapshot_or_a_tag(repo: Path) -> None:
    with find_source("1.0", _here(repo)).open() as contents:
        assert contents.version == "1.0.0"
    write(repo, {"api_snapshots/pkg/1.0.0.json": "{}"})
    source = find_source("1.0.0", _here(repo))
    assert getattr(source, "path", None) == repo / "api_snapshots/pkg/1.0.0.json"
    with pytest.raises(CheckerError, match=r"no tag is named 3\.0"):
        find_source("3.0", _here(repo))


def test_links_and_submodules_are_not_followed(standing: Path) -> None:
    write(standing, V1)
    (standing / "pkg/secret.py").symlink_to("/etc/hostname")
    repository(standing, {})
    with find_source("git:HEAD", _here(standing)).open() as contents:
        assert not (contents.root / "pkg/secret.py").exists()


def test_nothing_that_a_repository_configures_is_run(repo: Path) -> None:
    trap = f"touch {repo / 'trapped'}; cat"
    for key in ("filter.trap.smudge", "filter.trap.clean", "core.fsmonitor"):
        git(repo, "config", key, trap)
    (repo / ".git/info/attributes").write_text("* filter=trap\n")
    with find_source("git:v1.0.0", _here(repo)).open() as contents:
        assert contents.package == "pkg"
    assert not (repo / "trapped").exists()


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("git:nowhere", "knows no 'nowhere'"),
        ("git:--upload-pack=x", "knows no"),
        ("git:nowhere/at/all@v1.0.0", "nowhere/at/all is not a folder"),
        ("git:", "names no source"),
    ],
)
def test_unknown_refs_are_named(address: str, message: str, repo: Path) -> None:
    with pytest.raises(CheckerError, match=message), find_source(address, _here(repo)).open():
        pass


def test_outside_of_a_repository(standing: Path) -> None:
    with pytest.raises(CheckerError, match="is not in a git repository"):
        find_source("git:HEAD", _here(standing))


def test_a_shallow_clone_is_told(repo: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--depth=1", "--no-tags", repo.as_uri(), "clone")
    clone = tmp_path / "clone"
    assert Repository.around(clone).shallow
    for address in ("git:v1.0.0", "1.0.0"):
        with pytest.raises(CheckerError, match="git fetch --unshallow --tags"):
            find_source(address, _here(clone)).open().__enter__()


@pytest.mark.parametrize(
    ("tag", "version"),
    [
        ("1.2", "1.2"), ("v1.2.3", "1.2.3"), ("rel_1_4_54", "1.4.54"), ("name-1.0", "1.0"), ("name/v2.0rc1", "2.0rc1"),
        ("release-3", "3"), ("nightly", None), ("before-merge", None), ("v2.0.0-beta.1", "2.0.0-beta.1"),
    ],
)  # fmt: skip
def test_tags_name_versions(tag: str, version: str | None) -> None:
    assert version_of_tag(tag) == version


def test_tags_of_other_packages_are_left_out() -> None:
    found = tags_by_version(["core-1.0", "cli-2.0", "core-1.5", "latest"], "core")
    assert list(found.values()) == ["core-1.0", "core-1.5"]
    assert list(tags_by_version(["v10.0", "v9.0", "v9.1rc1"]).values()) == ["v9.0", "v9.1rc1", "v10.0"]
