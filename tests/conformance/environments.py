"""Virtual environments for other people's suites: an interpreter found on this machine, the packages that they name."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tests.conformance.downloads import alone, cache_folder, fetching


class MissingInterpreter(Exception):
    """No interpreter of the wanted version is on this machine."""


def interpreter(version: str) -> Path:
    """The `python` of a minor version such as `"3.13"`, from this process, PATH, pyenv or uv."""
    for candidate in candidates(version):
        if candidate.is_file() and version_of(candidate) == version:
            return candidate
    raise MissingInterpreter(f"no Python {version} on PATH, under pyenv or uv: install one, or choose with --python")


def candidates(version: str) -> Iterator[Path]:
    if sys.version_info[:2] == tuple(int(part) for part in version.split(".")):
        yield Path(sys.executable)
    if found := shutil.which(f"python{version}"):
        yield Path(found)
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    yield from sorted(pyenv.glob(f"versions/{version}.*/bin/python"), reverse=True)
    if uv := shutil.which("uv"):
        answer = subprocess.run([uv, "python", "find", version], capture_output=True, text=True, check=False)
        yield from map(Path, answer.stdout.split("\n")[:1])


def version_of(python: Path) -> str:
    """Asked of the interpreter itself: a pyenv shim of a version that is not selected fails here."""
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    return subprocess.run([python, "-c", code], capture_output=True, text=True, check=False).stdout.strip()


def environment(version: str, name: str, requirements: Iterable[str]) -> Path:
    """The `python` of a cached virtual environment that holds the requirements (PEP 508 lines).

    Made once, whoever comes first: test workers that want the same one wait for it.
    """
    wanted = sorted(set(requirements))
    digest = hashlib.sha256("\n".join(wanted).encode()).hexdigest()[:12]
    folder = cache_folder() / "environments" / f"{name}-{version}-{digest}"
    python = folder / "bin" / "python"
    ready = folder / "ready"
    with alone(folder.name):
        if not ready.exists():
            shutil.rmtree(folder, ignore_errors=True)
            subprocess.run([interpreter(version), "-m", "venv", folder], check=True)
            fetching([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *wanted])
            ready.touch()
    return python


def dependency_group(pyproject: Path, group: str, without: frozenset[str] = frozenset()) -> list[str]:
    """The requirements of a PEP 735 group, its included groups flattened, less the projects named in `without`."""
    groups: dict[str, Any] = tomllib.loads(pyproject.read_text(encoding="utf-8"))["dependency-groups"]
    return [line for line in flattened(groups, group) if project_of(line) not in without]


def flattened(groups: dict[str, Any], group: str) -> Iterator[str]:
    for entry in groups[group]:
        if isinstance(entry, str):
            yield entry
        else:
            yield from flattened(groups, entry["include-group"])


def project_of(requirement: str) -> str:
    match = re.match(r"[A-Za-z0-9._-]+", requirement)
    return match.group().lower() if match else ""
