"""Fuzzes the parsers, guided by coverage, for a bounded time each: `python fuzz/run.py [--seconds 20] [TARGET...]`.

Makes an environment of its own with atheris, which has wheels for few interpreters only. An input that breaks a parser
is written to fuzz/crashes/ and shown; `python fuzz/run.py --replay FILE TARGET` runs it alone.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

VERSION = "3.11"
REQUIREMENTS = ["atheris==3.0.0", "anyio>=4.4,<5", "typing-extensions>=4.12"]
CRASHES = ROOT / "fuzz" / "crashes"
NAMES = ["header", "cookie", "byte_range", "host", "form", "multipart", "path", "query"]


def fuzz_here(name: str, arguments: list[str]) -> None:
    """In the environment with atheris: instruments toolkit while it is imported, and never returns."""
    import atheris

    with atheris.instrument_imports(include=["toolkit"]):
        from fuzz.targets import TARGETS
    atheris.Setup([sys.argv[0], *arguments], TARGETS[name])
    atheris.Fuzz()


def fuzz(python: Path, name: str, seconds: int) -> bool:
    """Whether the parser withstood it."""
    CRASHES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder)
        write_seeds(python, name, corpus)
        limits = [f"-max_total_time={seconds}", "-max_len=4096", "-timeout=10", "-rss_limit_mb=1024", "-verbosity=0"]
        return run(python, name, [*limits, f"-artifact_prefix={CRASHES}/{name}-", folder], seconds + 120)


def write_seeds(python: Path, name: str, folder: Path) -> None:
    code = (
        "import pathlib, sys; from fuzz.targets import seeds\n"
        "for number, seed in enumerate(seeds(sys.argv[1])): pathlib.Path(sys.argv[2], str(number)).write_bytes(seed)"
    )
    subprocess.run([python, "-c", code, name, folder], env=environ(), check=True, timeout=60)


def run(python: Path, name: str, arguments: list[str], limit: int) -> bool:
    command = [python, __file__, "--here", name, *arguments]
    return subprocess.run(command, env=environ(), timeout=limit, check=False).returncode == 0


def environ() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def main() -> None:
    if sys.argv[1:2] == ["--here"]:
        fuzz_here(sys.argv[2], sys.argv[3:])
    from tests.conformance.environments import environment

    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("targets", nargs="*", choices=[[], *NAMES], help="all by default")
    parser.add_argument("--seconds", type=int, default=20, help="time for each target (20)")
    parser.add_argument("--replay", type=Path, help="a file from fuzz/crashes to run alone")
    options = parser.parse_args()
    python = environment(VERSION, "fuzz", REQUIREMENTS)
    broken = []
    for name in options.targets or NAMES:
        print(f"{name}: {options.seconds} s", flush=True)
        replay = options.replay and run(python, name, [str(options.replay.resolve())], 120)
        if not (replay if options.replay else fuzz(python, name, options.seconds)):
            broken.append(name)
    if broken:
        raise SystemExit(f"broken: {', '.join(broken)}; the inputs are in {CRASHES}")


if __name__ == "__main__":
    main()
