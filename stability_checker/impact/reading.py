"""One downstream project read: its files found, parsed and asked where the change touches them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

from stability_checker.codemods.frame.source import Source
from stability_checker.codemods.frame.text import decode
from stability_checker.codemods.names.knowledge import Knowledge
from stability_checker.codemods.names.project import UNPARSABLE, Project
from stability_checker.impact.changes import Changes
from stability_checker.impact.library import library_of
from stability_checker.impact.outcome import Downstream, Hit, Way
from stability_checker.impact.touches import Touch, touches
from stability_checker.impact.trial import Road, Trial, line_of
from stability_checker.model.finding import Finding
from stability_checker.model.recipe import Library, Repair
from stability_checker.upgrade.scan import Scan, scan
from stability_checker.upgrade.verdicts import Verdicts


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of every project: the change, the steps that answer it, and which step answers which finding."""

    changes: Changes
    road: Road
    repairs: Mapping[Finding, Repair]

    def ask(self, root: Path, name: str) -> Downstream:
        """The lines of the project in the folder `root` that the change touches."""
        libraries = [*self.road.libraries, library_of(self.changes.old)]
        packages = {package for library in libraries for package in library.telling}
        found = scan([root], packages, self.changes.words, Verdicts())
        reader = _Reader(root, self, found, _foreign(libraries, root, self.changes.old.package.name))
        hits = sorted(reader.hits(), key=lambda hit: (hit.file, hit.line, hit.finding.subject))
        return Downstream(name=name, files=len(found.python), hits=tuple(hits), problems=tuple(reader.problems))


def _foreign(libraries: list[Library], root: Path, package: str) -> list[Library]:
    """The libraries without the packages that the project holds itself: its own code says more of these."""
    held = {path.parent.name for place in (root, root / "src") for path in place.glob("*/__init__.py")} - {package}
    return [
        replace(
            library,
            packages=tuple(each for each in library.packages if each not in held),
            aliases={name: path for name, path in library.aliases.items() if name.partition(".")[0] not in held},
        )
        for library in libraries
    ]


class _Reader:
    def __init__(self, root: Path, question: Question, found: Scan, libraries: list[Library]) -> None:
        self.root = root
        self.problems = [f"{self._inside(path)}: {why}" for path, why in found.unreadable]
        self.problems += [f"{self._inside(path)}: too large to be written by hand" for path in found.too_large]
        self._question = question
        self._paths = sorted({*found.speakers, *found.candidates} - {*found.too_large})
        own = [library_of(question.changes.old), *libraries[:-1]]
        self._project = Project(found.python, Knowledge(own), found.speakers)
        written = Project(found.python, Knowledge(libraries[:-1]), found.speakers)
        self._trial = Trial(question.road, written, question.repairs, self._examine)

    def hits(self) -> Iterator[Hit]:
        for path in self._paths:
            source = self._parsed(path)
            touched = self._examine(source) if source else []
            if source and touched:
                yield from (self._hit(source, *answer) for answer in self._trial.ways(source, touched))
                self._project.hold(source)

    def _parsed(self, path: Path) -> Source | None:
        try:
            return Source(decode(path.read_bytes())[0], path)
        except UNPARSABLE as error:
            self.problems.append(f"{self._inside(path)}{_why(error)}")
            return None

    def _examine(self, source: Source) -> list[Touch]:
        found = list(touches(self._project.hold(source), self._question.changes))
        doubtful = any(not touch.certain for touch in found)
        meant = self._trial.meant(source) if doubtful else []
        return [touch for touch in found if self._trial.confirms(source, touch, meant)]

    def _hit(self, source: Source, touch: Touch, way: Way, repair: Repair | None) -> Hit:
        return Hit(
            file=self._inside(source.path),
            line=touch.line,
            kind=touch.kind,
            source=line_of(source, touch.line),
            finding=touch.finding,
            repair=repair,
            way=way,
        )

    def _inside(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix() if path != self.root else path.name


def _why(error: BaseException) -> str:
    if isinstance(error, SyntaxError):
        return f":{error.lineno or 1}: {error.msg}"
    return f": {error}"
