"""Answers given before: what `diff` printed, for as long as all that the answer rests on is the same.

An answer is found by the words of the command line, the environment, the terminal and the project around, before the
rest of the tool is loaded. It is given again only where nothing has changed of what it was kept with: the files that
settle what its sources are, the project's settings and recorded snapshots, the tool's own code and what is installed
beside it. An entry carries a checksum: what another program damaged counts as absent and is made anew. Runs at the
same time each write whole files, and the last one wins.
"""

import contextlib
import hashlib
import os
import sys
from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from pathlib import Path

from stability_checker.places import cache_folder, find_project, written_whole

_SCHEMA = "stability-checker/answer/1"
_OWN = Path(__file__).parent
_COMMAND = "diff"
# Where snapshots are recorded unless settings name another folder; it is looked for without a project too.
_SNAPSHOTS = "api_snapshots"
# What a shell changes from one command to the next; all else that is set may be meant for us, for pip or for rich.
_FLEETING = frozenset({"_", "PWD", "OLDPWD", "SHLVL"})
_MISSING, _UNREADABLE = "missing", "unreadable"

# The entry of the command line that runs, from the moment at which it was asked for.
_entry: ContextVar[Path | None] = ContextVar("_entry", default=None)


def answer_before(words: Sequence[str]) -> str | None:
    """What the command line `words` printed before, None where that is not known to be what it would print now."""
    _entry.set(None)
    if words[:1] != [_COMMAND] or compared_folders(words):
        return None  # what lies in folders changes at any time, and to see that it did not takes as long as reading it
    try:
        entry = _place(words)
        _entry.set(entry)
        return _read(entry)
    except OSError:
        return None


def compared_folders(words: Sequence[str]) -> list[str]:
    """The folders that the command line `words` compares: what lies in one is read every time."""
    return [word for word in words[1:] if os.path.isdir(word)] if words[:1] == [_COMMAND] else []


class Pending:
    """The answer to the command line that runs, while it is made; `grounds` are the files and folders it rests on."""

    def __init__(self, grounds: Sequence[Path]) -> None:
        self._entry = _entry.get()
        self._grounds = grounds
        self._before = self._state() if self._entry else ""

    def keep(self, text: str) -> None:
        """Keep `text` for the next time, unless what it rests on has changed since; a full disk only costs time."""
        if self._entry and self._before == self._state():
            with contextlib.suppress(OSError), written_whole(self._entry) as file:
                content = f"{self._before}\n\n{text}".encode("utf-8", "surrogatepass")
                file.write(f"{_digest(content)}\n".encode() + content)

    def _state(self) -> str:
        return "\n".join([_footing(), *(f"{_state(path)} {path}" for path in self._grounds)])


def _read(entry: Path) -> str | None:
    try:
        checksum, _, content = entry.read_bytes().partition(b"\n")
    except FileNotFoundError:
        return None
    if checksum.decode("ascii", "replace") != _digest(content):
        return None
    state, _, text = content.decode("utf-8", "surrogatepass").partition("\n\n")
    footing, *grounds = state.split("\n")
    holds = footing == _footing() and all(_still_holds(ground) for ground in grounds)
    return text if holds else None


def _still_holds(ground: str) -> bool:
    state, _, path = ground.partition(" ")
    return state == _state(Path(path))


def _place(words: Sequence[str]) -> Path:
    folder = Path.cwd()
    # A word that names something here names something else in another folder.
    here = folder if any(map(os.path.lexists, (*words, _SNAPSHOTS))) else None
    environment = sorted(pair for pair in os.environ.items() if pair[0] not in _FLEETING)
    asked = (_SCHEMA, *words, str(here), str(find_project(folder)), environment, list(_terminal()))
    return cache_folder() / "answers" / f"{_digest(repr(asked).encode('utf-8', 'surrogatepass'))}.txt"


def _terminal() -> Iterator[object]:
    """What decides whether text has colours, which characters it may hold, and how wide it is."""
    yield getattr(sys.stdout, "encoding", None)
    for number, stream in enumerate((sys.stdin, sys.stdout, sys.stderr)):
        if stream is not None and not stream.closed and stream.isatty():
            yield number
            with contextlib.suppress(OSError):
                yield tuple(os.get_terminal_size(number))


def _footing() -> str:
    """What all answers rest on: the tool's own code, the running Python, and the packages installed for it."""
    installed = [os.stat(place).st_mtime_ns for place in sys.path if place.endswith("-packages")]
    return _digest(repr((_state(_OWN), sys.version, installed)).encode())


def _state(path: Path) -> str:
    """A file's content, or names, sizes and times of all that a folder holds, as a short text."""
    try:
        if path.is_dir():
            return _digest(repr(sorted(_listing(str(path)))).encode("utf-8", "surrogatepass"))
        with path.open("rb") as file:
            return hashlib.file_digest(file, "blake2b").hexdigest()
    except FileNotFoundError:
        return _MISSING
    except OSError:
        return _UNREADABLE


def _listing(folder: str) -> Iterator[tuple[str, int, int]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                if entry.name != "__pycache__":
                    yield from _listing(entry.path)
            else:
                status = entry.stat()
                yield entry.path, status.st_size, status.st_mtime_ns


def _digest(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=16).hexdigest()
