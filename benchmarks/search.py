"""What do the rules miss? A hundred packages are looked at while they run, their breaks held against the findings.

    python benchmarks/search.py [NAME ...] [--again] [--report benchmarks/search.md]

Of every package of soak_packages.txt, two neighbouring releases are installed apart, their findings are verified and
searched. Each package has its own process and its own time; what it came to is kept in the user's cache, so that a
run that was stopped goes on where it was. `--again` holds the kept portraits against today's rules: nothing is
installed and nothing is proven anew for that. The report holds figures alone; with names, what was missed is printed.

Needs the package index, and mypy beside the checker. Runs code of the packages.
"""

import argparse
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path

from packaging.tags import sys_tags
from packaging.utils import parse_wheel_filename
from packaging.version import Version
from soak import final_releases, pick_pairs

from stability_checker.errors import CheckerError
from stability_checker.intake import Intake, take
from stability_checker.judge import judge
from stability_checker.model.api import Package
from stability_checker.model.finding import Finding
from stability_checker.places import cache_folder, written_whole
from stability_checker.sources import Release
from stability_checker.sources.index.configuration import read_configuration
from stability_checker.sources.index.releases import list_files
from stability_checker.sources.index.transport import Transport
from stability_checker.witness.environments import Environment, Order, discard, passing_environment
from stability_checker.witness.search.differences import Portrait, sights
from stability_checker.witness.search.searching import is_of_something, missed, portraits, unnamed
from stability_checker.witness.verification import Outcome, verify

HERE = Path(__file__).parent
LONGEST = 600
PROCESSES = 2


@dataclass(slots=True)
class Record:
    """What came of one package: counts, the breaks that no finding names, the findings that were refuted.

    `unreadable` counts the missed ones that no reading of the source can know.
    """

    name: str
    old: str = ""
    new: str = ""
    proven: int = 0
    unprovable: int = 0
    refuted: list[str] = field(default_factory=list)
    seen: int = 0
    missed: list[str] = field(default_factory=list)
    unreadable: int = 0
    seconds: float = 0.0
    failure: str | None = None


def main() -> None:
    """Search what has not been searched yet, and write the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--again", action="store_true", help="judge kept portraits by today's rules")
    parser.add_argument("--report", type=Path, help="write the figures to this file")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        _keep(_again(arguments.one) if arguments.again else _searched(arguments.one))
        return
    names = arguments.names or (HERE / "soak_packages.txt").read_text("utf-8").split()
    with ThreadPoolExecutor(PROCESSES) as pool:
        records = list(pool.map(lambda name: _record(name, arguments.again), names))
    if arguments.names:
        print("\n".join(line for each in records for line in _details(each)))
    if arguments.report:
        arguments.report.write_text("\n".join(_report(records)) + "\n", "utf-8")


# -- one package in a process of its own -------------------------------------------------------------------------------


def _record(name: str, again: bool) -> Record:
    """What is known of a package, found out first where it is not."""
    if again or not _place(name).exists():
        failure = _run_apart(name, again)
        if failure:
            _keep(Record(name, failure=failure))
    record = Record(**json.loads(_place(name).read_text("utf-8")))
    remark = record.failure or f"{record.seen} breaks, {len(record.missed)} not named, {len(record.refuted)} refuted"
    print(f"{name} {record.old} -> {record.new}: {remark} ({record.seconds:.0f} s)", file=sys.stderr, flush=True)
    return record


def _run_apart(name: str, again: bool) -> str | None:
    """Why the package could not be searched; None where it could."""
    command = [sys.executable, __file__, "--one", name, *(["--again"] if again else [])]
    process = subprocess.Popen(command, start_new_session=True, stderr=subprocess.PIPE, text=True)
    try:
        _, said = process.communicate(timeout=LONGEST)
    except subprocess.TimeoutExpired:
        return f"took longer than {LONGEST} s"
    finally:
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    return None if process.returncode == 0 else (said.strip().splitlines() or ["ended"])[-1]


def _place(name: str, kind: str = "record") -> Path:
    return cache_folder() / "search" / f"{name}.{kind}.json"


def _keep(record: Record) -> None:
    with written_whole(_place(record.name)) as file:
        file.write(json.dumps(asdict(record)).encode())


def _searched(name: str) -> Record:
    """The newest pair of releases that can be installed and looked at."""
    failure = "no two neighbouring releases have wheels for this Python"
    for old, new in _pairs(name):
        try:
            return _proved(name, str(old), str(new))
        except CheckerError as error:
            failure = str(error)
    return Record(name, failure=failure)


def _pairs(name: str) -> list[tuple[Version, Version]]:
    """The last step to a major release, then the last ones to a minor, as far as there are wheels to install."""
    files = list_files(name, Transport(read_configuration()))
    supported = set(sys_tags())
    ready = {each.version for each in files if each.wheel and parse_wheel_filename(each.filename)[3] & supported}
    return [pair for pair in pick_pairs(final_releases(name)) if ready.issuperset(pair)]


def _proved(name: str, old: str, new: str) -> Record:
    start = time.monotonic()
    intakes = [take(Release.parse(f"{name}=={version}")) for version in (old, new)]
    findings = judge(intakes[0].package, intakes[1].package).findings
    with contextlib.ExitStack() as stack:
        first, second = (_installed(name, each, stack) for each in intakes)
        versions, environments = (intakes[0].package, intakes[1].package), (first, second)
        looks = portraits(versions, environments)
        if not all(map(is_of_something, looks)):
            raise CheckerError("one of the versions could not be imported")
        results = verify(findings, versions, environments)
    with written_whole(_place(name, "portraits")) as file:
        file.write(json.dumps(looks).encode())
    outcomes = [each.outcome for each in results]
    record = Record(name, old, new, outcomes.count(Outcome.PROVEN), outcomes.count(Outcome.UNPROVABLE))
    record.refuted = [f"{each.finding.rule} {each.finding.subject}" for each in results if _is_refuted(each.outcome)]
    record.seconds = time.monotonic() - start
    return _compared(record, looks, findings, versions)


def _is_refuted(outcome: Outcome) -> bool:
    return outcome is Outcome.REFUTED


def _installed(name: str, intake: Intake, stack: contextlib.ExitStack) -> Environment:
    """An environment that is gone when the package is done: a hundred of them would fill the disk."""
    order = Order(Release.parse(f"{name}=={intake.version}"), name, intake.version)
    environment = passing_environment(order)
    stack.callback(discard, environment)
    return environment


def _compared(
    record: Record, looks: tuple[Portrait, Portrait], findings: Sequence[Finding], versions: tuple[Package, Package]
) -> Record:
    left = missed(looks, findings, versions)
    record.seen = len(unnamed(sights(*looks), ()))
    record.missed = [f"{each.symbol}: {each.message}{f' ({each.reason})' if each.reason else ''}" for each in left]
    record.unreadable = sum(bool(each.reason) for each in left)
    return record


def _again(name: str) -> Record:
    """The record with what today's rules name of the breaks that were seen."""
    record = Record(**json.loads(_place(name).read_text("utf-8")))
    if record.failure:
        return record
    old, new = (take(Release.parse(f"{name}=={version}")).package for version in (record.old, record.new))
    before, after = json.loads(_place(name, "portraits").read_text("utf-8"))
    return _compared(record, (before, after), judge(old, new).findings, (old, new))


