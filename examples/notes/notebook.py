"""The notes themselves: each belongs to the user who wrote it, and nobody else can tell that it exists."""

from __future__ import annotations

import itertools
from dataclasses import asdict, dataclass, replace
from typing import Any


@dataclass(frozen=True)
class Note:
    id: int
    text: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class Notebooks:
    """The notes of every user, by user and number."""

    def __init__(self) -> None:
        self._notes: dict[tuple[str, int], Note] = {}
        self._numbers = itertools.count(1)

    def add(self, owner: str, text: str) -> Note:
        note = Note(next(self._numbers), text)
        self._notes[owner, note.id] = note
        return note

    def page(self, owner: str, offset: int, limit: int) -> list[Note]:
        mine = [note for (user, _), note in self._notes.items() if user == owner]
        return mine[offset : offset + limit]

    def get(self, owner: str, number: int) -> Note | None:
        return self._notes.get((owner, number))

    def change(self, owner: str, number: int, text: str) -> Note | None:
        if (owner, number) not in self._notes:
            return None
        note = self._notes[owner, number] = replace(self._notes[owner, number], text=text)
        return note

    def remove(self, owner: str, number: int) -> bool:
        return self._notes.pop((owner, number), None) is not None
