"""Replacements of spans of a text: what no edit covers stays byte for byte."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from stability_checker.codemods.frame.text import line_starts


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the characters from `start` up to `end` by `text`; an insertion where the two are equal."""

    start: int
    end: int
    text: str

    def overlaps(self, other: "Edit") -> bool:
        if self.start == self.end and other.start == other.end:
            return False
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Change:
    """What one rewrite does to a file: edits that stand or fall together, and what it asks of the imports.

    `imports` are what the new text reads, as `module:Name` or a bare `package.module`; `dropped` are local names that
    may have lost their last use; `creates` are files to write where there are none, by path. A change that is `alone`
    wants to be the only one of its pass, for the next would look at what it leaves.
    """

    edits: tuple[Edit, ...]
    imports: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    creates: Mapping[str, str] = field(default_factory=dict)
    alone: bool = False

    def overlaps(self, taken: Iterable[Edit]) -> bool:
        return any(mine.overlaps(other) for other in taken for mine in self.edits)


def spliced(text: str, edits: Iterable[Edit], offset: int) -> str:
    """The part `text` of a file, which starts at `offset` there, after `edits` inside it."""
    pieces, done = list[str](), 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        pieces += [text[done : edit.start - offset], edit.text]
        done = edit.end - offset
    return "".join([*pieces, text[done:]])


@dataclass(frozen=True, slots=True)
class Traced:
    """A text that remembers which line of the original each of its lines comes from (lines count from 1)."""

    text: str
    origins: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> "Traced":
        return cls(text, tuple(range(1, len(line_starts(text)) + 1)))

    def origin(self, line: int) -> int:
        return self.origins[min(line, len(self.origins)) - 1]

    def apply(self, edits: Sequence[Edit]) -> "Traced":
        """The text after `edits`, none of which overlaps another."""
        starts, origins, pieces, done = line_starts(self.text), list[int](), list[str](), 0
        line = 0
        for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
            first, last = bisect_right(starts, edit.start) - 1, bisect_right(starts, edit.end) - 1
            origins += [*self.origins[line:first], *[self.origins[first]] * (len(line_starts(edit.text)) - 1)]
            pieces += [self.text[done : edit.start], edit.text]
            line, done = last, edit.end
        return Traced("".join([*pieces, self.text[done:]]), (*origins, *self.origins[line:]))
