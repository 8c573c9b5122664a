"""One step of adopting the checker: a file to write, one that is there already, or a thing to do by hand."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from stability_checker.places import written_whole


class State(StrEnum):
    """What becomes of a step: only `WRITE` touches a file."""

    WRITE = "write"
    PRESENT = "present"
    UNNEEDED = "not needed"
    BY_HAND = "by hand"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What is done about one file; `shown` is what a person is shown of it, `content` its whole new content."""

    path: Path
    state: State
    reason: str
    shown: str = ""
    content: str = ""


def take(step: Step) -> None:
    """Write what the step writes, whole or not at all; the file's other content was read into it before."""
    if step.state is State.WRITE:
        with written_whole(step.path) as file:
            file.write(step.content.encode())
