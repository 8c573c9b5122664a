"""A changelog file: what it says of releases, and a release written into it (Keep a Changelog 1.1.0)."""

import re
from collections.abc import Iterator

from packaging.version import Version

from stability_checker.errors import CheckerError
from stability_checker.notes.fragments import KINDS, Fragment
from stability_checker.versioning import find_version

_RELEASE = re.compile(r"^## +\[?v?(?P<version>\d[^\s\]]*)\]?.*$", re.MULTILINE)
_KIND = re.compile(r"^#{3,4} +(?P<kind>\w+)", re.MULTILINE)
_ITEM = re.compile(r"^[*-] +(?P<text>.*(?:\n(?:[ \t]+\S.*))*)", re.MULTILINE)


def entries_between(text: str, old: str | None, new: str | None, source: str = "changelog") -> list[Fragment]:
    """What a changelog says of the releases after `old` up to `new`: a fragment an item, its kind from the heading.

    Items under headings that Keep a Changelog does not know are left out.
    """
    first, last = find_version(old), find_version(new)
    return [
        entry
        for release, body in _releases(text)
        if (first is None or first < release) and (last is None or release <= last)
        for entry in _entries(body, f"{source}, {release}")
    ]


def insert_release(text: str, release: str, version: str) -> str:
    """The changelog `text` with the section `release` above all others; CheckerError where it is there already."""
    if any(found == find_version(version) for found, _ in _releases(text)):
        raise CheckerError(f"The changelog has a section for {version} already; take it out or raise the version.")
    start = next((found.start() for found in _RELEASE.finditer(text)), None)
    if start is None:
        return f"{text.rstrip()}\n\n{release.strip()}\n" if text.strip() else f"# Changelog\n\n{release.strip()}\n"
    return f"{text[:start]}{release.strip()}\n\n{text[start:]}"


def _releases(text: str) -> Iterator[tuple[Version, str]]:
    for head, body in _parts(_RELEASE, text):
        version = find_version(head["version"])
        if version is not None:
            yield version, body


def _entries(body: str, source: str) -> Iterator[Fragment]:
    for head, section in _parts(_KIND, body):
        kind = head["kind"].lower()
        for item in _ITEM.finditer(section) if kind in KINDS else ():
            lines = [line.strip() for line in item["text"].splitlines()]
            yield Fragment(kind, "\n".join(lines), source)


def _parts(heading: re.Pattern[str], text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Each heading with the text under it."""
    heads = list(heading.finditer(text))
    ends = [*(head.start() for head in heads[1:]), len(text)]
    for head, end in zip(heads, ends, strict=False):
        yield head, text[head.end() : end]
