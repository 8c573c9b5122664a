"""Programs read by mypy against the environment that holds a version: nothing of the version runs for that."""

import hashlib
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from stability_checker.places import cache_folder
from stability_checker.witness.environments import Environment
from stability_checker.witness.runner import Answer, bare_surroundings

_LONGEST = 600
_LINE = re.compile(r"witness_(?P<index>\d+)\.py:(?P<line>\d+): (?P<kind>error|note): (?P<text>.*)")
_REVEALED = re.compile(r'Revealed type is "(?P<type>.*)"')
_SWITCHES = (
    "--no-error-summary",
    "--no-color-output",
    "--no-pretty",
    "--hide-error-context",
    "--follow-imports=silent",
    f"--config-file={os.devnull}",
)


def can_check() -> bool:
    """Whether mypy is installed beside this tool."""
    return find_spec("mypy") is not None


def check_programs(
    environment: Environment, programs: Sequence[str], packages: Sequence[str], lane: str = ""
) -> list[Answer]:
    """What mypy says of each program: "ok", or "failed" with its first error.

    `packages` are the import packages in question: they are read even where no `py.typed` invites to. Runs at the same
    time take `lane`s of their own, since mypy's cache serves one at a time.
    """
    output = _read(environment, programs, packages, lane)
    if output is None:
        return _halved(environment, programs, packages, lane)
    errors: dict[int, str] = {}
    for found in _LINE.finditer(output):
        if found["kind"] == "error":
            errors.setdefault(int(found["index"]), found["text"])
    return [
        Answer("failed", "mypy", errors[index]) if index in errors else Answer("ok") for index in range(len(programs))
    ]


def revealed_types(
    environment: Environment, programs: Sequence[str], packages: Sequence[str], lane: str = ""
) -> list[str | None]:
    """The type that each program reveals, None where mypy cannot read it."""
    output = _read(environment, programs, packages, lane) or ""
    types: dict[int, str] = {}
    for found in _LINE.finditer(output):
        if revealed := _REVEALED.match(found["text"]):
            types[int(found["index"])] = revealed["type"]
    return [types.get(index) for index in range(len(programs))]


def _halved(environment: Environment, programs: Sequence[str], packages: Sequence[str], lane: str) -> list[Answer]:
    """One program that mypy fails on must not cost the others their answers."""
    if len(programs) == 1:
        return [Answer("ended", message="mypy could not read it")]
    middle = len(programs) // 2
    halves = (programs[:middle], programs[middle:])
    return [answer for half in halves for answer in check_programs(environment, half, packages, lane)]


def _read(environment: Environment, programs: Sequence[str], packages: Sequence[str], lane: str) -> str | None:
    """mypy's output; None where it could not do its work."""
    if not programs:
        return ""
    with tempfile.TemporaryDirectory(prefix="stability-checker-types-") as scratch:
        folder = Path(scratch)
        names = [_written(folder, index, program) for index, program in enumerate(programs)]
        python = ["--python-executable", str(environment.python)]
        command = [
            sys.executable,
            "-m",
            "mypy",
            *_SWITCHES,
            *python,
            "--cache-dir",
            str(_memory(environment, lane)),
            *names,
        ]
        try:
            ended = subprocess.run(
                command,
                cwd=folder,
                env=_surroundings(environment, folder, packages),
                capture_output=True,
                text=True,
                errors="replace",
                timeout=_LONGEST,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return None
    return ended.stdout if ended.returncode in (0, 1) else None


def _memory(environment: Environment, lane: str) -> Path:
    """Where mypy keeps what it read: with an environment that will be discarded, its memory goes too."""
    if environment.passing:
        return environment.home / f"mypy{lane}"
    return cache_folder() / "mypy" / f"{_digest(str(environment.python))}{lane}"


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def _written(folder: Path, index: int, program: str) -> str:
    name = f"witness_{index}.py"
    (folder / name).write_text(program, encoding="utf-8")
    return name


def _surroundings(environment: Environment, folder: Path, packages: Sequence[str]) -> dict[str, str]:
    links = folder / "untyped"
    links.mkdir()
    for package in packages:
        _link(package.partition(".")[0], environment, links)
    return {**bare_surroundings(environment, folder), "MYPYPATH": str(links)}


def _link(package: str, environment: Environment, links: Path) -> None:
    """Lead mypy to a package that it would pass over, since nothing marks it as typed."""
    for place in environment.site_packages:
        for found in (place / package, place / f"{package}.py"):
            if found.exists() and not (found / "py.typed").exists() and not (links / found.name).exists():
                (links / found.name).symlink_to(found)
