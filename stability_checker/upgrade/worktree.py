"""The git working tree that a run writes into: is it clean, and one commit a step."""

import subprocess
from collections.abc import Sequence
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


def _inside(root: Path, path: Path) -> str:
    return path.resolve().relative_to(root.resolve()).as_posix()


def commit(folder: Path, paths: Sequence[str], message: str) -> None:
    """Commit exactly `paths`. Raises CheckerError with git's own words where it refuses."""
    absolute = [str(Path(path).resolve()) for path in paths]
    for command in (["add", "--", *absolute], ["commit", "-q", "-m", message, "--", *absolute]):
        answer = subprocess.run(["git", *command], cwd=folder, capture_output=True, text=True, check=False)
        if answer.returncode:
            raise CheckerError(f"git could not commit a step: {(answer.stderr or answer.stdout).strip()}")
