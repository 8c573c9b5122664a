"""Lock files: which release of a distribution they pin, and how they are written anew."""

import json
import re
import tomllib
from collections.abc import Iterator
from typing import Any

from packaging.utils import canonicalize_name

LOCKS = {
    "uv.lock": "uv lock --upgrade-package {}",
    "poetry.lock": "poetry update {}",
    "pdm.lock": "pdm update {}",
    "Pipfile.lock": "pipenv update {}",
}
"""The lock files that are known, and the command that takes a newer release of a distribution into each."""


def locked(text: str, kind: str, distribution: str) -> Iterator[tuple[int, str]]:
    """Where the text of a lock file of the name `kind` pins a distribution, as an offset, and at which release.

    A text that is broken pins nothing.
    """
    wanted = canonicalize_name(distribution)
    try:
        table = json.loads(text) if kind == "Pipfile.lock" else tomllib.loads(text)
    except ValueError:
        return
    for name, version in _packages(table):
        if canonicalize_name(name) == wanted:
            found = re.search(rf"\"{re.escape(name)}\"", text)
            yield found.start() if found else 0, version


def _packages(table: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for package in table.get("package", []):
        yield str(package.get("name", "")), str(package.get("version", ""))
    for section in ("default", "develop"):
        for name, entry in table.get(section, {}).items() if isinstance(table.get(section), dict) else ():
            yield name, str(entry.get("version", "")).removeprefix("==")
