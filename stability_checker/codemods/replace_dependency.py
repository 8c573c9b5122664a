"""Asks for another distribution where the old one no longer serves."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from stability_checker.codemods.frame.contract import Hit, ManifestCodemod, Place
from stability_checker.codemods.frame.edits import Change, Edit
from stability_checker.codemods.frame.manifest import Entry, Manifest


@dataclass(frozen=True, kw_only=True)
class ReplaceDependency(ManifestCodemod):
    """Name the distribution that took the place of another.

    With `unless_imported` the old one stays where the project's own code imports that package: it needs it for itself.

    ```toml step
    old = "httpx"
    new = "httpx2"
    range = ">=2.0"
    unless_imported = "httpx"
    ```
    ```toml before
    [dependency-groups]
    dev = [
        "pytest",
        "httpx>=0.27",
    ]
    ```
    ```toml after
    [dependency-groups]
    dev = [
        "pytest",
        "httpx2>=2.0",
    ]
    ```
    ```text untouched
    httpx-sse==0.4
    pytest-httpx
    ```
    """

    old: str
    new: str
    range: str = ""
    unless_imported: str = ""

    def find_in(self, manifest: Manifest, imported: frozenset[str]) -> Iterator[Hit]:
        if self.unless_imported in imported or any(manifest.entries(self.new)):
            return
        for entry in manifest.entries(self.old):
            yield self.hit(Place(manifest.line_of(entry.name[0])), partial(self._replaced, entry))

    def _replaced(self, entry: Entry) -> Change:
        version = self.range if entry.text.strip("* ") else entry.text
        return Change((Edit(*entry.name, self.new), Edit(*entry.specifiers, version)))
