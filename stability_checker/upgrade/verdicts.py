"""Remembers between runs which files a scan need not read: by path, size and time of change."""

import hashlib
import json
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a file imports one of the libraries, whether it holds a word, and the dotted names that it imports."""

    speaks: bool
    hit: bool
    imports: tuple[str, ...] = ()


class Verdicts:
    """Verdicts of earlier scans for the same words; a file that has changed in size or time has none.

    The record lies in the user's cache folder (`XDG_CACHE_HOME`, else `~/.cache`) and never in the project. Without a
    `record` nothing is remembered.
    """

    def __init__(self, record: Path | None = None) -> None:
        self._record = record
        self._known: dict[str, list[Any]] = _load(record)
        self._changed = False

    @classmethod
    def for_words(cls, roots: Iterable[Path], words: Iterable[str]) -> "Verdicts":
        key = "\n".join([*(str(root.absolute()) for root in roots), "", *sorted(words)])
        name = hashlib.blake2b(key.encode(errors="surrogateescape"), digest_size=10).hexdigest()
        home = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
        return cls(Path(home, "stability-checker", f"scan-3-{name}.json"))

    def get(self, path: Path, status: os.stat_result) -> Verdict | None:
        known = self._known.get(str(path))
        if known is None or known[:2] != [status.st_size, status.st_mtime_ns]:
            return None
        return Verdict(bool(known[2]), bool(known[3]), tuple(known[4]))

    def put(self, path: Path, status: os.stat_result, verdict: Verdict) -> Verdict:
        self._known[str(path)] = [status.st_size, status.st_mtime_ns, verdict.speaks, verdict.hit, verdict.imports]
        self._changed = True
        return verdict

    def save(self) -> None:
        """Write the record whole or not at all; a folder that cannot be written is no error."""
        if self._record is None or not self._changed:
            return
        try:
            self._record.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile("w", dir=self._record.parent, delete=False, encoding="utf-8") as file:
                json.dump(self._known, file)
            os.replace(file.name, self._record)
        except (OSError, UnicodeEncodeError):
            return


def _load(record: Path | None) -> dict[str, list[Any]]:
    try:
        table = json.loads(record.read_text(encoding="utf-8")) if record else {}
    except (OSError, ValueError):
        return {}
    return table if isinstance(table, dict) else {}
