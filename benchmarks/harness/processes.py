"""The processes that are measured: each in the peers' environment, each asked for one document of JSON."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from pathlib import Path
from typing import Any

from tests.conformance.environments import environment

BENCHMARKS = Path(__file__).parent.parent
REPOSITORY = BENCHMARKS.parent


def requirements(name: str = "requirements.txt") -> list[str]:
    lines = (BENCHMARKS / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def peers(version: str) -> Path:
    """The `python` of the environment with every peer. Raises `MissingInterpreter`."""
    return environment(version, "benchmarks", requirements())


def variables(**more: str) -> dict[str, str]:
    """With a frozen hash seed: the order of sets must not differ between two rounds."""
    return {**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONHASHSEED": "0", **more}


def ask(python: Path, module: str, *arguments: object) -> Any:
    """What the module prints as JSON; one that fails is an error, not a gap."""
    command = [python, "-W", "ignore", "-m", module, *map(str, arguments)]
    answer = subprocess.run(
        command, cwd=REPOSITORY, env=variables(), stdout=subprocess.PIPE, check=True, text=True, timeout=900
    )
    return json.loads(answer.stdout)


def described(python: Path) -> str:
    """The interpreter and the machine by kind."""
    code = "import platform; print(platform.python_version())"
    version = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    return f"Python {version} on {platform.system()} {platform.machine()}, {os.cpu_count()} cores"
