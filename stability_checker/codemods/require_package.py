"""Adds a requirement for a package that the code imports by now."""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import partial

from stability_checker.codemods.frame.contract import Hit, ManifestCodemod, Place
from stability_checker.codemods.frame.edits import Change, Edit
from stability_checker.codemods.frame.manifest import Entry, Manifest
from stability_checker.codemods.frame.text import line_ending


@dataclass(frozen=True, kw_only=True)
class RequirePackage(ManifestCodemod):
    """Ask for a distribution beside the first of those in `beside` that is asked for, where the code imports it.

    ```toml step
    package = "a2wsgi"
    distribution = "a2wsgi"
    beside = ["starlette", "fastapi"]
    ```
    ```text untouched
    starlette>=1.0
    ```
    ```python project
    from a2wsgi import WSGIMiddleware
    ```
    ```text before
    starlette>=1.0
    ```
    ```text after
    a2wsgi
    starlette>=1.0
    ```
    ```toml before
    [project]
    dependencies = [
        "starlette>=1.0",  # the web
        "anyio",
    ]
    ```
    ```toml after
    [project]
    dependencies = [
        "a2wsgi",
        "starlette>=1.0",  # the web
        "anyio",
    ]
    ```
    ```python project
    from a2wsgi import WSGIMiddleware
    ```
    ```toml before
    [project]
    dependencies = ["starlette>=1.0"]
    ```
    ```toml after
    [project]
    dependencies = ["a2wsgi", "starlette>=1.0"]
    ```
    ```python project
    from a2wsgi import WSGIMiddleware
    ```
    ```toml before
    [tool.poetry.dependencies]
    python = "^3.11"
    fastapi = "^0.140"
    ```
    ```toml after
    [tool.poetry.dependencies]
    python = "^3.11"
    a2wsgi = "*"
    fastapi = "^0.140"
    ```
    """

    package: str
    distribution: str
    beside: tuple[str, ...] = ("starlette", "fastapi")

    def find_in(self, manifest: Manifest, imported: Container[str]) -> Iterator[Hit]:
        if self.package not in imported or any(manifest.entries(self.distribution)):
            return
        entries = [entry for name in self.beside for entry in manifest.entries(name)]
        for entry in entries[:1]:
            yield self.hit(Place(manifest.line_of(entry.name[0])), partial(self._added, manifest, entry))

    def _added(self, manifest: Manifest, entry: Entry) -> Change:
        """In a list of requirements a line, in an array one more text in front, in a table a key."""
        offset = entry.name[0]
        start = max(begin for begin in manifest.starts if begin <= offset)
        before = manifest.text[start:offset]
        quote = before[-1:] if before[-1:] in ("'", '"') and not entry.poetry else ""
        if quote:
            indent = before[:-1]
            apart = f",{line_ending(manifest.text, start)}{indent}" if not indent.strip() else ", "
            return Change((Edit(offset - 1, offset - 1, f"{quote}{self.distribution}{quote}{apart}"),))
        version = ' = "*"' if entry.poetry else ""
        return Change((Edit(start, start, f"{before}{self.distribution}{version}\n"),))
