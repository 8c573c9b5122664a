"""What an impact run found, as plain values: changes, lines, projects."""

import enum
from collections import Counter
from dataclasses import dataclass

from stability_checker.model.finding import Finding
from stability_checker.model.recipe import Repair


class Kind(enum.StrEnum):
    """How a line depends on what changed."""

    IMPORT = "import"
    USE = "use"
    CALL = "call"
    SUBCLASS = "subclass"
    OVERRIDE = "override"


class Way(enum.StrEnum):
    """How a line gets over the change: `upgrade` does it, does it with `--unsafe`, or a person does."""

    SAFE = "safe"
    REVIEW = "review"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One line that a finding touches; `file` is relative to the project, `line` counts from 1.

    `repair` is the step that answers the finding in general. `way` is what a trial of `upgrade` made of this line, so
    that it is `manual` where the step leaves the line alone.
    """

    file: str
    line: int
    kind: Kind
    source: str
    finding: Finding
    repair: Repair | None = None
    way: Way = Way.MANUAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Downstream:
    """One project as the user named it; `files` counts its Python files, `problems` name those that were not read."""

    name: str
    files: int
    hits: tuple[Hit, ...]
    problems: tuple[str, ...] = ()

    def count(self, way: Way) -> int:
        return Counter(hit.way for hit in self.hits)[way]

    @property
    def lines(self) -> int:
        """Distinct lines: two findings may touch one."""
        return len({(hit.file, hit.line) for hit in self.hits})


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """The change from `old` to `new` (sources as typed, with versions) and what it does to each project.

    `findings` counts the findings that were looked for, `unseen` those of kinds that no single line shows (types,
    metadata, command lines).
    """

    package: str
    old: tuple[str, str | None]
    new: tuple[str, str | None]
    findings: int
    unseen: int
    projects: tuple[Downstream, ...]
