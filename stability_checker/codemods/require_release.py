"""Lets a requirement admit the release that the code was moved to."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from stability_checker.codemods.frame.contract import Hit, ManifestCodemod, Place
from stability_checker.codemods.frame.edits import Change, Edit
from stability_checker.codemods.frame.manifest import Entry, Manifest


@dataclass(frozen=True, kw_only=True)
class RequireRelease(ManifestCodemod):
    """Write the range that the new code needs where a requirement rules the new release out.

    ```toml step
    distribution = "starlette"
    release = "1.10.0"
    range = ">=1.0,<2"
    ```
    ```toml before
    [project]
    dependencies = ["starlette>=0.37,<1", "anyio"]
    keywords = ["starlette"]
    ```
    ```toml after
    [project]
    dependencies = ["starlette>=1.0,<2", "anyio"]
    keywords = ["starlette"]
    ```
    ```text before
    starlette==0.37.2  # the web part
    ```
    ```text after
    starlette>=1.0,<2  # the web part
    ```
    What admits the release already stays:
    ```text untouched
    starlette>=0.37
    starlette
    ```
    """

    distribution: str
    release: str
    range: str

    def find_in(self, manifest: Manifest, imported: frozenset[str]) -> Iterator[Hit]:
        for entry in manifest.entries(self.distribution):
            if not self._admits(entry):
                review = f"the requirement {entry.text!r} rules {self.release} out"
                edit = Edit(*entry.specifiers, self.range)
                yield self.hit(Place(manifest.line_of(entry.name[0])), partial(Change, (edit,)), review)

    def _admits(self, entry: Entry) -> bool:
        text = entry.text.strip("() ")
        if entry.poetry and text[:1] in "^~*" and text[:2] != "~=":
            return text == "*" or text.lstrip("^~").split(".")[0] == self.release.split(".")[0]
        if entry.poetry and text[:1].isdigit():
            text = f"=={text}"
        try:
            return SpecifierSet(text).contains(self.release, prereleases=True)
        except InvalidSpecifier:
            return True