# -- the report --------------------------------------------------------------------------------------------------------


def _details(record: Record) -> Iterator[str]:
    yield f"== {record.name} {record.old} -> {record.new}: {record.failure or record.seen}"
    yield from (f"refuted: {each}" for each in record.refuted)
    yield from (f"missed: {each}" for each in record.missed)


def _report(records: Sequence[Record]) -> Iterator[str]:
    done = [each for each in records if not each.failure]
    seen, left = sum(each.seen for each in done), sum(len(each.missed) for each in done)
    unreadable = sum(each.unreadable for each in done)
    proven, refuted = sum(each.proven for each in done), sum(len(each.refuted) for each in done)
    unprovable = sum(each.unprovable for each in done)
    yield from ("# The search", "", "Written by `python benchmarks/search.py --report benchmarks/search.md`.", "")
    yield f"- {len(records)} packages, one step between releases each; {len(done)} could be installed and imported"
    yield f"- breaks that the installed versions show: {seen}, each cause counted once"
    yield f"- named by a finding: {seen - left}; not named: {left} ({_share(left, seen)})"
    yield f"- of these, no reading of the source can know {unreadable}: they are made while the package is imported, a"
    yield "  call decides what they are, or a `__getattr__` may answer them; a rule could have named the other"
    yield f"  {left - unreadable} ({_share(left - unreadable, seen)})"
    yield f"- breaking findings: {proven} proven, {refuted} refuted, {unprovable} not provable;"
    yield f"  of the provable, {_share(proven, proven + refuted)} are proven"
    yield from ("", "| releases | seen at run time | not named | proven | refuted | not provable | seconds |")
    yield "|---|---:|---:|---:|---:|---:|---:|"
    yield from map(_row, done)
    yield from _failures(each for each in records if each.failure)


def _share(part: int, whole: int) -> str:
    return f"{part / whole if whole else 0:.1%}"


def _row(record: Record) -> str:
    counts = (record.seen, len(record.missed), record.proven, len(record.refuted), record.unprovable)
    cells = [f"{record.name} {record.old} → {record.new}", *counts, f"{record.seconds:.0f}"]
    return f"| {' | '.join(map(str, cells))} |"


def _failures(records: Iterable[Record]) -> Iterator[str]:
    yield from ("", "Not searched:", "")
    yield from (f"- {each.name}: {each.failure}" for each in records)


if __name__ == "__main__":
    main()
