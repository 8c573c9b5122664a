"""Lines as Python counts them, and which Python reads one that the running one cannot."""

import io
import re
import sys

from msgspec import Struct


class _Feature(Struct, frozen=True):
    """One piece of grammar: the Python that brought it, its name, and what it looks like in a line or an error."""

    since: tuple[int, int]
    name: str
    line: re.Pattern[str]
    error: str = ""


_FEATURES = (
    _Feature((3, 13), "defaults of type parameters, PEP 696", re.compile(r"\s*(?:class|def|type)\s+\w+\[[^]]*\w\s*=")),
    _Feature((3, 12), "type parameters, PEP 695", re.compile(r"\s*(?:class|(?:async\s+)?def)\s+\w+\s*\[")),
    _Feature((3, 12), "a type statement, PEP 695", re.compile(r"\s*type\s+\w+\s*(?:\[.*\])?\s*=")),
    _Feature((3, 14), "a template string, PEP 750", re.compile(r".*\b(?:t|tr|rt)[\"']", re.IGNORECASE)),
    _Feature((3, 14), "except without parentheses, PEP 758", re.compile(r"\s*except\*?\s+[\w.]+\s*,[^(]*:")),
    _Feature((3, 12), "a nested f-string, PEP 701", re.compile(r".*\bf[\"'].*\{"), "f-string"),
)


def lines_of(text: str) -> list[str]:
    """The lines of a file with their ends; unlike for `str.splitlines`, a form feed or U+2028 ends none."""
    return io.StringIO(text, newline="").readlines()


def newer_grammar(error: SyntaxError, text: str) -> str | None:
    """What a file uses that only a newer Python reads, as a sentence's end; None where the error is just an error."""
    lines = lines_of(text)
    number = error.lineno or 0
    line = lines[number - 1] if 0 < number <= len(lines) else ""
    for feature in _FEATURES:
        known = feature.line.match(line) or (feature.error and feature.error in (error.msg or ""))
        if known and sys.version_info[:2] < feature.since:
            return f"{feature.name}, is read by Python {'.'.join(map(str, feature.since))} and later alone"
    return None
