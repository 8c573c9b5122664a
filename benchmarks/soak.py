"""Does the checker stand the registry? It compares the last releases of a list of packages, each with its forerunner.

    python benchmarks/soak.py [--only NAME ...] [--findings findings.jsonl] [--report soak.md]

Of every package in soak_packages.txt it compares the last two minor releases and the last major one with the newest
release before each, and every release with itself, read back from its snapshot. Which releases these are is asked of
the package index once and written to soak_steps.txt; delete a package's lines there to have it asked again. A crash, a
run over a minute of processor time, or a finding of a release against itself makes it fail. The report holds figures
per rule; the findings go to a file of their own, for reading.

What a package came to is kept in the user's cache for the code that found it: a soak that was stopped goes on where it
was, and `--known` reports on what is there already without comparing anything.
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
from itertools import pairwise
from pathlib import Path
from statistics import median

from packaging.version import Version
from soak_results import Outcome, Step, keep, read_steps, recall, write_steps

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


def main() -> int:
    """Compare everything, write the report; the exit status is 1 where anything failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--packages", type=Path, default=HERE / "soak_packages.txt")
    parser.add_argument("--steps", type=Path, default=HERE / "soak_steps.txt", help="the releases to compare")
    parser.add_argument("--only", nargs="*", help="these packages of the list alone")
    parser.add_argument("--known", action="store_true", help="report on what an earlier run found, compare nothing")
    parser.add_argument("--findings", type=Path, help="write every finding to this file, one JSON object a line")
    parser.add_argument("--report", type=Path, help="write the figures to this file")
    arguments = parser.parse_args()
    names = arguments.only or arguments.packages.read_text("utf-8").split()
    outcomes = run(steps_of(names, arguments.steps), known=arguments.known)
    if arguments.findings:
        arguments.findings.write_text("".join(_lines(outcomes)), "utf-8")
    report = "\n".join(describe(len(names), outcomes)) + "\n"
    print(report)
    if arguments.report:
        arguments.report.write_text(report, "utf-8")
    return 1 if any(each.failure for each in outcomes) else 0


# -- the runs ------------------------------------------------------------------------------------------------------


def steps_of(names: Iterable[str], path: Path) -> dict[str, list[Step]]:
    """The steps of the packages, those that `path` does not hold yet looked up and written to it."""
    known = read_steps(path)
    for name in names:
        if name not in known:
            known[name] = [(str(old), str(new)) for old, new in pick_pairs(final_releases(name))]
            write_steps(path, known)
    return {name: known[name] for name in names}


def run(steps: dict[str, list[Step]], *, known: bool = False) -> list[Outcome]:
    """Every comparison of every package, two packages at a time; what is `known` alone where that is asked for."""
    outcomes: list[Outcome] = []
    with ProcessPoolExecutor(PROCESSES) as pool:
        for done in as_completed([pool.submit(soak, name, pairs, known) for name, pairs in steps.items()]):
            outcomes += done.result()
            for each in done.result():
                remark = each.failure or each.skipped or f"{len(each.findings)} findings"
                print(f"{each.name} {each.old} -> {each.new}: {each.seconds:.1f} s, {remark}", file=sys.stderr)
    return sorted(outcomes, key=lambda each: each.place)


def soak(name: str, steps: list[Step], known: bool = False) -> list[Outcome]:
    """The comparisons of one package."""
    found = recall(name, steps)
    return found if found or known else keep(name, [_compared(name, old, new) for old, new in steps])


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


def describe(asked: int, outcomes: list[Outcome]) -> Iterator[str]:
    """The report in Markdown: how the runs ended, and how often each rule spoke."""
    done = [each for each in outcomes if not each.failure and not each.skipped]
    seconds = [each.seconds for each in done] or [0.0]
    breaks = [sum(found["level"] == str(Bump.MAJOR) for found in each.findings) for each in done] or [0]
    yield from ("# The soak", "", "Written by `python benchmarks/soak.py --report benchmarks/soak.md`.", "")
    read = len({each.name for each in outcomes})
    yield f"- {read} of {asked} packages, {len(done)} comparisons,"
    yield f"  {sum(map(bool, breaks))} of them with breaking changes"
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
