"""Requirements in files of their own: `requires.txt` of an old sdist, and the files that dynamic metadata names."""

import re
from collections.abc import Iterator
from pathlib import Path


def egg_requirements(project: Path) -> list[str] | None:
    """What `*.egg-info/requires.txt` of an unpacked sdist lists, in the form of Requires-Dist; None without the file.

    Its sections are `[extra]`, `[:marker]` and `[extra:marker]` (setuptools wrote them before metadata 2.1).
    """
    path = next((path for path in sorted(project.glob("**/*.egg-info/requires.txt"))), None)
    return list(_with_sections(path.read_text(encoding="utf-8", errors="replace"))) if path else None


def _with_sections(text: str) -> Iterator[str]:
    extra = marker = ""
    for line in filter(None, map(str.strip, text.splitlines())):
        if section := re.fullmatch(r"\[(?P<extra>[^:\]]*)(?::(?P<marker>.*))?\]", line):
            extra, marker = section["extra"], section["marker"] or ""
        else:
            markers = [f"({marker})" if marker else "", f'extra == "{extra}"' if extra else ""]
            condition = " and ".join(filter(None, markers))
            yield f"{line}; {condition}" if condition else line


def listed_requirements(path: Path) -> list[str]:
    """The requirements in a requirements file; options (`-r`, `--hash`) and comments are left out."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeError):
        return []
    lines = (re.sub(r"(?:^|\s)#.*", "", line).strip() for line in text.replace("\\\n", " ").splitlines())
    return [re.split(r"\s--", line)[0].strip() for line in lines if line and not line.startswith("-")]
