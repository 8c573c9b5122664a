"""The Pythons that a project's files choose to run on, as opposed to those that it promises to support."""

import re
from collections.abc import Iterator

from stability_checker.codemods.frame.manifest import Manifest

_CHOSEN = {
    "dockerfile": r"^[ \t]*FROM[ \t]+(?:--\S+[ \t]+)*(?P<text>\S*\bpython:?(?P<version>\d+\.\d+)[\w.-]*)",
    "pipfile": r"^(?P<text>python_(?:full_)?version[ \t]*=[ \t]*[\"'](?P<version>\d+\.\d+)[\w.]*[\"'])",
    "environment": r"^[ \t]*-[ \t]+[\"']?(?P<text>python[ \t]*==?[ \t]*(?P<version>\d+\.\d+)[\w.*]*)",
}
_ENVIRONMENTS = re.compile(r"^env_?list[ \t]*=[^\r\n]*(?:\r?\n[ \t]+[^\r\n]*)*", re.MULTILINE)
_FACTOR = re.compile(r"\bpy(?P<major>[23])?(?:\{(?P<several>[^}]*)\}|\.?(?P<one>\d+))(?!\w)")
"""`py38`, `py3.8`, `py3{8,9}` and `py{38,39}` of tox."""


def pythons(manifest: Manifest) -> Iterator[tuple[int, str, str]]:
    """Where a file chooses a Python: the offset, how it is written, and the version as `3.8`."""
    if manifest.path.name == "tox.ini":
        yield from _tested(manifest.text)
    for kind, pattern in _CHOSEN.items():
        if manifest.path.name.lower().startswith(kind):
            for found in re.finditer(pattern, manifest.text, re.MULTILINE | re.IGNORECASE):
                yield found.start("text"), found["text"], found["version"]


def _tested(text: str) -> Iterator[tuple[int, str, str]]:
    """The interpreters among the environments that tox runs."""
    for listed in _ENVIRONMENTS.finditer(text):
        for factor in _FACTOR.finditer(text, *listed.span()):
            for number in (factor["several"] or factor["one"]).split(","):
                digits = (factor["major"] or "") + number.strip().replace(".", "")
                if digits.isdigit() and len(digits) > 1:
                    yield factor.start(), f"py{digits}", f"{digits[0]}.{digits[1:]}"
