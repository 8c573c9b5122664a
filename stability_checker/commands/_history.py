"""From the sources that `report` is given to comparisons of neighbours, with progress on a terminal."""

from collections.abc import Sequence
from functools import partial

from msgspec.structs import replace
from packaging.version import Version

from stability_checker.commands._comparison import compared
from stability_checker.commands._output import tell
from stability_checker.errors import CheckerError
from stability_checker.history import compare_neighbours, read_each, releases
from stability_checker.reports import Comparison
from stability_checker.reports.console.progress import progress
from stability_checker.settings import Settings
from stability_checker.sources import Source, parse_version


def named_sources(texts: Sequence[str], since: str | None, pre: bool) -> list[str]:
    """The releases that the user means: those listed, or every one of the single `pypi:NAME`."""
    kind, _, name = texts[0].partition(":")
    if len(texts) == 1 and kind == "pypi" and "==" not in name:
        return releases(name.strip(), _version(since) if since else None, pre)
    if since:
        raise CheckerError("--since goes with one pypi:NAME; name the releases that you want, or leave it out.")
    if len(texts) < 2:
        raise CheckerError("A history needs two releases at least; name another source, or one pypi:NAME.")
    return list(texts)


def _version(text: str) -> Version:
    version = parse_version(text)
    if version is None:
        raise CheckerError(f"{text!r} is no version; write one such as 1.4.0.")
    return version


def compared_releases(sources: Sequence[Source], package: str | None, settings: Settings) -> list[Comparison]:
    """Each release compared with the one before it; what cannot be read is left out and named in the first one."""
    with progress("reading", len(sources)) as done:
        failures = read_each(sources, package, done)
    for reason in failures.values():
        tell(f"left out: {reason}")
    readable = [source for position, source in enumerate(sources) if position not in failures]
    if len(readable) < 2:
        raise CheckerError("Fewer than two of the releases could be read; see above, and name others.")
    with progress("comparing", len(readable) - 1) as done:
        comparisons = compare_neighbours(readable, package, partial(compared, settings=settings), done)
    notes = (*comparisons[0].notes, *(f"left out: {reason}" for reason in failures.values()))
    return [replace(comparisons[0], notes=notes), *comparisons[1:]]
