"""The fields of a METADATA or PKG-INFO file (core metadata 1.0 to 2.x)."""

from email.message import Message
from email.parser import HeaderParser
from pathlib import Path


def parsed_fields(path: Path) -> Message:
    """The fields at the head of the file; without any where there is no such file."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        text = ""
    return HeaderParser().parsestr(text, headersonly=True)


def requirements(folder: Path) -> list[str]:
    """What the distribution in `folder` (an unpacked wheel or sdist) needs, each a PEP 508 requirement."""
    for path in (*folder.glob("*.dist-info/METADATA"), folder / "PKG-INFO"):
        if found := parsed_fields(path).get_all("Requires-Dist"):
            return found
    return []
