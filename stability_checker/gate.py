"""Whether a release may go out: what its version number promises, and what the deprecation policy asks for."""

from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace
from packaging.version import Version

from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.reports import Comparison, Gate
from stability_checker.settings import Settings
from stability_checker.sources import parse_version


def judged(comparisons: Sequence[Comparison], settings: Settings) -> list[Comparison]:
    """The comparisons of a project's packages, each with the reasons to shut the gate."""
    return [
        replace(each, gate=replace(each.gate or Gate(), reasons=broken_promises(each, settings)))
        for each in _with_shared_exceptions(comparisons, settings)
    ]


def _with_shared_exceptions(comparisons: Sequence[Comparison], settings: Settings) -> list[Comparison]:
    """An exception that names no package is idle where no package has use for it, and is told of once."""
    shared = [{entry for entry in each.unused if not _names_package(entry, settings)} for each in comparisons]
    everywhere = set.intersection(*shared) if shared else set[str]()
    kept = []
    for number, each in enumerate(comparisons):
        told = everywhere if number == 0 else set[str]()
        idle = (entry for entry in each.unused if entry in told or entry not in shared[number])
        kept.append(replace(each, unused=tuple(idle)))
    return kept


def _names_package(entry: str, settings: Settings) -> bool:
    symbol = entry.partition(" ")[2]
    return any(f"{symbol}.".startswith(f"{name}.") for name in settings.packages)


def broken_promises(comparison: Comparison, settings: Settings) -> tuple[str, ...]:
    """Every reason to shut the gate, each a sentence that says what to do; none where the release may go out."""
    return (
        *_too_small_a_step(comparison),
        *_hasty_removals(comparison.findings, comparison.new.version, settings),
        *_expired_exceptions(comparison),
        *_idle_exceptions(comparison),
    )


def _too_small_a_step(comparison: Comparison) -> Iterator[str]:
    old, new = comparison.old.version, comparison.new.version
    if new is None:
        yield f"{comparison.package} declares no version, so it promises nothing; declare one in pyproject.toml."
    elif comparison.declared is None:
        yield f"{new} is earlier than {old}, with which it is compared; raise it, or name another with --against."
    elif comparison.declared < comparison.required:
        yield (
            f"going from {old} to {new} promises a {comparison.declared} release, but the changes need a "
            f"{comparison.required} one: make it {comparison.next_version} or later, or take the changes back."
        )


def _expired_exceptions(comparison: Comparison) -> Iterator[str]:
    for entry in comparison.expired:
        yield f"the exception for {entry}; repair what it accepts, or say in it why and until when it may stay."


def _idle_exceptions(comparison: Comparison) -> Iterator[str]:
    for entry in comparison.unused:
        yield f"the exception for {entry} accepts nothing (any more); take it out of [tool.stability_checker]."


def _hasty_removals(findings: Iterable[Finding], version: str | None, settings: Settings) -> Iterator[str]:
    """The removals that users were not told of for as many minor releases as the settings demand."""
    if not settings.deprecation_notice:
        return
    releases = "release" if settings.deprecation_notice == 1 else "releases"
    for finding in findings:
        if finding.level == Bump.MAJOR and finding.accepted is None and finding.rule.endswith("_removed"):
            told = _notice(finding.deprecated_since, version)
            if told is None or told < settings.deprecation_notice:
                since = f"deprecated in {finding.deprecated_since}" if finding.deprecated_since else "never deprecated"
                yield (
                    f"{finding.subject} is removed but was {since}; the policy asks for "
                    f"{settings.deprecation_notice} minor {releases} of notice, so bring it back with a warning."
                )


def _notice(since: str | None, version: str | None) -> float | None:
    """How many minor releases lie between two versions; a later major one is enough of a notice."""
    first, last = parse_version(since or ""), parse_version(version or "")
    if first is None or last is None:
        return None
    return last.minor - first.minor if _series(first) == _series(last) else float("inf")


def _series(version: Version) -> tuple[int, int]:
    return (version.epoch, version.major)
