"""A trial of `upgrade` on one text: which of the touched lines are still touched afterwards; no file is written."""

import ast
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from stability_checker.codemods import Codemod
from stability_checker.codemods.frame.source import Source
from stability_checker.codemods.names.module import Module
from stability_checker.codemods.names.project import Project
from stability_checker.impact.outcome import Way
from stability_checker.impact.touches import Touch
from stability_checker.model.finding import Finding
from stability_checker.model.recipe import Library, Repair, Safety
from stability_checker.upgrade.recipes import read_library, read_recipes, shelves
from stability_checker.upgrade.rewrite import Rewritten, rewrite
from stability_checker.upgrade.steps import build
from stability_checker.versioning import find_version

_WAYS = {Safety.SAFE: Way.SAFE, Safety.REVIEW: Way.REVIEW}


@dataclass(frozen=True, slots=True)
class Road:
    """The steps that lead from the old release to the new one, and the libraries that they know."""

    libraries: tuple[Library, ...] = ()
    codemods: tuple[Codemod, ...] = ()

    @classmethod
    def between(cls, package: str, old: str | None, new: str | None) -> "Road":
        """What the recipes for `package` hold between two releases; nothing where nobody ships any."""
        before, after = find_version(old), find_version(new)
        libraries = [library for name in shelves() if package in (library := read_library(name)).packages]
        steps = (
            step
            for library in libraries
            for recipe in read_recipes(library.name, before, after)
            for step in recipe.steps
            if step.answers and not step.chosen
        )
        return cls(tuple(libraries), tuple(build(step) for step in steps))


@dataclass(frozen=True, slots=True)
class Trial:
    """The road tried on the files of one project; `examine` gives what is touched in a text."""

    road: Road
    project: Project
    repairs: Mapping[Finding, Repair]
    examine: Callable[[Source], list[Touch]]

    def confirms(self, source: Source, touch: Touch, found: Sequence[tuple[str, int]]) -> bool:
        """Whether a touch is certain, or a codemod that answers its finding means the same statement."""
        if touch.certain:
            return True
        repair = self.repairs.get(touch.finding)
        lines = _lines(source, touch)
        return repair is not None and any(name == repair.codemod and line in lines for name, line in found)

    def meant(self, source: Source) -> list[tuple[str, int]]:
        """The codemods that have something to say about a text, with the lines."""
        module: Module = self.project.hold(source)
        fitting = (codemod for codemod in self.road.codemods if any(word in source.text for word in codemod.words()))
        return [(codemod.id, hit.line) for codemod in fitting for hit in codemod.find(module)]

    def ways(self, source: Source, touched: Iterable[Touch]) -> list[tuple[Touch, Way, Repair | None]]:
        """Each touch with how the code gets over it and by which step: what `upgrade` leaves as it was is manual."""
        left = list(touched)
        found: list[tuple[Touch, Way, Repair | None]] = []
        for safety, way in _WAYS.items():
            if any(touch.finding in self.repairs for touch in left):
                result = self._rewritten(source, safety)
                remaining = self._remaining(source, result)
                kept = [touch for touch in left if _take(remaining, _mark(source, touch))]
                gone = [touch for touch in left if touch not in kept]
                found += [(touch, way, self._made_by(source, touch, result, safety)) for touch in gone]
                left = kept
        return [*found, *((touch, Way.MANUAL, self.repairs.get(touch.finding)) for touch in left)]

    def _made_by(self, source: Source, touch: Touch, result: Rewritten, safety: Safety) -> Repair | None:
        """The step that answers the finding; where another one took its line along, that one."""
        repair = self.repairs.get(touch.finding)
        lines = _lines(source, touch)
        names = [done.codemod for done in result.done if done.line in lines]
        if repair is None or not names or repair.codemod in names:
            return repair
        return replace(repair, codemod=names[0], safety=safety, advice="")

    def _rewritten(self, source: Source, allowed: Safety) -> Rewritten:
        try:
            return rewrite(source.text, source.path, self.road.codemods, self.project, allowed)
        finally:
            self.project.hold(source)

    def _remaining(self, source: Source, result: Rewritten) -> "Counter[Mark]":
        """What is still touched behind the rewrites, by finding and text of the line."""
        again = Source(result.text, source.path)
        return Counter(_mark(again, touch) for touch in self.examine(again))


Mark = tuple[str, str]


def _take(remaining: "Counter[Mark]", mark: Mark) -> bool:
    """Take one of `mark` out of what remains; False where there is none left."""
    remaining[mark] -= 1
    return remaining[mark] >= 0


def _lines(source: Source, touch: Touch) -> range:
    """The lines of the statement that is touched; of a definition, those of the touched decorator alone."""
    statement = source.statement(touch.node)
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return range(touch.line, statement.lineno + 1)
    return range(statement.lineno, (statement.end_lineno or statement.lineno) + 1)


def _mark(source: Source, touch: Touch) -> Mark:
    return f"{touch.finding.rule} {touch.finding.subject}", line_of(source, touch.line)


def line_of(source: Source, line: int) -> str:
    """The text of a line without the white space around it."""
    start = source.starts[line - 1]
    end = source.starts[line] if line < len(source.starts) else len(source.text)
    return source.text[start:end].strip()
