"""Fragments: one file a change, `<id>.<kind>.md`, written for users and gathered when a release is made."""

import re
from dataclasses import dataclass
from pathlib import Path

from stability_checker.errors import CheckerError

KINDS = ("breaking", "removed", "changed", "deprecated", "added", "fixed", "security")
# Files that explain the folder, or keep it in git while it is empty.
_ASIDE = {"readme.md", "template.md", ".gitkeep", ".gitignore"}


@dataclass(frozen=True, slots=True)
class Fragment:
    """What somebody wrote of one change: its kind, its Markdown, and where it stands."""

    kind: str
    text: str
    source: str

    def mentions(self) -> list[tuple[str, ...]]:
        """The names in its code spans, each as the parts of a dotted path: `Client.get(timeout)` is three parts."""
        spans = re.findall(r"(?<!`)`([^`]+)`(?!`)", self.text)
        return [parts for span in spans for parts in _paths(span)]


_PATH = r"(?:[A-Za-z_]\w*\.)*[A-Za-z_]\w*"


def _paths(span: str) -> list[tuple[str, ...]]:
    """A span names a path or a call of it: of `Client.get(timeout=None)` that is the path, and the parameter of it.

    `@app.route` speaks of `route` on whatever `app` is an instance of, `**options` of the parameter `options`.
    """
    found = re.fullmatch(rf"[@*]*(?P<path>{_PATH})(?:\((?P<arguments>.*)\))?", span.strip(), re.DOTALL)
    if not found:
        return []
    path = tuple(found["path"].split("."))
    path = path[-1:] if span.startswith("@") else path
    names = re.findall(rf"(?:^|,)\s*\**({_PATH})", found["arguments"] or "")
    return [path, *((*path, name) for name in names)]


def read_fragments(folder: Path) -> list[Fragment]:
    """The fragments in `folder` by name, none where there is no such folder.

    Raises CheckerError for a file whose name or content is no fragment's: a change that is lost in silence is worse.
    """
    if not folder.is_dir():
        return []
    return [_read(path) for path in sorted(folder.iterdir()) if path.is_file() and path.name.lower() not in _ASIDE]


def _read(path: Path) -> Fragment:
    kind = path.suffixes[-2].removeprefix(".") if path.suffix == ".md" and len(path.suffixes) > 1 else ""
    if kind not in KINDS:
        raise CheckerError(f"{path} is no fragment; name it <id>.<kind>.md with a kind among {', '.join(KINDS)}.")
    try:
        text = path.read_text(encoding="utf-8-sig").strip()
    except UnicodeDecodeError:
        raise CheckerError(f"{path} is not UTF-8; write it so.") from None
    if not text:
        raise CheckerError(f"{path} is empty; say in it what changes for users, or delete it.")
    return Fragment(kind, text, path.name)
