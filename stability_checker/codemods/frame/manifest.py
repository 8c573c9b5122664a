"""Files that name requirements: where each entry stands, whatever the file's format."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from stability_checker.codemods.frame.edits import Edit
from stability_checker.codemods.frame.locks import LOCKS
from stability_checker.codemods.frame.text import line_starts

_SPECIFIERS = r"(?P<specifiers>[ \t]*(?:\(?[ \t]*(?:===?|[<>!~]=|[<>])[ \t]*[\w.*+!-]+[ \t]*,?[ \t]*)*\)?)"
_TABLE = re.compile(r"^[ \t]*\[\[?[ \t]*([^\]\r\n]+?)[ \t]*\]\]?[ \t]*(?:#.*)?$")
_KEY = re.compile(r"^[ \t]*([\w.\"'-]+)[ \t]*=[ \t]*(.*)$")
_REQUIREMENT_TABLES = re.compile(
    r"^(project\.optional-dependencies|dependency-groups|tool\.pdm\.dev-dependencies|tool\.poetry\..*dependencies"
    r"|tool\.poetry\.extras)$"
)


_REQUIREMENT_KEYS = {
    "dependencies", "requires", "extra-dependencies", "dev-dependencies", "constraint-dependencies",
    "override-dependencies",
}  # fmt: skip
_VERSION = re.compile(r"^[ \t]*version[ \t]*=[ \t]*[\"'](?P<specifiers>[^\"']*)[\"']")
_WRITTEN = re.compile(r"(?:[^\"'#\r\n]|\"(?:[^\"\\\r\n]|\\.)*\"|'[^'\r\n]*')*")
"""What stands on a line of TOML or Python in front of its comment."""

HASHED = "a hash goes with each requirement of this file: write it anew with the tool that made it"

_OTHER_LISTS = frozenset({"keywords", "classifiers", "packages", "py_modules", "platforms", "provides"})
"""Arguments of `setup()` whose texts only look like requirements."""

_DEVELOPMENT = re.compile(
    r"(?:^|[^a-z])(?:dev|devel|develop|development|tests?|testing|testenv|ci|checks?|lint|qa|typing|docs?|tox|envs"
    r"|groups?)(?:[^a-z]|$)"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One requirement: `name` covers the distribution's name, `specifiers` the version part behind name and extras.

    `table` is what the entry belongs to where the file says (`project.dependencies`, `dependency-groups.dev`), `poetry`
    whether the version is in Poetry's notation, `shell` whether the entry is a bare word of a command.
    """

    name: tuple[int, int]
    specifiers: tuple[int, int]
    text: str
    table: str = ""
    poetry: bool = False
    shell: bool = False

    def asking_for(self, specifiers: str) -> tuple[Edit, ...]:
        """The edits that put other specifiers in; a shell takes a bare `>` or `<` for a redirection."""
        quote = '"' if self.shell and re.search("[<>]", specifiers) else ""
        opening = (Edit(self.name[0], self.name[0], quote),) if quote else ()
        return (*opening, Edit(*self.specifiers, specifiers + quote))


