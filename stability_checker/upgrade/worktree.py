"""The git working tree that a run writes into: is it clean, and one commit a step."""

import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

from stability_checker.errors import CheckerError
from stability_checker.repository import Repository


def refuse_dirty(paths: Sequence[Path]) -> None:
    """Raise CheckerError where a path lies in a repository and has changes that a rewrite would mix with."""
    for path in paths:
        folder = path if path.is_dir() else path.parent
        repository = Repository.find(folder)
        if repository is not None and not repository.clean(_inside(repository.root, path)):
            raise CheckerError(f"{path} has changes that are not committed; commit them first, or say --force.")


def refuse_dirty_inside(roots: Sequence[Path], files: Iterable[str]) -> None:
    """Raise CheckerError where `files` lie in a repository of their own below `roots`, and that has changes."""
    seen = {_root(path) for path in roots}
    inner = {root for path in files if (root := _root(Path(path).parent)) is not None} - seen
    refuse_dirty(sorted(root for root in inner if root is not None))


def by_repository(files: Iterable[str]) -> dict[Path, list[str]]:
    """The files by the repository that each lies in, submodules and nested ones apart.

    Raises CheckerError for a file that lies in none.
    """
    found: dict[Path, list[str]] = {}
    for path in files:
        root = _root(Path(path).parent)
        if root is None:
            raise CheckerError(f"{path} lies in no git repository; run `git init`, or leave --commit-per-step out.")
        found.setdefault(root, []).append(path)
    return found


def _root(folder: Path) -> Path | None:
    place = folder.resolve()
    return next((one for one in (place, *place.parents) if (one / ".git").exists()), None)


def _inside(root: Path, path: Path) -> str:
    return path.resolve().relative_to(root.resolve()).as_posix()


def commit(paths: Iterable[str], message: str) -> None:
    """Commit exactly `paths`, each in its repository. Raises CheckerError with git's own words where it refuses."""
    for root, files in by_repository(paths).items():
        _commit(root, [str(Path(path).resolve()) for path in files], message)


def _commit(folder: Path, absolute: Sequence[str], message: str) -> None:
    for command in (["add", "--", *absolute], ["commit", "-q", "-m", message, "--", *absolute]):
        answer = subprocess.run(["git", *command], cwd=folder, capture_output=True, text=True, check=False)
        if answer.returncode:
            raise CheckerError(f"git could not commit a step: {(answer.stderr or answer.stdout).strip()}")
