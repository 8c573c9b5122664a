"""File trees, archives, repositories and an index, written for a test."""

import hashlib
import subprocess
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path


def write(folder: Path, files: Mapping[str, str]) -> Path:
    """Write `files` (path to text) under `folder`."""
    for name, text in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return folder


def wheel(folder: Path, name: str, version: str, files: Mapping[str, str], needs: tuple[str, ...] = ()) -> Path:
    """A wheel (PEP 427) of `files`, with metadata that lists `needs`."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}-{version}-py3-none-any.whl"
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n" + "".join(
        f"Requires-Dist: {need}\n" for need in needs
    )
    with zipfile.ZipFile(path, "w") as archive:
        for each, text in {**files, f"{name}-{version}.dist-info/METADATA": metadata}.items():
            archive.writestr(each, text)
    return path


def sdist(folder: Path, name: str, version: str, files: Mapping[str, str]) -> Path:
    """A source distribution with one folder around everything."""
    tree = write(folder / "build" / f"{name}-{version}", files)
    path = folder / f"{name}-{version}.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        archive.add(tree, arcname=tree.name)
    return path


def git(folder: Path, *arguments: str) -> str:
    """Run git in `folder`, apart from the user's configuration."""
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    command = ["git", "-C", str(folder), *identity, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def repository(folder: Path, files: Mapping[str, str], tag: str | None = None) -> Path:
    """A repository with one commit of `files`."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "-q", "-b", "main")
    commit(folder, files, tag)
    return folder


def commit(folder: Path, files: Mapping[str, str], tag: str | None = None) -> None:
    write(folder, files)
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "change")
    if tag:
        git(folder, "tag", tag)


def index(folder: Path, archives: list[Path], wrong_hash: bool = False, yanked: str | None = None) -> str:
    """A simple index (PEP 503) of `archives` on the disk, yanked for a reason or not; returns its file: address."""
    state = "" if yanked is None else f' data-yanked="{yanked}"'
    pages: dict[str, str] = {}
    for path in archives:
        digest = "0" * 64 if wrong_hash else hashlib.sha256(path.read_bytes()).hexdigest()
        project = path.name.split("-")[0].lower().replace("_", "-")
        pages[project] = pages.get(project, "") + f'<a href="{path.as_uri()}#sha256={digest}"{state}>{path.name}</a>\n'
    for project, links in pages.items():
        write(folder / "simple" / project, {"index.html": f"<!DOCTYPE html><html><body>{links}</body></html>"})
    (folder / "simple").mkdir(exist_ok=True, parents=True)
    return (folder / "simple").as_uri()
