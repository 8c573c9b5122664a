"""Raises the oldest Python that a project promises to that of the new release."""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import partial

from packaging.version import InvalidVersion, Version

from stability_checker.codemods.frame.contract import Hit, ManifestCodemod, Place, manual
from stability_checker.codemods.frame.edits import Change, Edit
from stability_checker.codemods.frame.manifest import Manifest
from stability_checker.codemods.frame.pythons import pythons

_PROMISES = {
    "pyproject.toml": re.compile(
        r"^(?:requires-python|python)[ \t]*=[ \t]*[\"'](?P<range>[^\"'\r\n]*)[\"']", re.MULTILINE
    ),
    "setup.cfg": re.compile(r"^python_requires[ \t]*=[ \t]*(?P<range>[^\r\n#;]*)", re.MULTILINE),
    "setup.py": re.compile(r"\bpython_requires[ \t]*=[ \t]*[\"'](?P<range>[^\"'\r\n]*)[\"']"),
}
_BOUND = re.compile(r"(?P<operator>>=|~=|\^|~|==|>|\A(?=\d))[ \t]*(?P<version>\d[\w.]*)(?P<any>\.\*)?")
"""A version that stands alone is Poetry's way to name the only one."""


@dataclass(frozen=True, kw_only=True)
class RequirePython(ManifestCodemod):
    """Promise no Python that the new release does not run on.

    Where the code imports one of `packages`, an older Python that a Dockerfile, a Pipfile, an environment of conda or
    tox chooses to run on gets a line in the report.

    ```toml step
    least = "3.11"
    distribution = "starlette"
    ```
    ```toml before
    [project]
    requires-python = ">=3.8,<4"
    dependencies = ["starlette>=1.0,<2"]
    ```
    ```toml after
    [project]
    requires-python = ">=3.11,<4"
    dependencies = ["starlette>=1.0,<2"]
    ```
    ```toml before
    [tool.poetry.dependencies]
    python = "^3.8"
    starlette = ">=1.0,<2"
    ```
    ```toml after
    [tool.poetry.dependencies]
    python = "^3.11"
    starlette = ">=1.0,<2"
    ```
    ```toml before
    [tool.poetry.dependencies]
    python = "3.9.15"
    starlette = ">=1.0,<2"
    ```
    ```toml after
    [tool.poetry.dependencies]
    python = ">=3.11"
    starlette = ">=1.0,<2"
    ```
    A project that only uses the release in its tests promises its own:
    ```toml untouched
    [project]
    requires-python = ">=3.8"
    dependencies = ["anyio"]

    [dependency-groups]
    dev = ["starlette>=1.0,<2"]
    ```
    ```toml untouched
    [project]
    requires-python = ">=3.12"
    dependencies = ["starlette>=1.0,<2"]
    ```
    """

    least: str
    distribution: str
    packages: tuple[str, ...] = ()

    def find_in(self, manifest: Manifest, imported: Container[str]) -> Iterator[Hit]:
        yield from self._promised(manifest)
        chosen = [one for one in pythons(manifest) if self._is_too_old(one[2])]
        if chosen and any(package in imported for package in self.packages):
            for offset, text, _ in chosen:
                message = f"{text!r} is a Python older than {self.least}, which the new release needs"
                yield manual(Place(manifest.line_of(offset)), message)

    def _promised(self, manifest: Manifest) -> Iterator[Hit]:
        promise = _PROMISES.get(manifest.path.name)
        found = promise.search(manifest.text) if promise else None
        bound = _BOUND.search(found["range"]) if found else None
        if found is None or bound is None or not self._is_too_old(bound["version"]):
            return
        if not all(manifest.is_development(entry) for entry in manifest.entries(self.distribution)):
            start = found.start("range")
            edit = Edit(start + bound.start(), start + bound.end(), self._raised(bound))
            review = (
                f"{found['range'].strip()!r} promises a Python older than {self.least}, which the new release needs"
            )
            yield self.hit(Place(manifest.line_of(start)), partial(Change, (edit,)), review)

    def _is_too_old(self, version: str) -> bool:
        try:
            return Version(version) < Version(self.least)
        except InvalidVersion:
            return False

    def _raised(self, bound: re.Match[str]) -> str:
        operator = bound["operator"] if bound["operator"] in ("^", "~", "~=") else ">="
        return f"{operator}{self.least}"
