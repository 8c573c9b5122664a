"""A rule's page: prose and fenced examples, read from its docstring.

An example is a fence ```` ```python old ````, one ```` ```python new ```` and one ```` ```findings ````. A line
`# file: pkg/other.py` inside a fence starts another file; what stands before it is `pkg/__init__.py`. Each line of the
findings is "rule symbol" or "rule symbol(member)"; an empty fence says that nothing is found.
"""

import re
from dataclasses import dataclass
from functools import cached_property

from msgspec import Struct

_FENCE = re.compile(r"^```(?P<label>[^\n]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"^# file: (?P<name>\S+)\n", re.MULTILINE)


class Example(Struct, frozen=True):
    """Two file trees and what comparing them finds, as "rule symbol(member)" lines."""

    old: dict[str, str]
    new: dict[str, str]
    findings: tuple[str, ...]


@dataclass(frozen=True)
class Page:
    """A page of documentation: `text` is the whole, `summary` its first sentence."""

    text: str

    @property
    def summary(self) -> str:
        return self.text.partition("\n")[0]

    @cached_property
    def examples(self) -> tuple[Example, ...]:
        """The examples, in order; raises ValueError where the fences do not come in threes."""
        fences = [(match["label"], match["body"]) for match in _FENCE.finditer(self.text)]
        if [label for label, _ in fences] != ["python old", "python new", "findings"] * (len(fences) // 3):
            raise ValueError(f"the fences of the page {self.summary!r} are not old, new and findings, in this order")
        bodies = [body for _, body in fences]
        return tuple(
            Example(read_files(old), read_files(new), tuple(sorted(found.split("\n")[:-1])))
            for old, new, found in zip(bodies[::3], bodies[1::3], bodies[2::3], strict=True)
        )


def read_page(text: str) -> Page:
    """The page that a docstring holds."""
    return Page(text)


def read_files(body: str) -> dict[str, str]:
    """The files of one fence by name; `pkg/__init__.py` is there even if it is empty."""
    first, *rest = _FILE.split(body)
    files = dict(zip(rest[::2], rest[1::2], strict=True))
    if first.strip() or "pkg/__init__.py" not in files:
        files["pkg/__init__.py"] = first
    return files
