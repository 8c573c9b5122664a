"""`python -m tests.conformance.fastapi_suite`: what FastAPI passes on Starlette it passes on toolkit, or exit 1."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from pathlib import Path

from tests.conformance.downloads import FASTAPI_SDIST, STARLETTE_SDIST, cache_folder
from tests.conformance.environments import MissingInterpreter, dependency_group, environment
from tests.conformance.suites import Outcomes, Run, copy_toolkit, report, working_copy

PARTS = ("tests", "docs_src", "docs", "scripts", "pyproject.toml")
OPTIONAL_CODECS = ("orjson", "ujson")  # seven tests are skipped without them
PARALLEL = ["-n", "2", "--dist", "loadgroup"]


def requirements(sdist: Path) -> list[str]:
    """FastAPI with the extra and the group that its own CI installs, on the Starlette whose API toolkit has."""
    pinned = [f"fastapi[all]=={FASTAPI_SDIST.version}", f"starlette=={STARLETTE_SDIST.version}"]
    return [*pinned, *OPTIONAL_CODECS, *dependency_group(sdist / "pyproject.toml", "tests")]


def copy_suite(sdist: Path, folder: Path) -> None:
    for name in PARTS:
        source = sdist / name
        if source.is_dir():
            shutil.copytree(source, folder / name)
        elif source.exists():
            shutil.copy(source, folder)


def outcomes(python: Path, sdist: Path, launcher: list[str], options: argparse.Namespace) -> Outcomes:
    with working_copy(options.keep) as folder:
        copy_suite(sdist, folder)
        library = folder / "library"
        copy_toolkit(library)
        variables = {"PYTHONPATH": f"./docs_src:{library}"}
        return Run(python, folder, launcher, [*PARALLEL, *options.arguments], variables).outcomes(quiet=options.quiet)


def stock_outcomes(python: Path, sdist: Path, options: argparse.Namespace) -> Outcomes:
    """What FastAPI passes on Starlette in this environment; run once, then read from the cache beside it."""
    known = python.parents[1] / "stock-outcomes.json"
    if not known.exists():
        whole = argparse.Namespace(**{**vars(options), "arguments": []})
        known.write_text(json.dumps(outcomes(python, sdist, ["-m"], whole)), encoding="utf-8")
    return Outcomes(json.loads(known.read_text(encoding="utf-8")))


def conforms(options: argparse.Namespace) -> bool:
    sdist = FASTAPI_SDIST.unpacked()
    python = environment(options.python, "fastapi", requirements(sdist))
    stock = stock_outcomes(python, sdist, options)
    ours = outcomes(python, sdist, ["-m", "toolkit.compat", "-m"], options)
    return report(
        f"fastapi {FASTAPI_SDIST.version} on Python {options.python}", stock, ours, selected=bool(options.arguments)
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="fastapi_suite", description=__doc__, epilog=f"cache: {cache_folder()}")
    parser.add_argument("--python", default="3.11", metavar="3.X", help="the Python version (default: %(default)s)")
    parser.add_argument("--keep", action="store_true", help="keep the working copies and name their folders")
    parser.add_argument("--quiet", action="store_true", help="leave pytest's own output away")
    parser.add_argument("arguments", nargs="*", help="further arguments for pytest, after --")
    try:
        return 0 if conforms(parser.parse_args()) else 1
    except MissingInterpreter as missing:
        print(f"fastapi {FASTAPI_SDIST.version}: not run, {missing}")
        return 1


if __name__ == "__main__":
    sys.exit(main())
