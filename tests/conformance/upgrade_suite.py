"""Takes real projects from an old Starlette to 1.10, or to toolkit, with `upgrade`, and runs their own tests again.

    python -m tests.conformance.upgrade_suite [NAME ...] [--write]

For each project of `upgrade_projects.toml`: the tests that pass on the old Starlette, those of them that still pass on
the new one with the code as it was, and with the code as `upgrade` leaves it; where the project says so, also those
that pass on toolkit, with no Starlette installed, once the same old code was upgraded to it. `--write` puts the table
into `docs/upgrade.md`. It fails where fewer than nine in ten projects have all their tests back.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.conformance.downloads import Distribution
from tests.conformance.environments import environment
from tests.conformance.suites import REPOSITORY, Outcomes, Run, copy_toolkit, working_copy
from toolkit import __version__

PROJECTS = Path(__file__).with_name("upgrade_projects.toml")
GUIDE = REPOSITORY / "docs" / "upgrade.md"
START, END = "<!-- projects: written by make conformance-upgrade -->\n", "<!-- projects end -->\n"
TARGET = "starlette==1.10.0"
TOOLKIT = f"toolkit=={__version__}"
PYTHON = "3.11"
LIMIT = "60"
"""Seconds for one test; what hangs on the new release counts as lost."""


@dataclass(frozen=True)
class Project:
    """A source distribution, its requirements on both sides, and how its tests are run."""

    name: str
    version: str
    sha256: str
    old: str
    pins: Sequence[str] = ()
    old_pins: Sequence[str] = ()
    new_pins: Sequence[str] = ()
    tests: Sequence[str] = ("tests",)
    path: Sequence[str] = (".",)
    options: Sequence[str] = ()
    unsafe: bool = False
    toolkit: bool = False

    @property
    def distribution(self) -> Distribution:
        return Distribution(self.name, self.version, ".tar.gz", self.sha256)


@dataclass(frozen=True)
class Outcome:
    """The tests that passed on the old release, and which of them pass on the new one and on toolkit."""

    project: Project
    green: frozenset[str]
    red: frozenset[str] = field(default=frozenset())
    back: frozenset[str] = field(default=frozenset())
    moved: frozenset[str] | None = None

    @property
    def counts(self) -> bool:
        """Whether the project says anything: it was green, and the new release broke it."""
        return bool(self.green) and self.red < self.green

    @property
    def is_whole(self) -> bool:
        return self.back == self.green and self.moved in (None, self.green)


def read_projects(path: Path = PROJECTS) -> list[Project]:
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    common = table.get("common", {})
    return [Project(**{**common, **entry}) for entry in table["project"]]


def prove(project: Project) -> Outcome:
    """Run the suites of one project in copies of it."""
    shared = ["pytest>=8", "pytest-timeout", *project.pins]
    old = environment(PYTHON, f"{project.name}-old", [project.old, *shared, *project.old_pins])
    new = environment(PYTHON, f"{project.name}-new", [TARGET, *shared, *project.new_pins])
    with working_copy() as folder:
        before, after = unpacked(project, folder / "before"), unpacked(project, folder / "after")
        upgrade(after, TARGET, project.unsafe)
        green = passed(run(project, old, before))
        red, back = (passed(run(project, new, copy)) & green for copy in (before, after))
        return Outcome(project, green, red, back, moved(project, folder, shared) & green if project.toolkit else None)


def moved(project: Project, folder: Path, shared: Sequence[str]) -> frozenset[str]:
    """The tests that pass on toolkit where no Starlette is installed."""
    # What toolkit itself asks for; the package lies beside the project.
    python = environment(PYTHON, f"{project.name}-toolkit", ["anyio>=4.4", "typing_extensions", *shared])
    there = subprocess.run([python, "-c", "import starlette"], check=False, capture_output=True).returncode == 0
    if there:
        raise SystemExit(f"{project.name} brings Starlette along: it says nothing about toolkit")
    copy = unpacked(project, folder / "moved")
    upgrade(copy, TOOLKIT, project.unsafe)
    copy_toolkit(folder)
    return passed(run(project, python, copy, beside=folder))


def unpacked(project: Project, copy: Path) -> Path:
    return Path(shutil.copytree(project.distribution.unpacked(), copy))


def upgrade(folder: Path, target: str, unsafe: bool) -> None:
    command = [sys.executable, "-m", "stability_checker", "upgrade", ".", "--to", target, "--force", "--no-cache"]
    answer = subprocess.run([*command, *(["--unsafe"] if unsafe else [])], cwd=folder, check=False, capture_output=True)
    if answer.returncode not in (0, 3):
        raise SystemExit(f"upgrade ended with {answer.returncode}: {answer.stderr.decode(errors='replace')}")


def run(project: Project, python: Path, folder: Path, beside: Path | None = None) -> Outcomes:
    paths = ":".join(map(str, [*(folder / part for part in project.path), *([beside] if beside else [])]))
    plain = ["-o", "addopts=", "-W", "ignore", "--timeout", LIMIT, "-p", "no:cacheprovider"]
    arguments = [*plain, *project.options, *project.tests]
    return Run(python, folder, arguments=arguments, variables={"PYTHONPATH": paths}).outcomes(quiet=True)


def passed(outcomes: Outcomes) -> frozenset[str]:
    return frozenset(test for test, outcome in outcomes.items() if outcome == "passed")


def table(outcomes: Iterable[Outcome]) -> str:
    """The figures as a Markdown table."""
    lines = [
        "| project | from | passed there | on 1.10 as it was | on 1.10 after `upgrade` | on toolkit after `upgrade` |",
        "|---|---|---|---|---|---|",
    ]
    for one in outcomes:
        name = f"{one.project.name} {one.project.version}{' (`--unsafe`)' if one.project.unsafe else ''}"
        counts = [one.green, one.red, one.back, *([] if one.moved is None else [one.moved])]
        cells = [name, one.project.old, *(str(len(tests)) for tests in counts), *([""] if one.moved is None else [])]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def write(text: str, guide: Path = GUIDE) -> None:
    """Put the table between its two marks in the guide."""
    page = guide.read_text(encoding="utf-8")
    head, _, rest = page.partition(START)
    _, _, tail = rest.partition(END)
    guide.write_text(head + START + "\n" + text + "\n" + END + tail, encoding="utf-8")


def report(outcomes: Sequence[Outcome]) -> bool:
    """Print the table and what is missing; true where nine in ten of the projects that count are whole."""
    print(table(outcomes), flush=True)
    for one in outcomes:
        for test in sorted(one.green - one.back)[:10]:
            print(f"  lost in {one.project.name}: {test}")
        for test in sorted(one.green - one.moved)[:10] if one.moved is not None else ():
            print(f"  lost in {one.project.name} on toolkit: {test}")
        if not one.counts:
            print(f"  {one.project.name} {one.project.version} proves nothing: {len(one.green)} passed, all still do")
    counted = [one for one in outcomes if one.counts]
    whole = sum(one.is_whole for one in counted)
    print(f"{whole} of {len(counted)} projects have all their tests back")
    return bool(counted) and whole * 10 >= len(counted) * 9


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--write", action="store_true", help="put the table into docs/upgrade.md")
    asked = parser.parse_args()
    chosen = [one for one in read_projects() if not asked.names or one.name in asked.names]
    outcomes = [prove(project) for project in chosen]
    if asked.write:
        write(table(outcomes))
    sys.exit(0 if report(outcomes) else 1)


if __name__ == "__main__":
    main()
