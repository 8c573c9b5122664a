"""A comparison put to the proof: both versions installed apart, witnesses run, refuted findings taken out."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from msgspec.structs import replace

from stability_checker.commands._output import tell
from stability_checker.intake import Intake
from stability_checker.model.bump import Bump
from stability_checker.model.proof import Break, Proof
from stability_checker.reports import Comparison
from stability_checker.settings import Settings
from stability_checker.sources import Source, parse_version
from stability_checker.versioning import next_version
from stability_checker.witness.environments import Environment, Order, discard, environment_for
from stability_checker.witness.search import search
from stability_checker.witness.verification import Outcome, Result, applied, verify


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How to prove: requirements installed beside both versions, the seconds that a witness has, whether to search."""

    beside: tuple[str, ...] = ()
    seconds: float = 10.0
    searching: bool = False


def proved(
    comparison: Comparison, intakes: Sequence[Intake], sources: Sequence[Source], settings: Settings, terms: Terms
) -> Comparison:
    """`comparison` with each finding of level major proven, refuted (and taken out) or said to be not provable."""
    old, new = intakes
    tell(
        f"running code of {old.source} and {new.source}: both are installed apart, with their dependencies, and the "
        "witnesses run there, with your rights but without your environment variables."
    )
    with _installed(intakes, sources, terms) as environments, _stages() as stage:
        results = verify(
            comparison.findings,
            (old.package, new.package),
            environments,
            seconds=terms.seconds,
            progress=stage,
        )
        missed = None
        if terms.searching:
            done = stage("searching both versions for breaks that no finding names", 2)
            missed = tuple(search(comparison.findings, (old.package, new.package), environments))
            done(2)
    return _with_results(comparison, results, settings, missed=missed)


@contextmanager
def _installed(
    intakes: Sequence[Intake], sources: Sequence[Source], terms: Terms
) -> Iterator[tuple[Environment, Environment]]:
    """Both versions in environments of their own; those that nobody could find again are removed at the end."""
    with ExitStack() as passing:
        yield _made(intakes, sources, terms, passing)


def _made(
    intakes: Sequence[Intake], sources: Sequence[Source], terms: Terms, passing: ExitStack
) -> tuple[Environment, Environment]:
    orders = [
        Order(source, intake.package.metadata.name, intake.version, beside=terms.beside)
        for source, intake in zip(sources, intakes, strict=True)
    ]
    with _stages() as stage, ThreadPoolExecutor(2) as pool:
        done = stage("installing both versions", 2)
        old, new = (pool.submit(_told, order, done, passing) for order in orders)
        return old.result(), new.result()


def _told(order: Order, done: Callable[[int], None], passing: ExitStack) -> Environment:
    made = environment_for(order)
    if made.passing:
        passing.callback(discard, made)  # at once: the other one may fail
    done(1)
    return made


@contextmanager
def _stages() -> Iterator[Callable[[str, int], Callable[[int], None]]]:
    from stability_checker.reports.console.progress import stages

    with stages() as stage:
        yield stage


def _with_results(
    comparison: Comparison, results: Sequence[Result], settings: Settings, missed: tuple[Break, ...] | None
) -> Comparison:
    findings = tuple(applied(results, comparison.findings))
    required = Bump.of(each.level for each in findings if each.accepted is None)
    before = parse_version(comparison.old.version or "")
    outcomes = [each.outcome for each in results]
    return replace(
        comparison,
        findings=findings,
        required=required,
        next_version=str(next_version(before, required, settings.zero)) if before else None,
        proof=Proof(
            proven=outcomes.count(Outcome.PROVEN),
            unprovable=outcomes.count(Outcome.UNPROVABLE),
            refuted=tuple(each.finding for each in results if each.outcome is Outcome.REFUTED),
            missed=missed,
        ),
    )
