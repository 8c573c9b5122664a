"""The fields of a METADATA or PKG-INFO file (core metadata 1.0 to 2.x)."""

from collections.abc import Iterator
from pathlib import Path


class Fields:
    """Named texts, in order; a name may stand several times, and its case says nothing (RFC 822, section 3.2).

    The standard library reads them with all of `email`, which takes as long to load as a small package to compare.
    """

    def __init__(self, text: str) -> None:
        self._pairs = [(name.lower(), value) for name, value in _unfolded(text)]

    def __contains__(self, name: str) -> bool:
        return bool(self.get_all(name))

    def get(self, name: str) -> str | None:
        """The first value of `name`, with the line breaks that it was folded at; None where it is missing."""
        return next(iter(self.get_all(name)), None)

    def get_all(self, name: str) -> list[str]:
        """All values of `name`, in order."""
        return [value for each, value in self._pairs if each == name.lower()]


def parsed_fields(path: Path) -> Fields:
    """The fields at the head of the file; without any where there is no such file."""
    try:
        return Fields(path.read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return Fields("")


def requirements(folder: Path) -> list[str]:
    """What the distribution in `folder` (an unpacked wheel or sdist) needs, each a PEP 508 requirement."""
    for path in (*folder.glob("*.dist-info/METADATA"), folder / "PKG-INFO"):
        if found := parsed_fields(path).get_all("Requires-Dist"):
            return found
    return []


def _unfolded(text: str) -> Iterator[tuple[str, str]]:
    """Each field down to the first line that is none; lines that start with white space continue the one above."""
    name, lines = "", [""]
    for line in text.split("\n"):
        if line[:1] in (" ", "\t") and line:
            lines.append(line)
            continue
        if name:
            yield name, "\n".join(lines).rstrip("\n")
        name, colon, value = line.partition(":")
        if not colon or not _is_name(name):
            return
        lines = [value.lstrip(" \t")]
    if name:
        yield name, "\n".join(lines).rstrip("\n")


def _is_name(text: str) -> bool:
    return all("!" <= character <= "~" for character in text)
