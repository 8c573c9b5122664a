"""Runs somebody's test suite in a folder and compares two runs of it by test id."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
RECORDER = Path(__file__).with_name("outcome_recorder.py")

Outcomes = dict[str, str]


@dataclass(frozen=True)
class Run:
    """How one suite is run: which interpreter, in which folder, what leads the command and what pytest is told."""

    python: Path
    folder: Path
    launcher: Sequence[str] = ("-m",)
    arguments: Sequence[str] = ()
    variables: Mapping[str, str] = field(default_factory=dict)

    def outcomes(self, *, quiet: bool = False) -> Outcomes:
        """The outcome of each test id; pytest's own output goes to stderr."""
        with tempfile.TemporaryDirectory() as scratch:
            plugin, result = Path(scratch, RECORDER.name), Path(scratch, "outcomes.json")
            shutil.copy(RECORDER, plugin)
            options = ["-q", "-p", plugin.stem, "-p", "no:cacheprovider", "--outcomes", str(result)]
            command = [*privileges(), str(self.python), *self.launcher, "pytest", *options, *self.arguments]
            output = subprocess.DEVNULL if quiet else sys.stderr
            subprocess.run(command, cwd=self.folder, env=self._environ(scratch), stdout=output, check=False)
            if not result.exists():
                return {}  # it stopped before the first test, and has said why
            return Outcomes(json.loads(result.read_text(encoding="utf-8")))

    def _environ(self, plugins: str) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYTEST"))}
        search = [plugins, self.variables.get("PYTHONPATH", "")]
        return inherited | self.variables | {"PYTHONPATH": os.pathsep.join(filter(None, search))}


def privileges() -> list[str]:
    """Root passes over file permissions, which two tests of static files rely on: give that power up where we can."""
    setpriv = shutil.which("setpriv")
    if os.name != "posix" or os.geteuid() != 0 or setpriv is None:
        return []
    return [setpriv, "--bounding-set=-dac_override,-dac_read_search"]


@contextmanager
def working_copy(keep: bool = False) -> Iterator[Path]:
    """A temporary folder that other users may read, because the tests above give up root's rights over files."""
    folder = Path(tempfile.mkdtemp(prefix="conformance-"))
    try:
        yield folder
    finally:
        if keep:
            print(f"kept: {folder}", file=sys.stderr)
        else:
            shutil.rmtree(folder, ignore_errors=True)


def copy_toolkit(folder: Path) -> None:
    """The package alone, as it stands in the working tree, so that nothing else of the repository can be imported."""
    shutil.copytree(REPOSITORY / "toolkit", folder / "toolkit", ignore=shutil.ignore_patterns("__pycache__"))


def report(label: str, stock: Outcomes, ours: Outcomes, *, selected: bool, show: int = 40) -> bool:
    """Prints `N of M` and the ids that fall short; true where every test that passes on stock passes here.

    Of a run of `selected` tests only those that ran are compared.
    """
    expected = [test for test, outcome in stock.items() if outcome == "passed" and (test in ours or not selected)]
    short = [test for test in expected if ours.get(test) != "passed"]
    print(f"{label}: {len(expected) - len(short)} of {len(expected)}", flush=True)
    for test in short[:show]:
        print(f"  {ours.get(test, 'missing')}: {test}")
    if len(short) > show:
        print(f"  and {len(short) - show} more")
    return bool(expected) and not short
