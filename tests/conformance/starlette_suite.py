"""`python -m tests.conformance.starlette_suite`: every test of Starlette's own suite passes on toolkit, or exit 1."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from pathlib import Path

from tests.conformance.downloads import STARLETTE_SDIST, cache_folder
from tests.conformance.environments import MissingInterpreter, dependency_group, environment
from tests.conformance.suites import Outcomes, Run, copy_toolkit, report, working_copy

VERSIONS = ("3.11", "3.13")

# The class, the warning (whose name begins with the class's) and the package; within words and ids too, so that a text
# and what a test expects of it stay equal.
REWRITES = {"Starlette": "Toolkit", "starlette": "toolkit"}

# Tools of Starlette's `dev` group that check or ship the code and take no part in a test run.
NOT_FOR_TESTS = frozenset({"coverage", "mypy", "ruff", "twine", "types-pyyaml", "pytest-codspeed", "starlette"})


def rewritten(text: str) -> str:
    for old, new in REWRITES.items():
        text = text.replace(old, new)
    return text


def copy_suite(sdist: Path, folder: Path) -> None:
    """The tests and pytest's settings, which stand in `pyproject.toml`."""
    shutil.copytree(sdist / "tests", folder / "tests")
    shutil.copy(sdist / "pyproject.toml", folder)


def rewrite_suite(folder: Path) -> None:
    for path in [folder / "pyproject.toml", *folder.glob("tests/**/*.py")]:
        path.write_text(rewritten(path.read_text(encoding="utf-8")), encoding="utf-8")


def requirements(sdist: Path) -> list[str]:
    tools = dependency_group(sdist / "pyproject.toml", "dev", without=NOT_FOR_TESTS)
    return [f"starlette[full]=={STARLETTE_SDIST.version}", *tools]


def stock_outcomes(python: Path, sdist: Path) -> Outcomes:
    """What Starlette itself passes in this environment, by rewritten id; run once, then read from a cache."""
    known = python.parents[1] / "stock-outcomes.json"
    if not known.exists():
        with working_copy() as folder:
            copy_suite(sdist, folder)
            found = Run(python, folder).outcomes(quiet=True)
        if not found:
            raise SystemExit(f"Starlette's own suite did not run with {python}: run it there by hand to see why.")
        known.write_text(json.dumps(found), encoding="utf-8")
    return Outcomes(json.loads(rewritten(known.read_text(encoding="utf-8"))))


def conforms(version: str, arguments: list[str], keep: bool) -> bool:
    sdist = STARLETTE_SDIST.unpacked()
    python = environment(version, "starlette", requirements(sdist))
    stock = stock_outcomes(python, sdist)
    with working_copy(keep) as folder:
        copy_suite(sdist, folder)
        rewrite_suite(folder)
        copy_toolkit(folder)
        ours = Run(python, folder, arguments=arguments).outcomes()
    return report(f"starlette {STARLETTE_SDIST.version} on Python {version}", stock, ours, selected=bool(arguments))


def main() -> int:
    parser = argparse.ArgumentParser(prog="starlette_suite", description=__doc__, epilog=f"cache: {cache_folder()}")
    parser.add_argument("--python", action="append", metavar="3.X", help="a Python version; may be repeated")
    parser.add_argument("--keep", action="store_true", help="keep the rewritten suite and name its folder")
    parser.add_argument("arguments", nargs="*", help="further arguments for pytest, after --")
    options = parser.parse_args()
    complete = True
    for version in options.python or VERSIONS:
        try:
            complete &= conforms(version, options.arguments, options.keep)
        except MissingInterpreter as missing:
            print(f"starlette {STARLETTE_SDIST.version} on Python {version}: not run, {missing}")
            complete = False
    return 0 if complete else 1


if __name__ == "__main__":
    sys.exit(main())
