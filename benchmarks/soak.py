"""Does the checker stand the registry? It compares the last releases of a list of packages, each with its forerunner.

    python benchmarks/soak.py [--packages soak_packages.txt] [--findings findings.jsonl] [--report soak.md]

Of every package it compares the last two minor releases and the last major one with the newest release before each,
and every release with itself, read back from its snapshot. A crash, a run over a minute of processor time, or a
finding of a release against itself makes it fail. The report holds figures per rule; the findings go to a file of their
own, for reading.
"""

import argparse
import json
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from statistics import median

from packaging.version import Version

from stability_checker.errors import CheckerError
from stability_checker.intake import take_snapshot
from stability_checker.judge import compare
from stability_checker.model.bump import Bump
from stability_checker.snapshot import decode, encode
from stability_checker.sources import Release
from stability_checker.sources.index.configuration import read_configuration
from stability_checker.sources.index.releases import list_files
from stability_checker.sources.index.transport import Transport

HERE = Path(__file__).parent
LONGEST = 60
PROCESSES = 2


@dataclass(slots=True)
class Outcome:
    """What one comparison came to: seconds, findings, the number of files that could not be read, what went wrong."""

    name: str
    old: str
    new: str
    seconds: float = 0.0
    findings: list[dict[str, str | None]] = field(default_factory=list)
    unread: int = 0
    failure: str | None = None
    skipped: str | None = None


def main() -> int:
    """Compare everything, write the report; the exit status is 1 where anything failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--packages", type=Path, default=HERE / "soak_packages.txt")
    parser.add_argument("--only", nargs="*", help="these packages of the list alone")
    parser.add_argument("--findings", type=Path, help="write every finding to this file, one JSON object a line")
    parser.add_argument("--report", type=Path, help="write the figures to this file")
    arguments = parser.parse_args()
    names = arguments.only or arguments.packages.read_text("utf-8").split()
    outcomes = run(names)
    if arguments.findings:
        arguments.findings.write_text("".join(_lines(outcomes)), "utf-8")
    report = "\n".join(describe(names, outcomes)) + "\n"
    print(report)
    if arguments.report:
        arguments.report.write_text(report, "utf-8")
    return 1 if any(each.failure for each in outcomes) else 0


# -- the runs ------------------------------------------------------------------------------------------------------


def run(names: Iterable[str]) -> list[Outcome]:
    """Every comparison of every package, two packages at a time."""
    outcomes: list[Outcome] = []
    with ProcessPoolExecutor(PROCESSES) as pool:
        for done in as_completed([pool.submit(soak, name) for name in names]):
            outcomes += done.result()
            for each in done.result():
                remark = each.failure or each.skipped or f"{len(each.findings)} findings"
                print(f"{each.name} {each.old} -> {each.new}: {each.seconds:.1f} s, {remark}", file=sys.stderr)
    return sorted(outcomes, key=lambda each: (each.name, Version(each.old), Version(each.new)))


def soak(name: str) -> list[Outcome]:
    """The comparisons of one package."""
    try:
        return [_compared(name, str(old), str(new)) for old, new in pick_pairs(final_releases(name))]
    except CheckerError as error:
        return [Outcome(name, "0", "0", skipped=str(error))]


def final_releases(name: str) -> list[Version]:
    """The final releases that are not withdrawn, oldest first."""
    files = list_files(name, Transport(read_configuration()))
    return sorted({file.version for file in files if not file.yanked and not file.version.is_prerelease})


def pick_pairs(versions: list[Version]) -> list[tuple[Version, Version]]:
    """The steps to the last two minor releases and to the last major one, each from the newest release before it."""
    steps = list(pairwise(versions))
    minor = [(old, new) for old, new in steps if (old.epoch, *old.release[:2]) != (new.epoch, *new.release[:2])]
    major = [(old, new) for old, new in steps if (old.epoch, old.major) != (new.epoch, new.major)]
    return list(dict.fromkeys([*major[-1:], *minor[-2:]]))


def _compared(name: str, old: str, new: str) -> Outcome:
    outcome = Outcome(name, old, new)
    sources = [f"pypi:{name}=={version}" for version in (old, new)]
    try:
        _ = [Release.parse(source.removeprefix("pypi:")).digest for source in sources]  # the download is not timed
        start = time.process_time()
        with _limited(LONGEST):
            before, after = map(take_snapshot, sources)
            outcome.findings = [
                {
                    "package": f"{name} {old} {new}",
                    "rule": each.rule,
                    "level": str(each.level),
                    "symbol": each.symbol,
                    "member": each.member,
                    "message": each.message,
                    "old": each.old,
                    "new": each.new,
                }
                for each in compare(before, after)
            ]
        outcome.seconds = time.process_time() - start
        outcome.unread = len(before.problems) + len(after.problems)
        echoes = compare(after, decode(encode(after)))
        outcome.failure = f"{len(echoes)} findings against itself" if echoes else None
    except CheckerError as error:
        outcome.skipped = str(error)
    except TimeoutError:
        outcome.failure = f"over {LONGEST} s"
    except Exception as error:  # whatever it is, the table is to show it
        outcome.failure = f"{type(error).__name__}: {error}"
    return outcome


@contextmanager
def _limited(seconds: int) -> Iterator[None]:
    def stop(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


# -- the report ----------------------------------------------------------------------------------------------------


def _lines(outcomes: Iterable[Outcome]) -> Iterator[str]:
    for outcome in outcomes:
        yield from (f"{json.dumps(each)}\n" for each in outcome.findings)


def describe(names: list[str], outcomes: list[Outcome]) -> Iterator[str]:
    """The report in Markdown: how the runs ended, and how often each rule spoke."""
    done = [each for each in outcomes if not each.failure and not each.skipped]
    seconds = [each.seconds for each in done] or [0.0]
    breaks = [sum(found["level"] == str(Bump.MAJOR) for found in each.findings) for each in done] or [0]
    yield from ("# The soak", "", "Written by `python benchmarks/soak.py --report benchmarks/soak.md`.", "")
    yield f"- {len(names)} packages, {len(done)} comparisons, {sum(map(bool, breaks))} of them with breaking changes"
    yield f"- failed: {sum(bool(each.failure) for each in outcomes)}; without code to read: {_count_skipped(outcomes)}"
    yield f"- with files that the running Python cannot parse: {sum(bool(each.unread) for each in outcomes)}"
    yield f"- processor time of a comparison, with reading what is not cached: median {median(seconds):.2f} s,"
    yield f"  longest {max(seconds):.1f} s"
    yield f"- major findings of a comparison: median {median(breaks):g}, most {max(breaks)}"
    yield f"- findings of a release against itself, read back from its snapshot: {_count_echoes(outcomes)}"
    yield from ("", "| rule | level | findings | comparisons |", "|---|---|---:|---:|")
    totals = Counter((str(each["rule"]), str(each["level"])) for one in done for each in one.findings)
    spread = Counter(rule for one in done for rule in {str(each["rule"]) for each in one.findings})
    for (rule, level), count in sorted(totals.items(), key=lambda entry: (-entry[1], entry[0])):
        yield f"| `{rule}` | {level} | {count} | {spread[rule]} |"


def _count_skipped(outcomes: Iterable[Outcome]) -> int:
    return sum(bool(each.skipped) for each in outcomes)


def _count_echoes(outcomes: Iterable[Outcome]) -> int:
    return sum("against itself" in (each.failure or "") for each in outcomes)


if __name__ == "__main__":
    sys.exit(main())
