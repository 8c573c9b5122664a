"""Lets a test suite live on that makes every warning an error."""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import partial

from stability_checker.codemods.frame.contract import Hit, ManifestCodemod, Place
from stability_checker.codemods.frame.edits import Change, Edit
from stability_checker.codemods.frame.manifest import Manifest

_SETTING = re.compile(r"^filterwarnings[ \t]*=[ \t]*", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class IgnoreWarning(ManifestCodemod):
    """Leave one warning out where pytest turns all of its category into errors.

    The filter stands behind the one that makes the errors, for the last that fits decides.

    ```toml step
    line = "ignore:Using `httpx` with:UserWarning"
    category = "UserWarning"
    where_imported = ["starlette.testclient"]
    unless_required = "httpx2"
    ```
    ```toml untouched
    [tool.pytest.ini_options]
    filterwarnings = ["error"]
    ```
    ```python project
    from starlette.testclient import TestClient
    ```
    ```toml before
    [tool.pytest.ini_options]
    filterwarnings = ["error"]
    ```
    ```toml after
    [tool.pytest.ini_options]
    filterwarnings = ["error", "ignore:Using `httpx` with:UserWarning"]
    ```
    ```toml before
    [tool.pytest.ini_options]
    filterwarnings = [
        "error",
        "ignore::DeprecationWarning",
    ]
    ```
    ```toml after
    [tool.pytest.ini_options]
    filterwarnings = [
        "error",
        "ignore:Using `httpx` with:UserWarning",
        "ignore::DeprecationWarning",
    ]
    ```
    The same in an ini file:
    ```ini before
    [tool:pytest]
    filterwarnings =
        error
        ignore::DeprecationWarning
    ```
    ```ini after
    [tool:pytest]
    filterwarnings =
        error
        ignore:Using `httpx` with:UserWarning
        ignore::DeprecationWarning
    ```
    Another category does not concern it:
    ```toml untouched
    [tool.pytest.ini_options]
    filterwarnings = ["error::DeprecationWarning"]
    ```
    """

    line: str
    category: str
    where_imported: tuple[str, ...] = ()
    unless_required: str = ""

    def find_in(self, manifest: Manifest, imported: Container[str]) -> Iterator[Hit]:
        found = self._error(manifest)
        if found is None or self.line in manifest.text or any(manifest.entries(self.unless_required or "-")):
            return
        if not self.where_imported or any(name in imported for name in self.where_imported):
            yield self.hit(Place(manifest.line_of(found.start())), partial(self._added, manifest, found))

    def _error(self, manifest: Manifest) -> re.Match[str] | None:
        """The filter that turns the category into errors, with its quotes."""
        setting = _SETTING.search(manifest.text)
        if setting is None:
            return None
        value = re.compile(r"(?:\[[^\]]*\]|[^\r\n]*(?:\r?\n[ \t]+[^\r\n]*)*)").match(manifest.text, setting.end())
        pattern = rf"(?P<quote>[\"']?)(?<![\w:])error(?:::{self.category})?(?![\w:])(?P=quote)"
        return re.compile(pattern).search(manifest.text, setting.end(), value.end()) if value else None

    def _added(self, manifest: Manifest, found: re.Match[str]) -> Change:
        text, quote = manifest.text, found["quote"]
        new = f"{quote}{self.line}{quote}"
        start = max(begin for begin in manifest.starts if begin <= found.start())
        indent = text[start : found.start()]
        newline = "\r\n" if text[:start].endswith("\r\n") else "\n"
        if not indent.strip():
            between = f",{newline}{indent}" if quote else f"{newline}{indent}"
            return Change((Edit(found.end(), found.end(), between + new),))
        if quote and not text[: found.start()].rstrip().endswith(("[", ",")):
            return Change((Edit(found.start(), found.end(), f"[{found[0]}, {new}]"),))
        return Change((Edit(found.end(), found.end(), f", {new}" if quote else f"{newline}    {new}"),))
