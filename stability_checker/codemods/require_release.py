"""Lets a requirement admit the release that the code was moved to."""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import partial

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

from stability_checker.codemods.frame.contract import Hit, ManifestCodemod, Place, manual
from stability_checker.codemods.frame.edits import Change
from stability_checker.codemods.frame.locks import LOCKS, locked
from stability_checker.codemods.frame.manifest import HASHED, Entry, Manifest

_FAR = Version("9999")
"""A release that stands for all those to come."""


@dataclass(frozen=True, kw_only=True)
class RequireRelease(ManifestCodemod):
    """Write the range that the new code needs where a requirement rules the new release out.

    With `or_newer` any release from `release` on will do. A lock file, and what tox asks for in the environments of a
    factor alone, get a line in the report.

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
    What was written with hashes is for the tool that wrote it:
    ```text notice 1
    starlette==0.37.2 \\
        --hash=sha256:00
    ```
    A library that is met on the way need only be new enough:
    ```toml step
    distribution = "fastapi"
    release = "0.133.0"
    range = ">=0.133"
    or_newer = true
    ```
    ```text before
    fastapi==0.110.0
    ```
    ```text after
    fastapi>=0.133
    ```
    ```text untouched
    fastapi==0.160.0
    ```
    ```toml before
    [tool.poetry.dependencies]
    fastapi = "^0.61.0"
    ```
    ```toml after
    [tool.poetry.dependencies]
    fastapi = ">=0.133"
    ```
    ```toml untouched
    [tool.poetry.dependencies]
    fastapi = "^0.140"
    ```
    Comments are not requirements, and a table of its own is one:
    ```toml before
    [project]
    dependencies = [
        # "fastapi<0.100",
        "fastapi<0.100",
    ]

    [tool.uv]
    constraint-dependencies = ["fastapi<0.100"]

    [tool.poetry.group.web.dependencies.fastapi]
    version = "~0.61"
    extras = ["all"]
    ```
    ```toml after
    [project]
    dependencies = [
        # "fastapi<0.100",
        "fastapi>=0.133",
    ]

    [tool.uv]
    constraint-dependencies = ["fastapi>=0.133"]

    [tool.poetry.group.web.dependencies.fastapi]
    version = ">=0.133"
    extras = ["all"]
    ```
    ```yaml before
    dependencies:
      - python=3.11
      - fastapi=0.100
      - pip:
          - "fastapi[all]==0.100.1"  # pinned
    ```
    ```yaml after
    dependencies:
      - python=3.11
      - fastapi>=0.133
      - pip:
          - "fastapi[all]>=0.133"  # pinned
    ```
    A shell takes a bare `>` for a redirection:
    ```dockerfile before
    RUN pip install fastapi==0.100.1 && pip install "fastapi<0.101" fastapi[all]==0.100.1
    ```
    ```dockerfile after
    RUN pip install "fastapi>=0.133" && pip install "fastapi>=0.133" "fastapi[all]>=0.133"
    ```
    """

    distribution: str
    release: str
    range: str
    or_newer: bool = False

    def find_in(self, manifest: Manifest, imported: Container[str]) -> Iterator[Hit]:
        for entry in manifest.entries(self.distribution):
            if not self._admits(entry):
                review = f"{entry.text!r} rules {self.distribution} {self.release} out"
                change = partial(Change, entry.asking_for(self.range))
                place = Place(manifest.line_of(entry.name[0]))
                yield manual(place, f"{review}; {HASHED}") if manifest.is_hashed else self.hit(place, change, review)
        for entry in manifest.factored(self.distribution):
            if not self._admits(entry):
                advice = "drop these environments, or change what they ask for"
                message = f"{entry.text!r} of the factor {entry.table} rules {self.distribution} {self.release} out"
                yield manual(Place(manifest.line_of(entry.name[0])), f"{message}: {advice}")
        yield from self._in_lock(manifest)

    def _in_lock(self, manifest: Manifest) -> Iterator[Hit]:
        kind = manifest.path.name
        for offset, version in locked(manifest.text, kind, self.distribution) if manifest.is_lock else ():
            if not self._fits(SpecifierSet(f"==={version}")):
                command = LOCKS[kind].format(self.distribution)
                message = f"{self.distribution} {version} is locked, which rules {self.release} out: run `{command}`"
                yield manual(Place(manifest.line_of(offset)), message)

    def _admits(self, entry: Entry) -> bool:
        text = entry.text.strip("() ")
        if entry.poetry and text == "*":
            return True
        if entry.poetry and text[:1].isdigit():
            text = f"=={text}"
        if text.startswith("=") and not text.startswith("=="):
            text = f"={text.removesuffix('.*')}.*"
        try:
            return self._fits(SpecifierSet(_below(text) if entry.poetry and text[:1] in "^~" else text))
        except (InvalidSpecifier, InvalidVersion):
            return True

    def _fits(self, asked: SpecifierSet) -> bool:
        named = [Version(one.version.removesuffix(".*")) for one in asked] if self.or_newer else []
        least = Version(self.release)
        enough = [least, *(version for version in named if version >= least), *([_FAR] if self.or_newer else [])]
        return any(asked.contains(version, prereleases=True) for version in enough)


def _below(text: str) -> str:
    """The upper end of a range in Poetry's notation: `^` keeps the first part that is not zero, `~` the second."""
    if text.startswith("~="):
        return text
    parts = [int(part) for part in text.lstrip("^~ ").split(".") if part.isdigit()]
    kept = (
        next((at for at, part in enumerate(parts) if part), len(parts) - 1)
        if text[0] == "^"
        else min(1, len(parts) - 1)
    )
    return "<" + ".".join(map(str, [*parts[:kept], parts[kept] + 1])) if parts else text
