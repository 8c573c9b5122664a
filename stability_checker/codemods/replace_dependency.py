"""Asks for another distribution where the old one no longer serves."""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import partial

from stability_checker.codemods.frame.contract import Hit, ManifestCodemod, Place, manual
from stability_checker.codemods.frame.edits import Change, Edit
from stability_checker.codemods.frame.manifest import HASHED, Entry, Manifest


@dataclass(frozen=True, kw_only=True)
class ReplaceDependency(ManifestCodemod):
    """Name the distribution that took the place of another.

    With `unless_imported` the old one stays where the project's own code imports that package: it needs it for itself.
    With `where_imported` it stays unless the code imports one of those modules. With `development` only what is needed
    for work on the project changes hands, never what the project itself runs on.

    ```toml step
    old = "httpx"
    new = "httpx2"
    range = ">=2.0"
    unless_imported = "httpx"
    where_imported = ["starlette.testclient"]
    development = true
    ```
    ```toml untouched
    [dependency-groups]
    dev = ["pytest", "httpx>=0.27"]
    ```
    ```python project
    from starlette.testclient import TestClient
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
    ```text before
    pytest
    httpx==0.27.0
    ```
    ```text after
    pytest
    httpx2>=2.0
    ```
    ```text untouched
    pytest
    httpx-sse==0.4
    pytest-httpx
    ```
    What was written with hashes is for the tool that wrote it:
    ```text notice 2
    pytest==8.0.0 --hash=sha256:00
    httpx==0.27.0 \\
        --hash=sha256:01
    ```
    What the project runs on is its own affair:
    ```toml untouched
    [project]
    dependencies = ["httpx>=0.27"]
    ```
    ```python project
    import httpx
    from starlette.testclient import TestClient
    ```
    ```text untouched
    pytest
    httpx
    ```
    """

    old: str
    new: str
    range: str = ""
    unless_imported: str = ""
    where_imported: tuple[str, ...] = ()
    development: bool = False

    def find_in(self, manifest: Manifest, imported: Container[str]) -> Iterator[Hit]:
        entries = list(manifest.entries(self.old))
        if not entries or any(manifest.entries(self.new)) or not self._is_due(imported):
            return
        for entry in entries:
            if self.development and not manifest.is_development(entry):
                continue
            place = Place(manifest.line_of(entry.name[0]))
            yield manual(place, HASHED) if manifest.is_hashed else self.hit(place, partial(self._replaced, entry))

    def _is_due(self, imported: Container[str]) -> bool:
        if self.unless_imported and self.unless_imported in imported:
            return False
        return not self.where_imported or any(name in imported for name in self.where_imported)

    def _replaced(self, entry: Entry) -> Change:
        version = self.range if entry.text.strip("* ") else entry.text
        return Change((Edit(*entry.name, self.new), *entry.asking_for(version)))
