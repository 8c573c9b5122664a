"""One file through the steps of a plan: text in, text and a list of what was done out; no file is written here."""

import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from stability_checker.codemods.frame.contract import Codemod, Hit
from stability_checker.codemods.frame.edits import Edit, Traced
from stability_checker.codemods.frame.imports import add, remove_unused
from stability_checker.codemods.frame.source import Source
from stability_checker.codemods.names.project import Project
from stability_checker.model.recipe import Safety
from stability_checker.upgrade.nicknames import spelled

MOST_PASSES = 25
"""More than any file needs: a pass takes all hits that do not overlap; only nested calls need a second."""


@dataclass(frozen=True, slots=True)
class Done:
    """A rewrite that was made, with the line of the original file."""

    codemod: str
    line: int
    safety: Safety
    message: str = ""


@dataclass(frozen=True, slots=True)
class Left:
    """What was found and not rewritten: manual work, or a rewrite of a lower safety than was asked for."""

    codemod: str
    line: int
    safety: Safety
    message: str
    once: bool = False


@dataclass(slots=True)
class Rewritten:
    """The outcome for one file; `stages` are the texts after each step that changed something."""

    text: str
    done: list[Done] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    stages: list[tuple[int, str]] = field(default_factory=list)
    creates: dict[str, str] = field(default_factory=dict)


def rewrite(
    text: str,
    path: Path,
    steps: Sequence[Codemod],
    project: Project,
    allowed: Safety = Safety.SAFE,
    todo: Callable[[Source, Sequence[Left]], Iterable[Edit]] | None = None,
    nicknames: Mapping[str, Iterable[str]] = MappingProxyType({}),
) -> Rewritten:
    """Apply `steps` to `text` one after the other, each until it finds nothing more that may be rewritten.

    `nicknames` are other names that the project gives to the words which the steps look for.

    What a step would write that does not compile is not taken: its places are left to do by hand. Where `text` itself
    does not compile, as the cells of a notebook with an `await`, no more is asked than that the new text parses.

    Raises what `ast.parse` raises where `text` is no Python.
    """
    file = _File(path, project, Traced.of(text), Source(text, path))
    result = Rewritten(text)
    for number, codemod in enumerate(steps):
        before = file.traced.text
        if any(word in before for word in spelled(codemod.words(), nicknames)):
            file.try_out(codemod, allowed, result)
        if file.traced.text != before:
            result.stages.append((number, file.traced.text))
    if todo is not None and (edits := list(todo(file.source, file.placed(result.left)))):
        file.apply(edits)
        result.stages.append((len(steps), file.traced.text))
    result.text = file.traced.text
    return result


@dataclass(slots=True)
class _File:
    path: Path
    project: Project
    traced: Traced
    source: Source

    def try_out(self, codemod: Codemod, allowed: Safety, result: Rewritten) -> None:
        """Run one codemod, and take back all that it did here where that is no code that compiles."""
        traced, source = self.traced, self.source
        tried = Rewritten(traced.text)
        try:
            self.take(codemod, allowed, tried)
            error = self._new_mistake(source)
        except SyntaxError as mistake:
            error = mistake
        if error is not None:
            self.traced, self.source = traced, source
            tried = Rewritten(traced.text, left=list(dict.fromkeys(_refused(done, error) for done in tried.done)))
        result.done += tried.done
        result.left += tried.left
        result.creates |= tried.creates

    def _new_mistake(self, before: Source) -> Exception | None:
        """Why the text does not compile now, where it did as `before`."""
        if self.source is before or (error := _mistake(self.source)) is None:
            return None
        return error if _mistake(before) is None else None

    def take(self, codemod: Codemod, allowed: Safety, result: Rewritten) -> None:
        """Run one codemod until nothing is left that it may change; what stays goes into the report."""
        for _ in range(MOST_PASSES):
            hits = list(codemod.find(self.project.hold(self.source)))
            taken = self._apply_hits(codemod, [hit for hit in hits if _may(hit, allowed)], result)
            if not taken:
                result.left += [self._left(codemod, hit) for hit in hits if not _may(hit, allowed)]
                return
        raise RuntimeError(f"{codemod.id} does not come to an end")

    def _apply_hits(self, codemod: Codemod, hits: list[Hit], result: Rewritten) -> bool:
        edits: list[Edit] = []
        imports: list[str] = []
        dropped: list[str] = []
        for hit in hits:
            change = hit.change() if hit.change else None
            if change is None or change.overlaps(edits) or (len(edits) and change.alone):
                continue
            edits += change.edits
            imports += change.imports
            dropped += change.dropped
            result.creates |= change.creates
            result.done.append(Done(codemod.id, self.traced.origin(hit.line), hit.safety, hit.message))
            if change.alone:
                break
        if edits or imports:
            self._change(edits, imports, dropped)
        return bool(edits or imports)

    def _change(self, edits: list[Edit], imports: list[str], dropped: list[str]) -> None:
        self.apply(edits)
        self.apply(add(self.source, imports, min((edit.start for edit in edits), default=None)))
        while gone := remove_unused(self.source, dropped):
            self.apply(gone)

    def apply(self, edits: Iterable[Edit]) -> None:
        if edits := list(edits):
            self.traced = self.traced.apply(edits)
            self.source = Source(self.traced.text, self.path)

    def _left(self, codemod: Codemod, hit: Hit) -> Left:
        return Left(codemod.id, self.traced.origin(hit.line), hit.safety, hit.message, hit.once)

    def placed(self, left: Sequence[Left]) -> list[Left]:
        """The same findings with the lines that they have by now."""
        now = {origin: line for line, origin in reversed(list(enumerate(self.traced.origins, 1)))}
        return [replace(one, line=now.get(one.line, one.line)) for one in left]


def _may(hit: Hit, allowed: Safety) -> bool:
    return hit.change is not None and hit.safety.rank <= allowed.rank


def _mistake(source: Source) -> Exception | None:
    """What the compiler refuses that the parser let pass: an argument given twice, a `return` outside a function."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(source.tree, str(source.path), "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return error
    return None


def _refused(done: Done, error: Exception) -> Left:
    why = getattr(error, "msg", None) or str(error) or type(error).__name__
    message = f"change this by hand: the new code would not compile ({why}), and the file stays as it is here"
    return Left(done.codemod, done.line, Safety.MANUAL, message)
