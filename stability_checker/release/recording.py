"""The recording of a release in git: every file, the commit and the tag, or nothing of it."""

import subprocess
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from stability_checker.errors import CheckerError
from stability_checker.places import written_whole
from stability_checker.repository import Repository


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a release does: `writes` gives the content of files, made when the ones before are in place.

    A content may need what was written before it (a snapshot reads the version), so that each is a call.
    """

    version: str
    tag: str
    message: str
    notes: str
    writes: Mapping[Path, Callable[[], bytes]]
    removes: tuple[Path, ...] = ()


def refuse_unready(repository: Repository, tag: str) -> None:
    """Raise CheckerError where a release could not be told from other work, or would not be the first of its name."""
    if repository.commit("HEAD") is None:
        raise CheckerError("The repository has no commit yet; commit the project first.")
    if not repository.clean(""):
        raise CheckerError("The working tree has changes that are not committed; commit or stash them, then release.")
    if repository.shallow:
        raise CheckerError("This clone is shallow; run `git fetch --unshallow --tags`, then release.")
    if tag in repository.tags:
        raise CheckerError(f"The tag {tag} exists already; release another version, or delete the tag.")


def record(repository: Repository, plan: Plan) -> str:
    """Write, commit and tag the release; returns the commit. Where any of it fails, all is as it was before."""
    start = repository.commit("HEAD")
    created = [path for path in plan.writes if not path.exists()]
    try:
        _write(plan)
        _git(repository, "add", "--", *(str(path) for path in (*plan.writes, *plan.removes)))
        _git(repository, "commit", "--quiet", "--allow-empty", "--message", plan.message)
        _git(repository, "tag", "--annotate", plan.tag, "--message", plan.message)
    except BaseException:
        _undo(repository, str(start), created)
        raise
    return str(repository.commit("HEAD"))


def _write(plan: Plan) -> None:
    for path, content in plan.writes.items():
        made = content()
        with written_whole(path) as file:
            file.write(made)
    for path in plan.removes:
        path.unlink()


def _undo(repository: Repository, start: str, created: list[Path]) -> None:
    """The tree was clean before, so that nothing of the user's is lost by going back to where it started."""
    _git(repository, "reset", "--quiet", "--hard", start)
    for path in created:
        with suppress(OSError):
            path.unlink()


def _git(repository: Repository, *arguments: str) -> None:
    """Run git as the user would: with their identity, their hooks and their signature."""
    command = ["git", "-C", str(repository.root), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        why = said[-1] if said else f"status {done.returncode}"
        raise CheckerError(f"git {arguments[0]} refused ({why}), so nothing was released; mend that and try again.")
