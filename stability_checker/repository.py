"""A git repository, read through its object store: the user's working tree and index are never touched."""

import os
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING

from msgspec import Struct

from stability_checker.errors import CheckerError

if TYPE_CHECKING:
    from subprocess import CompletedProcess

# Nothing that a repository's configuration names may run: no monitor hooks, no prompts, no fetching of missing objects.
_QUIET = {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"}
_SWITCHES = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "--no-pager")
_LINK, _SUBMODULE = "120000", "160000"


class Blob(Struct, frozen=True):
    """One file of a tree: its object id and its path from the tree's top, `/` between parts."""

    object_id: str
    path: str
    size: int


class Repository(Struct, frozen=True, dict=True):
    """The repository whose working tree lies at `root`."""

    root: Path

    @classmethod
    def around(cls, folder: Path) -> "Repository":
        """The repository that `folder` lies in; raises CheckerError where there is none."""
        found = cls.find(folder)
        if found is None:
            raise CheckerError(
                f"{folder} is not in a git repository; name a folder that is, or another kind of source."
            )
        return found

    @classmethod
    def find(cls, folder: Path) -> "Repository | None":
        """The repository that `folder` lies in, or None."""
        if not folder.is_dir() or not _may_be_in_one(folder):
            return None
        answer = _run(folder, "rev-parse", "--show-toplevel")
        return cls(Path(answer.stdout.strip())) if answer.returncode == 0 and answer.stdout.strip() else None

    @cached_property
    def shallow(self) -> bool:
        """True where the clone lacks its older history."""
        return self._ask("rev-parse", "--is-shallow-repository") == "true"

    @cached_property
    def tags(self) -> tuple[str, ...]:
        return tuple((self._ask("tag", "--list") or "").split())

    def commit(self, ref: str) -> str | None:
        """The commit that `ref` (a tag, branch, commit or `HEAD~2`) leads to, or None."""
        return self._ask("rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")

    def tree(self, commit: str, folder: str = "") -> str | None:
        """The object id of `folder` in `commit`: equal content has an equal id; None where there is no such folder."""
        return self._ask("rev-parse", "--verify", "--quiet", f"{commit}:{folder}")

    def merge_base(self, one: str, other: str) -> str | None:
        return self._ask("merge-base", one, other)

    def upstream(self) -> str | None:
        """The branch that changes are made for: the pull request's base, the remote's default one, or main."""
        wanted = os.environ.get("GITHUB_BASE_REF") or os.environ.get("CI_MERGE_REQUEST_TARGET_BRANCH_NAME")
        named = (f"origin/{wanted}", wanted) if wanted else ()
        candidates = (*named, "origin/HEAD", "origin/main", "origin/master", "main", "master")
        return next((ref for ref in candidates if self.commit(ref)), None)

    def described(self, commit: str) -> str | None:
        """The nearest tag at or before `commit`, or None."""
        return self._ask("describe", "--tags", "--abbrev=0", commit)

    def clean(self, folder: str) -> bool:
        """True where the working tree has no change and no new file under `folder`."""
        return not self._ask("status", "--porcelain", "--untracked-files=normal", "--", folder or ".")

    def blobs(self, tree: str) -> Iterator[Blob]:
        """The files of a tree; links and submodules are left out, since both may lead outside of it."""
        for entry in (self._ask("ls-tree", "-r", "-l", "-z", tree) or "").split("\0"):
            description, _, path = entry.partition("\t")
            if path and not description.startswith((_LINK, _SUBMODULE)):
                _, _, object_id, size = description.split()
                yield Blob(object_id, path, int(size))

    def export(self, blobs: Sequence[Blob], destination: Path) -> None:
        """Write `blobs` under `destination` byte for byte: no filter, no line-ending conversion, no `export-subst`."""
        from subprocess import PIPE, Popen

        command = self._command("cat-file", "--batch")
        with Popen(command, stdin=PIPE, stdout=PIPE, env=_environment()) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            for blob in blobs:
                process.stdin.write(f"{blob.object_id}\n".encode())
                process.stdin.flush()
                _write(destination, blob.path, _content(process.stdout, blob))

    def _ask(self, *arguments: str) -> str | None:
        """What git answers, or None where it refuses."""
        answer = _run(self.root, *arguments)
        return answer.stdout.strip("\n") if answer.returncode == 0 else None

    def _command(self, *arguments: str) -> list[str]:
        return ["git", "-C", str(self.root), *_SWITCHES, *arguments]


def _may_be_in_one(folder: Path) -> bool:
    """Whether `folder`, or one around it, holds what git looks for; to ask git itself would start a process."""
    real = folder.resolve()
    return any(os.path.lexists(place / ".git") for place in (real, *real.parents))


def _environment() -> dict[str, str]:
    # A hook (pre-commit, pre-push) runs with GIT_DIR and GIT_INDEX_FILE set; both would mislead.
    return {name: value for name, value in os.environ.items() if name not in _OVERRIDES} | _QUIET


_OVERRIDES = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_EXTERNAL_DIFF", "GIT_TRACE"}


def _run(folder: Path, *arguments: str) -> "CompletedProcess[str]":
    # Only here: most folders that are compared lie in no repository.
    from subprocess import run

    try:
        return run(
            ["git", "-C", str(folder), *_SWITCHES, *arguments],
            capture_output=True,
            encoding="utf-8",
            errors="surrogateescape",
            env=_environment(),
            check=False,
        )
    except FileNotFoundError:
        raise CheckerError("git is not installed; install it, or name a source that does not need it.") from None


def _content(stream: IO[bytes], blob: Blob) -> bytes:
    header = stream.readline().split()
    if len(header) != 3 or header[1] != b"blob":
        raise CheckerError(f"The repository lacks the content of {blob.path}; run `git fetch --refetch` and try again.")
    content = stream.read(int(header[2]))
    stream.read(1)
    return content


def _write(destination: Path, path: str, content: bytes) -> None:
    parts = PurePosixPath(path).parts
    if ".." in parts or PurePosixPath(path).is_absolute() or (os.name == "nt" and ":" in path):
        raise CheckerError(
            f"The repository holds the path {path!r}, which leads out of its folder; it was not exported."
        )
    target = destination.joinpath(*parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
