"""The releases of a package, one after the other: which there are, and what lies between neighbours."""

import itertools
import multiprocessing
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

from packaging.version import Version

from stability_checker.errors import CheckerError
from stability_checker.intake import Intake, take, workers
from stability_checker.reports import Comparison
from stability_checker.sources import Source
from stability_checker.sources.published import published_versions

Compare = Callable[[Intake, Intake], Comparison]
Done = Callable[[str], None]
_T = TypeVar("_T")


def releases(name: str, since: Version | None = None, pre: bool = False) -> list[str]:
    """The sources of all releases of a distribution from `since` on, oldest first; pre-releases only where asked for.

    Raises CheckerError where there are fewer than two: nothing can be compared then.
    """
    versions = [each for each in published_versions(name) if pre or not each.is_prerelease]
    chosen = [each for each in versions if since is None or each >= since]
    if len(chosen) < 2:
        after = f" since {since}" if since else ""
        raise CheckerError(f"{name} has fewer than two releases{after}; name an older version with --since.")
    return [f"pypi:{name}=={version}" for version in chosen]


def read_each(sources: Sequence[Source], package: str | None, done: Done) -> dict[int, str]:
    """Read every source into the cache, in parallel; gives the reason for each position that cannot be read."""
    return {
        position: str(failure)
        for position, failure in enumerate(_in_parallel(_read, [(source, package) for source in sources], done))
        if failure is not None
    }


def compare_neighbours(
    sources: Sequence[Source], package: str | None, compare: Compare, done: Done
) -> list[Comparison]:
    """What lies between each source and the next, judged in parallel; all of them can be read."""
    pairs = [(old, new, package, compare) for old, new in itertools.pairwise(sources)]
    return _in_parallel(_compare, pairs, done)


def _read(source: Source, package: str | None) -> str | None:
    """None where the source could be read: the API stays in the cache, which is quicker than sending it."""
    try:
        take(source, package)
    except CheckerError as failure:
        return str(failure)
    return None


def _compare(old: Source, new: Source, package: str | None, compare: Compare) -> Comparison:
    return compare(take(old, package), take(new, package))


def _in_parallel(work: Callable[..., _T], tasks: Sequence[tuple[object, ...]], done: Done) -> list[_T]:
    with workers(min(len(tasks), multiprocessing.cpu_count())) as pool:
        return list(_results(pool, work, tasks, done))


def _results(
    pool: ProcessPoolExecutor, work: Callable[..., _T], tasks: Sequence[tuple[object, ...]], done: Done
) -> Iterable[_T]:
    futures: list[Future[_T]] = [pool.submit(work, *task) for task in tasks]
    for future in futures:
        try:
            yield future.result()
        except BrokenProcessPool:
            raise CheckerError("A process that read a release was killed; there may not be enough memory.") from None
        done("")
