"""Findings put to the proof: every witness on both versions, and what that says of each finding."""

import enum
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

from stability_checker.compare.context import Context
from stability_checker.model.api import Package
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.witness.environments import Environment
from stability_checker.witness.evidence import Reader, Witness
from stability_checker.witness.runner import Answer, run_programs
from stability_checker.witness.typecheck import can_check, check_programs, revealed_types
from stability_checker.witness.writing import candidates

_LANES = ("-old", "-new")


class Outcome(enum.StrEnum):
    """What running its witnesses says of a finding."""

    PROVEN = "proven"
    REFUTED = "refuted"
    UNPROVABLE = "not provable"


@dataclass(frozen=True, slots=True)
class Result:
    """A finding with the witness that decided, the outcome, and for what could not be proven the reason."""

    finding: Finding
    outcome: Outcome
    witness: Witness | None = None
    reason: str = ""


@dataclass(slots=True)
class _Trial:
    """One witness with what it said to the old and to the new version, and whether its premise holds."""

    witness: Witness
    old: Answer | None = None
    new: Answer | None = None
    premise: bool = False

    @property
    def silent(self) -> bool:
        return self.old is not None and self.new is not None and self.old.state == self.new.state == "ok"


@dataclass(slots=True)
class _Proof:
    finding: Finding
    trials: list[_Trial] = field(default_factory=list)


def verify(
    findings: Sequence[Finding],
    versions: tuple[Package, Package],
    environments: tuple[Environment, Environment],
    *,
    seconds: float = 10.0,
    progress: Callable[[str, int], Callable[[int], None]] = lambda name, total: lambda count: None,
) -> list[Result]:
    """Prove each finding of level major by its witnesses; others are not asked.

    `progress` is called with the name and the number of steps of each stage and gives what hears of the steps.
    """
    context = Context(*versions)
    proofs = [
        _Proof(each, [_Trial(witness) for witness in candidates(each, context)])
        for each in findings
        if each.level is Bump.MAJOR
    ]
    trials = [trial for proof in proofs for trial in proof.trials]
    _Court(versions, environments, seconds, progress).hear(trials)
    own = {name.partition(".")[0] for each in versions for name in (each.name, *each.metadata.import_names)}
    return [_judged(proof, own) for proof in proofs]


@dataclass(frozen=True, slots=True)
class _Court:
    """Both environments and the order in which witnesses are heard there."""

    versions: tuple[Package, Package]
    environments: tuple[Environment, Environment]
    seconds: float
    progress: Callable[[str, int], Callable[[int], None]]

    def hear(self, trials: Sequence[_Trial]) -> None:
        """Fill in what each witness says, and the premises of those that are silent."""
        spoken = [each for each in trials if each.witness.reader is Reader.PYTHON]
        typed = [each for each in trials if each.witness.reader is Reader.MYPY] if can_check() else []
        done = self.progress("running witnesses on both versions", 2 * len(spoken))
        self._on_both(spoken, lambda codes, side: self._run(codes, side, done))
        done = self.progress("type-checking against both versions", 2)
        self._on_both(typed, lambda codes, side: self._check(codes, side, done))
        self._ask_premises([each for each in trials if each.silent])

    def _on_both(self, trials: Sequence[_Trial], ask: Callable[[list[str], int], list[Answer]]) -> None:
        """Ask both versions at once; neither can see the other."""
        codes = [each.witness.code for each in trials]
        with ThreadPoolExecutor(2) as pool:
            old, new = pool.map(lambda side: ask(codes, side), (0, 1))
        for trial, before, after in zip(trials, old, new, strict=True):
            trial.old, trial.new = before, after

    def _ask_premises(self, silent: Sequence[_Trial]) -> None:
        for each in silent:
            each.premise = each.witness.decisive and each.witness.premise is None
        asked = [each for each in silent if each.witness.decisive and each.witness.premise is not None]
        spoken = [each for each in asked if each.witness.reader is Reader.PYTHON]
        answers = self._run([each.witness.premise or "" for each in spoken], 1)
        for each, answer in zip(spoken, answers, strict=True):
            each.premise = answer.state == "ok"
        typed = [each for each in asked if each.witness.reader is Reader.MYPY]
        for side in (0, 1):
            types = revealed_types(
                self.environments[side],
                [each.witness.premise or "" for each in typed],
                [self.versions[side].name],
                _LANES[side],
            )
            for each, revealed in zip(typed, types, strict=True):
                known = revealed is not None and "Any" not in revealed
                each.premise = known and (side == 0 or each.premise)

    def _run(
        self, programs: Sequence[str], side: int, done: Callable[[int], None] = lambda count: None
    ) -> list[Answer]:
        preload = f"import {self.versions[side].name}"
        return run_programs(self.environments[side], programs, seconds=self.seconds, preload=preload, done=done)

    def _check(self, programs: Sequence[str], side: int, done: Callable[[int], None]) -> list[Answer]:
        answers = check_programs(self.environments[side], programs, [self.versions[side].name], _LANES[side])
        done(1)
        return answers


def _judged(proof: _Proof, own: set[str]) -> Result:
    """Proven by any witness; refuted by one that is silent and decisive; else the reason of the first."""
    first = next(iter(proof.trials), None)
    for trial in proof.trials:
        if _proves(trial, own):
            assert trial.new is not None
            return Result(proof.finding, Outcome.PROVEN, trial.witness, str(trial.new))
    for trial in proof.trials:
        if trial.silent and trial.premise:
            return Result(proof.finding, Outcome.REFUTED, trial.witness, "its witness works with the new version")
    reasons = [_reason(trial, own) for trial in proof.trials]
    return Result(proof.finding, Outcome.UNPROVABLE, first.witness if first else None, _said(reasons))


def _said(reasons: Sequence[str]) -> str:
    return reasons[0] if reasons else "no witness can be written for it"


def _proves(trial: _Trial, own: set[str]) -> bool:
    if trial.old is None or trial.new is None or trial.old.state != "ok" or trial.new.state != "failed":
        return False
    return not trial.new.missing or trial.new.missing.partition(".")[0] in own


def _reason(trial: _Trial, own: set[str]) -> str:
    if trial.old is None or trial.new is None:
        return "types alone show it and mypy, which would prove it, is not installed: install asgi-toolkit[proof]"
    if trial.old.state != "ok":
        return f"its witness does not work with the old version ({trial.old})"
    if trial.new.state == "ok":
        return "its witness works with both versions, and what it uses is not declared precisely enough to refute it"
    if trial.new.missing:
        return f"the new version needs {trial.new.missing}, which is not installed"
    return f"its witness did not fail with an exception on the new version ({trial.new})"


def applied(results: Sequence[Result], findings: Sequence[Finding]) -> Iterator[Finding]:
    """The findings without the refuted ones, each with its witness and whether it is proven."""
    by_finding = {id(each.finding): each for each in results}
    for finding in findings:
        result = by_finding.get(id(finding))
        if result is None:
            yield finding
        elif result.outcome is not Outcome.REFUTED:
            code = result.witness.code if result.witness else finding.witness
            yield replace(finding, witness=code, verified=result.outcome is Outcome.PROVEN, unproven=_note(result))


def _note(result: Result) -> str | None:
    return result.reason if result.outcome is Outcome.UNPROVABLE else None