class Manifest:
    """The text of a manifest and its entries for a distribution."""

    def __init__(self, text: str, path: Path) -> None:
        self.text = text
        self.path = path

    @cached_property
    def starts(self) -> list[int]:
        return line_starts(self.text)

    def line_of(self, offset: int) -> int:
        return sum(start <= offset for start in self.starts)

    def entries(self, distribution: str) -> Iterator[Entry]:
        """The requirements on `distribution`, with its name spelled in any of the ways that count as the same."""
        name = _spelled(distribution)
        kind = self.path.name.lower()
        if self.is_lock:
            return
        if kind in ("pyproject.toml", "pipfile"):
            yield from self._toml(name)
        elif kind == "setup.py":
            yield from self._scripted(name)
        elif kind.startswith("dockerfile"):
            yield from self._installed(name)
        elif self.path.suffix in (".yml", ".yaml"):
            yield from self._items(name)
        else:
            yield from self._lines(name)

    def _scripted(self, name: str) -> Iterator[Entry]:
        """The texts of a setup script that read like requirements, less those of lists that hold something else."""
        return (one for one in self._quoted(name, 0, len(self.text), "") if self._list_of(one) not in _OTHER_LISTS)

    def _lines(self, name: str) -> Iterator[Entry]:
        pattern = re.compile(
            rf"^[ \t]*(?P<name>{name})(?P<extras>[ \t]*\[[^\]\r\n]*\])?{_SPECIFIERS}(?=[ \t]*(?:[;#\\\r\n]|$))",
            re.M | re.I,
        )
        return (self._entry(match, self._section(match.start())) for match in pattern.finditer(self.text))

    def _items(self, name: str) -> Iterator[Entry]:
        """The items of conda's environment, which may ask for a release with one `=`, and those below its `pip:`."""
        pattern = re.compile(
            rf"^[ \t]*-[ \t]+(?P<quote>[\"']?)(?P<name>{name})(?P<extras>[ \t]*\[[^\]\r\n]*\])?"
            rf"(?:(?P<fuzzy>=[\w.*]+)|{_SPECIFIERS})(?=(?P=quote)[ \t]*(?:#|[\r\n]|$))",
            re.M | re.I,
        )
        for match in pattern.finditer(self.text):
            yield self._entry(match, "dependencies", "fuzzy" if match["fuzzy"] else "specifiers")

    def _section(self, offset: int) -> str:
        """The key of an ini file that a line belongs to, or the name of the requirements file."""
        if self.path.suffix in (".txt", ".in"):
            return self.path.stem
        above = self.text[:offset]
        last = [re.findall(pattern, above, re.M)[-1:] for pattern in (r"^\[([^\]\r\n]+)\]", r"^([\w.-]+)[ \t]*=")]
        return " ".join(name for names in last for name in names)

    def factored(self, distribution: str) -> Iterator[Entry]:
        """The requirements that tox only has in the environments of a factor; `table` is the factor."""
        if self.path.name == "tox.ini":
            entry = rf"(?P<name>{_spelled(distribution)}){_SPECIFIERS}[ \t]*(?:[;#\r\n]|$)"
            for match in re.finditer(rf"^[ \t]*(?P<factor>[\w{{}},.!-]+):[ \t]+{entry}", self.text, re.M | re.I):
                yield self._entry(match, match["factor"])

    @property
    def is_lock(self) -> bool:
        return self.path.name in LOCKS

    @property
    def is_hashed(self) -> bool:
        """Whether pip checks each requirement of the file against hashes, so that none can be changed by itself."""
        return re.search(r"[ \t]--hash[= ]", self.text) is not None

    def is_development(self, entry: Entry) -> bool:
        """Whether a requirement is only there for work on the project: its list says so, or asks for pytest too."""
        listed = self.path.suffix in (".txt", ".in") and re.search(r"^[ \t]*pytest\b", self.text, re.M)
        table = entry.table or self._list_of(entry)
        return bool(listed or _DEVELOPMENT.search(table.lower()))

    def _list_of(self, entry: Entry) -> str:
        """The name of the argument or key whose list holds an entry of a setup script."""
        names = re.findall(r"([\w-]+)[\"']?[ \t]*[=:][ \t]*[\[(]", self.text[: entry.name[0]])
        return names[-1] if names else ""

    def _installed(self, name: str) -> Iterator[Entry]:
        for command in re.finditer(r"pip3? install(?:[^\n]|\\\n)*", self.text):
            pattern = re.compile(
                rf"(?<=[\s\"'])(?P<name>{name})(?P<extras>\[[^\]\s]*\])?{_SPECIFIERS}(?=[\s\"']|$)", re.I
            )
            for match in pattern.finditer(self.text, command.start(), command.end()):
                bare = self.text[match.start() - 1] not in "\"'"
                yield replace(self._entry(match, "install"), shell=bare)

    def _quoted(self, name: str, start: int, end: int, table: str) -> Iterator[Entry]:
        pattern = re.compile(
            rf"(?P<quote>[\"'])[ \t]*(?P<name>{name})(?P<extras>[ \t]*\[[^\]\r\n]*\])?{_SPECIFIERS}"
            r"(?=[ \t]*(?:;[^\r\n]*?)?(?P=quote)(?![ \t]*:))",
            re.I,
        )
        found = pattern.finditer(self.text, start, end)
        return (self._entry(match, table) for match in found if not self._is_commented(match.start()))

    def _is_commented(self, offset: int) -> bool:
        start = max(begin for begin in self.starts if begin <= offset)
        written = _WRITTEN.match(self.text, start, offset)
        return written is not None and self.text[written.end() : offset].startswith("#")

    def _entry(self, match: re.Match[str], table: str, group: str = "specifiers") -> Entry:
        start = match.start(group)
        text = match[group].rstrip()
        return Entry(match.span("name"), (start, start + len(text)), text.strip(), table)

    def _toml(self, name: str) -> Iterator[Entry]:
        """Strings in the arrays that hold requirements, and keys of the tables that do."""
        table, key, depth = "", "", 0
        for number, start in enumerate(self.starts):
            end = self.starts[number + 1] if number + 1 < len(self.starts) else len(self.text)
            line = self.text[start:end].rstrip("\r\n")
            if depth == 0 and (header := _TABLE.match(line)):
                table, key = header[1].replace('"', ""), ""
                continue
            if depth == 0 and (entry := self._own_table(name, table, start, line)):
                yield entry
            assigned = _KEY.match(line) if depth == 0 else None
            if assigned:
                key = assigned[1].strip("\"'")
                if "poetry" in table or table in ("packages", "dev-packages"):
                    yield from self._poetry(name, start, line, table)
            depth = max(0, depth + _opened(line))
            if key and holds_requirements(table, key):
                yield from self._quoted(name, start, end, f"{table}.{key}")

    def _own_table(self, name: str, table: str, start: int, line: str) -> Entry | None:
        """The `version` in a table that Poetry's notation gives to one requirement."""
        owner, _, required = table.rpartition(".")
        version = _VERSION.match(line)
        if version is None or not owner.endswith("dependencies") or not re.fullmatch(name, required, re.I):
            return None
        begin, end = version.span("specifiers")
        head = self.text.rindex(required, 0, start)
        span = (head, head + len(required)), (start + begin, start + end)
        return Entry(*span, version["specifiers"], owner, poetry=True) if "poetry" in owner else None

    def _poetry(self, name: str, start: int, line: str, table: str) -> Iterator[Entry]:
        if not table.endswith(("dependencies", "packages")):
            return
        pattern = re.compile(
            rf"^(?P<name>\"?{name}\"?)[ \t]*=[ \t]*(?:\{{[^}}]*?version[ \t]*=[ \t]*)?"
            r"[\"'](?P<specifiers>[^\"']*)[\"']",
            re.I,
        )
        if match := pattern.match(line):
            (first, last), (begin, end) = match.span("name"), match.span("specifiers")
            yield Entry(
                (start + first, start + last), (start + begin, start + end), match["specifiers"], table, poetry=True
            )


def _spelled(distribution: str) -> str:
    """A pattern for the name of a distribution in all the ways that count as the same."""
    return re.sub(r"[-_.]+", "[-_.]+", re.escape(distribution).replace(r"\-", "-"))


def holds_requirements(table: str, key: str) -> bool:
    """Whether a key of a table of `pyproject.toml` lists requirements."""
    if _REQUIREMENT_TABLES.match(table):
        return True
    return key in _REQUIREMENT_KEYS or key.startswith("dependency-groups")


def _opened(line: str) -> int:
    """How many brackets a line of TOML leaves open, texts and comments aside."""
    bare = re.sub(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'", "", line).partition("#")[0]
    return bare.count("[") - bare.count("]")
