"""Text made safe for Markdown (CommonMark, GFM): code spans that hold anything, sentences that stay sentences."""

import re


def code(text: str) -> str:
    """A code span that holds any text: its fence is longer than every run of backticks inside (CommonMark 6.1)."""
    line = " ".join(text.split())
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", line)), default=0))
    return f"{fence} {line} {fence}" if len(fence) > 1 else f"`{line}`"


def signature(text: str) -> str:
    """A code span of source text without the two module names that stand before almost every annotation."""
    return code(re.sub(r"\b(?:typing|collections\.abc)\.", "", text))


def prose(text: str) -> str:
    """A sentence in which no name turns into markup: `__init__`, `*args` and `<lambda>` stay as they are."""
    spans = re.split(r"(`[^`]+`)", " ".join(text.split()))
    return "".join(part if part.startswith("`") else re.sub(r"([\\*_<>\[\]|])", r"\\\1", part) for part in spans)


def cell(text: str) -> str:
    """Markup that cannot end its table cell: a bar does, even inside of a code span (GFM 4.10)."""
    return re.sub(r"(?<!\\)\|", r"\\|", text)
