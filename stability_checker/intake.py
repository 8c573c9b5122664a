"""From a source to the API in it: read in parallel, and kept in the cache where it cannot change."""

import os
import signal
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from stability_checker.errors import CheckerError
from stability_checker.forerunner import Task, find_answers
from stability_checker.model.api import Package
from stability_checker.places import cache_folder
from stability_checker.sources import SnapshotFile, Source, Standpoint, find_source

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

    from stability_checker.snapshot import Cache, Kept

# Bytes; a file costs something however short it is, and a wide tree is not walked to its end.
_LITTLE, _LEAST_PER_FILE = 1_500_000, 1_000


class Intake(Struct, frozen=True):
    """An API and where it came from; `prefix` makes a location's file relative to the user's repository."""

    package: Package
    source: str
    prefix: str = ""

    @property
    def version(self) -> str | None:
        return self.package.metadata.version


def take_snapshot(source: str, package: str | None = None) -> Package:
    """The public API behind what a user types for a source ("pypi:starlette==1.0.0", a folder, "git:v1.0").

    `package` chooses among several import packages. Raises CheckerError where nothing is found to compare.
    """
    return take(find_source(source, Standpoint(folder=Path.cwd(), project=Path.cwd()), package), package).package


def take(source: Source, package: str | None = None) -> Intake:
    """The API of `source`, from the cache where it is there. Raises CheckerError where nothing is found to compare."""
    return _known(source, package) or _collected(source, package)


def take_all(
    sources: Sequence[tuple[Source, str | None]],
    done: Callable[[str], None] = lambda text: None,
    meanwhile: Callable[[], object] = lambda: None,
) -> list[Intake]:
    """The APIs of several sources in order, read in parallel where they are not cached; `done` hears of each.

    `meanwhile` is called once: while other processes read what they began ahead, else before anything is read.
    """
    begun = find_answers(reading_tasks(sources))
    meanwhile()
    if begun:
        read = zip(sources, begun, strict=True)
        return [_reported(_received(*pair, answer), done) for pair, answer in read]
    found = [_known(source, package) for source, package in sources]
    missing = [pair for pair, known in zip(sources, found, strict=True) if known is None]
    for (source, _), known in zip(sources, found, strict=True):
        if known is not None:
            done(source.text)
    fresh = iter(_collect_in_parallel(missing, done))
    return [known or next(fresh) for known in found]


def reading_tasks(sources: Sequence[tuple[Source, str | None]]) -> list[Task]:
    """What reads each of `sources`, as a task for another process."""
    return [(_sent, pair) for pair in sources]


def _sent(source: Source, package: str | None) -> bytes:
    from stability_checker.snapshot import Kept

    taken = take(source, package)
    return Kept(taken.package, taken.prefix).packed()


def _received(source: Source, package: str | None, answer: bytes) -> Intake:
    """What `_sent` has read, or, where it gave no answer, what is read now."""
    from stability_checker.snapshot import Kept

    return _intake(source, Kept.unpacked(answer)) if answer else take(source, package)


def _intake(source: Source, kept: "Kept") -> Intake:
    return Intake(kept.package, source.text, kept.prefix)


def _known(source: Source, package: str | None) -> Intake | None:
    """The API where no code has to be read for it: from a snapshot file, or from the cache."""
    if isinstance(source, SnapshotFile):
        from stability_checker.snapshot import read_snapshot

        recorded = read_snapshot(source.path)
        if package and recorded.name != package:
            raise CheckerError(
                f"{source.text} is a snapshot of {recorded.name}, not of {package}; leave --package out."
            )
        return Intake(recorded, source.text)
    kept = _cache().get(_key(source.digest, package)) if source.digest else None
    return _intake(source, kept) if kept else None


def _cache() -> "Cache":
    from stability_checker.snapshot import Cache

    return Cache(cache_folder() / "snapshots")


def _key(digest: str, package: str | None) -> str:
    return f"{digest}|{package or ''}"


def _collected(source: Source, package: str | None) -> Intake:
    from stability_checker.snapshot import Kept, collect_package

    with _without_warnings(), source.open(package) as contents:
        read = collect_package(contents.root, contents.package, contents.metadata)
        read = replace(read, notes=(*read.notes, *contents.notes))
        if not read.objects:
            why = f": {read.problems[0]}" if read.problems else "; check --package."
            raise CheckerError(f"{source.text} offers no public API that could be compared{why}")
        if source.digest and not read.problems:
            _cache().put(_key(source.digest, package), Kept(read, contents.prefix))
        return Intake(read, source.text, contents.prefix)


@contextmanager
def _without_warnings() -> Iterator[None]:
    """Code that is read may make the compiler warn of its escape sequences: that is its authors' concern."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)
        warnings.simplefilter("ignore", DeprecationWarning)
        yield


def _collect_in_parallel(sources: Sequence[tuple[Source, str | None]], done: Callable[[str], None]) -> list[Intake]:
    if len(sources) < 2 or _is_little(sources):
        return [_reported(_collected(*pair), done) for pair in sources]
    # Only here: what is cached, or one source alone, needs no processes and none of what they load.
    from concurrent.futures.process import BrokenProcessPool

    with workers(min(len(sources) - 1, _spare_processors())) as pool:
        # The last one is read here meanwhile: a process less to start, and an API less to send between processes.
        others = [pool.submit(_collected, *pair) for pair in sources[:-1]]
        own = _reported(_collected(*sources[-1]), done)
        try:
            return [*(_reported(other.result(), done) for other in others), own]
        except BrokenProcessPool:
            raise CheckerError("A process that read a source was killed; there may not be enough memory.") from None


def _is_little(sources: Sequence[tuple[Source, str | None]]) -> bool:
    """Whether one process has read everything before others would have started, read, and sent what they found."""
    total = 0.0
    for source, _ in sources:
        for size in source.file_sizes():
            total += max(size, _LEAST_PER_FILE)
            if total > _LITTLE:
                return False
    return True


def _reported(intake: Intake, done: Callable[[str], None]) -> Intake:
    done(intake.source)
    return intake


@contextmanager
def workers(number: int) -> "Iterator[ProcessPoolExecutor]":
    """So many processes, that start at once where the platform can fork; what they load is loaded here before."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    from stability_checker.snapshot import collect_package as _loaded_before_forking  # noqa: F401
    from stability_checker.sources import offered_packages as _too  # noqa: F401

    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    pool = ProcessPoolExecutor(number, mp_context=context, initializer=_leave_interrupts_alone)
    try:
        yield pool
    except BaseException:
        # Nobody wants their answers any more: neither after Ctrl-C, nor where another source cannot be read.
        for process in multiprocessing.active_children():
            process.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _spare_processors() -> int:
    return max(1, (os.cpu_count() or 1) - 1)


def _leave_interrupts_alone() -> None:
    # Ctrl-C reaches every process of the terminal; the parent alone answers it, and ends what its workers are at.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _give_up)


def _give_up(*_: object) -> None:
    """Leave the task as on any error, so that what was unpacked for it is removed."""
    raise SystemExit
