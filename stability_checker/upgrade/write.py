"""Writes what a run has rewritten: each file whole or not at all, at once or with a commit for every step."""

import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

from stability_checker.errors import CheckerError
from stability_checker.upgrade import worktree
from stability_checker.upgrade.plan import Plan
from stability_checker.upgrade.results import FileResult, Report, Status


def write(report: Report, road: Plan, commit_per_step: bool) -> None:
    """Write the changed files of `report`; what cannot be written becomes a failed one.

    Where the user interrupts, or git refuses a commit, nothing more is written: `report` then says of each file whether
    it is, and keeps the reason as `stopped`.
    """
    report.written = True
    try:
        if commit_per_step:
            _write_stages(report, road)
        for file in report.changed:
            _write_file(file, file.after)
    except (KeyboardInterrupt, CheckerError) as reason:
        report.stopped = reason
        for file in report.changed:
            _say_what_is_there(file)


def _write_stages(report: Report, road: Plan) -> None:
    """Write what each step did to all the files, and commit it."""
    for number in sorted({number for file in report.changed for number, _ in file.stages}):
        touched = [(file, raw) for file in report.changed for at, raw in file.stages if at == number]
        written = [path for file, raw in touched if _write_file(file, raw) for path in (file.path, *file.creates)]
        if written:
            worktree.commit(dict.fromkeys(written), _commit_message(road, number))


def _commit_message(road: Plan, number: int) -> str:
    if number >= len(road.steps):
        return f"Mark what is left to do for {road.target.library} {road.target.version}"
    step = road.steps[number]
    about = next(
        (str(step.fields[key]) for key in ("old", "decorator", "argument", "distribution") if key in step.fields), ""
    )
    order = step.codemod.replace("_", " ").capitalize()
    return " ".join(filter(None, (order, about, f"for {road.target.library} {road.target.version}")))


def _write_file(file: FileResult, raw: bytes) -> bool:
    """Write the files that a file now imports, and then the file itself."""
    created = list[Path]()
    try:
        with _interrupts_held_back():
            for path in map(Path, file.creates):
                if not path.exists():
                    replace(path, file.creates[str(path)].encode())
                    created.append(path)
            replace(Path(file.path), raw)
    except OSError as error:
        for path in created:
            path.unlink(missing_ok=True)
        file.status, file.message = Status.FAILED, error.strerror or str(error)
        _say_what_is_there(file)
        return False
    return True


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """Let Ctrl-C wait for the end of the block: it would come between any two steps of it, each cleanup among them."""
    usual = signal.getsignal(signal.SIGINT)
    if not callable(usual) or threading.current_thread() is not threading.main_thread():
        yield
        return
    came = list[tuple[int, FrameType | None]]()
    signal.signal(signal.SIGINT, lambda number, frame: came.append((number, frame)))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, usual)
        if came:
            usual(*came[0])


def _say_what_is_there(file: FileResult) -> None:
    """Take back what is said of a file that was not written, or not to the last of its steps."""
    try:
        there = Path(file.path).read_bytes()
    except OSError:
        there = file.before
    if there == file.after:
        return
    if file.status is Status.CHANGED:
        file.status, file.message = Status.SKIPPED, "was not written, for the run was stopped"
    if there != file.before:
        file.message += "; only the first steps are written"
    file.done = []


def replace(path: Path, raw: bytes) -> None:
    """Write `raw` to `path` through a new file beside it, with the old mode. Raises OSError, with nothing changed.

    A file that is marked read-only is left alone, though the folder would let us replace it.
    """
    if path.exists() and not os.access(path, os.W_OK):
        raise PermissionError(13, "the file is read-only", str(path))
    if path.exists() and not path.stat().st_mode & 0o222:
        raise PermissionError(13, "the file is read-only", str(path))
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".new")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
        _hand_over(path, beside)
        os.replace(beside, path)
    except BaseException:
        os.unlink(beside)
        raise


def _hand_over(old: Path, new: str) -> None:
    """Give a new file the mode and the owner of the old one, or where there is none those of any new file."""
    if not old.exists():
        os.umask(mask := os.umask(0))
        os.chmod(new, 0o666 & ~mask)
        return
    shutil.copymode(old, new)
    with suppress(OSError, AttributeError):  # only root may give files away, and not every system knows owners
        os.chown(new, old.stat().st_uid, old.stat().st_gid)
