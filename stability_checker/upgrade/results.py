"""What a run did, file by file: the values that every report is written from."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, TypeVar

from stability_checker.model.recipe import Safety
from stability_checker.upgrade.rewrite import Done, Left

SCHEMA = "stability-checker/upgrade/1"

_Place = TypeVar("_Place", Left, Done)


class Status(StrEnum):
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(slots=True)
class FileResult:
    """One file: what was rewritten, what is left, and for a skipped or failed one why.

    `before` and `after` are its bytes where they differ; `stages` the bytes after each step that changed something, by
    the number of the step; `creates` new files by path.
    """

    path: str
    status: Status
    done: list[Done] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    message: str = ""
    before: bytes = b""
    after: bytes = b""
    stages: list[tuple[int, bytes]] = field(default_factory=list)
    creates: dict[str, str] = field(default_factory=dict)

    @property
    def manual(self) -> list[Left]:
        return [one for one in self.left if one.safety is Safety.MANUAL]

    @property
    def review(self) -> list[Left]:
        """Rewrites that wait for `--unsafe`."""
        return [one for one in self.left if one.safety is not Safety.MANUAL]

    @property
    def speaks(self) -> bool:
        """Whether a report has something to say about the file."""
        return bool(self.done or self.left or self.status in (Status.SKIPPED, Status.FAILED))


@dataclass(slots=True)
class Report:
    """The whole run; `written` says whether the changes are on disk, `scanned` how many files were looked at.

    `stopped` is why the writing ended before the last file: a KeyboardInterrupt, or what git answered to a commit.
    """

    target: str
    files: list[FileResult] = field(default_factory=list)
    scanned: int = 0
    written: bool = False
    notes: list[str] = field(default_factory=list)
    urgent: frozenset[str] = frozenset()
    stopped: BaseException | None = None

    @property
    def changed(self) -> list[FileResult]:
        return [file for file in self.files if file.status is Status.CHANGED]

    def count(self, status: Status) -> int:
        return sum(file.status is status for file in self.files)

    @property
    def pending(self) -> bool:
        """Whether there are rewrites that were not written."""
        return not self.written and self.count(Status.CHANGED) > 0

    @property
    def is_unfinished(self) -> bool:
        """Whether something is left to do: by hand, for review, or a file that could not be written."""
        return any(file.left or (file.status is Status.FAILED and file.after) for file in self.files)

    def urgent_first(self) -> list[FileResult]:
        """The files that speak, those with a security notice before the others, and in each file the notice first."""
        told = [self._sorted(file) for file in self.files if file.speaks]
        return sorted(told, key=lambda file: not (_codemods(file) & self.urgent))

    def _sorted(self, file: FileResult) -> FileResult:
        left = sorted(file.left, key=lambda one: (one.codemod not in self.urgent, one.line))
        return replace(file, left=left, done=sorted(file.done, key=lambda one: one.codemod not in self.urgent))

    def security(self) -> list[tuple[str, Left | Done]]:
        """The notices that open every report, with the paths of their files: what is left, and what was rewritten."""
        files, urgent = self.urgent_first(), self.urgent
        left = [(file.path, one) for file in files for one in file.left if one.codemod in urgent]
        return [*left, *((file.path, one) for file in files for one in file.done if one.codemod in urgent)]

    def besides_security(self, places: Iterable[_Place]) -> list[_Place]:
        """Those of a file's `left` or `done` that the security notices do not name already."""
        return [one for one in places if one.codemod not in self.urgent]

    def summary(self) -> dict[str, Any]:
        counts = {status.value: self.count(status) for status in Status}
        steps = sum(len(file.done) for file in self.files)
        manual, review = (sum(map(len, lists)) for lists in (self._lists("manual"), self._lists("review")))
        written = {"target": self.target, "scanned": self.scanned, "written": self.written}
        return {**written, **counts, "steps": steps, "manual": manual, "review": review, "notes": self.notes}

    def _lists(self, name: str) -> Iterable[list[Left]]:
        return (getattr(file, name) for file in self.files)


def _codemods(file: FileResult) -> set[str]:
    return {one.codemod for one in file.left} | {one.codemod for one in file.done}


def document(report: Report) -> dict[str, Any]:
    """The report as the JSON document `stability-checker/upgrade/1`."""
    security = [{"path": path, **_left(one)} for path, one in report.security()]
    files = [_file(file) for file in report.urgent_first()]
    return {"schema": SCHEMA, "security": security, "files": files, "summary": report.summary()}


def _file(file: FileResult) -> dict[str, Any]:
    table = {
        "path": file.path,
        "status": file.status.value,
        "steps": [{"codemod": one.codemod, "line": one.line, "safety": one.safety.value} for one in file.done],
        "manual": [_left(one) for one in file.manual],
        "review": [_left(one) for one in file.review],
    }
    return {**table, "message": file.message} if file.message else table


def _left(one: Left | Done) -> dict[str, Any]:
    return {"codemod": one.codemod, "line": one.line, "message": one.message}
