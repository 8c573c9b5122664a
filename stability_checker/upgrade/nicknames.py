"""Other names by which a module hands on what a step looks for: `render = templates.TemplateResponse`."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Nicknames:
    """The names that modules give to words, and the modules that give them.

    `given` leads from a word, without a dot in front, to its other names; `givers` are the last parts of the dotted
    names of the modules that give one.
    """

    given: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    givers: set[str] = field(default_factory=set)

    def all(self) -> frozenset[str]:
        return frozenset().union(*self.given.values())

    def may_reach(self, imports: Iterable[str]) -> bool:
        """Whether a file that imports these dotted names may mean something by one of the names."""
        asked = {name.rpartition(".")[2] for name in imports}
        return bool(asked & self.givers) or bool(asked & self.all())


def nicknames(paths: Iterable[Path], words: Iterable[str]) -> Nicknames:
    """Read the files at `paths` for names that a module or an import gives to one of `words`."""
    found, pattern = Nicknames(), _pattern(words)
    for path in paths:
        for word, name in _given(path, pattern):
            found.given[word].add(name)
            found.givers.add(path.parent.name if path.stem == "__init__" else path.stem)
    return found


def _given(path: Path, pattern: re.Pattern[bytes]) -> Iterator[tuple[str, str]]:
    try:
        raw = path.read_bytes()
    except OSError:
        return
    for match in pattern.finditer(raw):
        word, name = match["bound"] or match["imported"], match["name"] or match["local"]
        if word != name:
            yield word.decode(), name.decode()


def _pattern(words: Iterable[str]) -> re.Pattern[bytes]:
    """Finds `NAME = any.thing.WORD` at the left edge of a file, and `WORD as NAME` anywhere."""
    plain = sorted({bare for word in words if (bare := word.removeprefix(".")).isidentifier()})
    one = "|".join(plain).encode() or b"(?!)"
    assigned = rb"^(?P<name>\w+)[ \t]*(?::[^=\r\n]+)?=[ \t]*(?:\w+\.)*(?P<bound>%b)[ \t]*(?:\r?$|#)" % one
    return re.compile(rb"%b|\b(?P<imported>%b)[ \t]+as[ \t]+(?P<local>\w+)" % (assigned, one), re.MULTILINE)


def spelled(words: Iterable[str], given: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """The words, and the names that stand for them."""
    for word in words:
        yield word
        yield from given.get(word.removeprefix("."), ())
