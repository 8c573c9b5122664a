"""Two versions of a definition side by side: what changed, with its neighbours, and an ellipsis for the rest."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher

# A piece of source text, and whether it differs from the other side.
Piece = tuple[str, bool]
_REST = ("…", False)
_PREFIX = re.compile(r"(?<![\w.])(?<!module )(?:[a-z_]\w*\.)+(?=_*[A-Z])")
_OPENING, _CLOSING = "([{", ")]}"


def readable(old: str, new: str) -> tuple[str, str]:
    """Both texts on one line, classes without the modules that they come from unless these are what changed."""
    before, after = (" ".join(text.split()) for text in (old, new))
    short = _PREFIX.sub("", before), _PREFIX.sub("", after)
    return (before, after) if short[0] == short[1] and before != after else short


def compared(old: str, new: str) -> tuple[list[Piece], list[Piece]]:
    """The pieces to show of each side."""
    before, after = _Parts.of(old), _Parts.of(new)
    if before is None or after is None:
        return _by_words(old, new)
    mine, theirs = _changed(before.inner, after.inner)
    tails_differ = before.tail != after.tail
    return before.pieces(mine, after.head, tails_differ), after.pieces(theirs, before.head, tails_differ)


@dataclass(slots=True)
class _Places:
    """Where one side differs from the other, and what stands beside a difference on either side."""

    changed: set[int] = field(default_factory=set)
    near: set[int] = field(default_factory=set)

    def add(self, start: int, stop: int) -> None:
        self.changed |= set(range(start, stop))
        self.near |= set(range(start - 1, stop + 1))


class _Parts:
    """A signature taken apart: what stands before its parameters, these one by one, and what stands behind."""

    def __init__(self, head: str, inner: list[str], tail: str) -> None:
        self.head, self.inner, self.tail = head, inner, tail

    @classmethod
    def of(cls, text: str) -> "_Parts | None":
        """The parts of `text`; None where it has no parentheses at its outermost level."""
        start, stop = text.find("("), _end(text)
        if start < 0 or stop is None or "[" in text[:start]:
            return None
        return cls(text[:start], list(_split(text[start + 1 : stop])), text[stop + 1 :])

    def pieces(self, places: _Places, other_head: str, with_tail: bool) -> list[Piece]:
        shown = [(self.head, self.head != other_head), ("(", False)]
        shown += _joined(list(_selected(self.inner, places)))
        shown.append((")", False))
        return [*shown, (self.tail, True)] if with_tail else shown


def _end(text: str) -> int | None:
    """Where the first parenthesis closes."""
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign in _OPENING) - (sign in _CLOSING)
        if sign == ")" and depth == 0:
            return place
    return None


def _split(text: str) -> Iterator[str]:
    """The parts between commas that stand in no bracket."""
    depth, start = 0, 0
    for place, sign in enumerate(text):
        depth += (sign in _OPENING) - (sign in _CLOSING)
        if sign == "," and depth == 0:
            yield text[start:place].strip()
            start = place + 1
    if text[start:].strip():
        yield text[start:].strip()


def _changed(old: list[str], new: list[str]) -> tuple[_Places, _Places]:
    mine, theirs = _Places(), _Places()
    for tag, start, stop, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            mine.add(start, stop)
            theirs.add(first, last)
    return mine, theirs


def _selected(parts: list[str], places: _Places) -> Iterator[Piece]:
    """The changed parts with one neighbour on each side; a run of others is left out."""
    skipping = False
    for place, part in enumerate(parts):
        if place in places.near or len(parts) <= 2:
            yield part, place in places.changed
            skipping = False
        elif not skipping:
            yield _REST
            skipping = True


def _joined(pieces: list[Piece]) -> list[Piece]:
    """The pieces with commas between them."""
    with_commas = [each for piece in pieces for each in (piece, (", ", False))]
    return with_commas[:-1]


def _by_words(old: str, new: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts whole, the differing words marked."""
    before, after = (re.findall(r"\w+|\W", text) for text in (old, new))
    mine, theirs = _changed(before, after)
    return (
        [(word, place in mine.changed) for place, word in enumerate(before)],
        [(word, place in theirs.changed) for place, word in enumerate(after)],
    )
