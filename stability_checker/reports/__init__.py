"""What a person, a log or a program is shown of a comparison: one file a format, found by folder."""

import hashlib
import importlib
import pkgutil
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct, field

from stability_checker.errors import CheckerError
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.model.proof import Proof
from stability_checker.model.recipe import Repair


class Side(Struct, frozen=True, kw_only=True):
    """One side of a comparison: the source as the user named it, and the version that it declares."""

    source: str
    version: str | None


class Gate(Struct, frozen=True, kw_only=True):
    """The answer of `check`: why it fails (empty: it passes), and what the change at hand does on its own.

    `base` names the commit that the change is measured from; `change` holds its findings.
    """

    reasons: tuple[str, ...] = ()
    base: str | None = None
    change: tuple[Finding, ...] = ()


class Comparison(Struct, frozen=True, kw_only=True):
    """Two versions of a package and what lies between them.

    `required` is the bump that the findings ask for, `declared` the one that the two versions promise (None where one
    is unknown). `problems` are files that could not be read: the comparison is incomplete. `unused` are exceptions that
    accept nothing, `expired` those that ran out
    too early. `prefix` goes before a location's file to make it relative to the repository. `repairs` says for a
    finding's subject how users get over it. `proof` is what running the witnesses came to, where that was asked for.
    """

    package: str
    old: Side
    new: Side
    required: Bump
    declared: Bump | None
    findings: tuple[Finding, ...]
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    expired: tuple[str, ...] = ()
    repairs: Mapping[str, Repair] = field(default_factory=dict)
    next_version: str | None = None
    prefix: str = ""
    gate: Gate | None = None
    proof: Proof | None = None

    @property
    def keeps_promise(self) -> bool:
        return self.declared is None or self.declared >= self.required

    def of_level(self, level: Bump) -> list[Finding]:
        """The findings of `level` that no exception accepts, by symbol; what a remark on another says is left out."""
        chosen = [finding for finding in self.findings if finding.level == level and finding.accepted is None]
        chosen = [finding for finding in chosen if not _is_remark(finding)]
        return sorted(chosen, key=lambda finding: (finding.symbol, finding.member or "", finding.rule))

    def repair(self, finding: Finding) -> Repair | None:
        """How users get over a finding, where a recipe or a written note says it."""
        return self.repairs.get(subject(finding))

    def outruns_promise(self, finding: Finding) -> bool:
        """Whether a finding needs more than the version declares; where no version is known, whether it breaks."""
        if finding.accepted is not None:
            return False
        return finding.level == Bump.MAJOR if self.declared is None else finding.level > self.declared

    def severity(self, finding: Finding) -> str:
        """How loud to be: "error" for a broken promise, "warning" for a promised break, "note" for the rest.

        A major change in a release that says so is news, not a fault.
        """
        outruns, breaks = self.outruns_promise(finding), finding.level == Bump.MAJOR
        return "error" if outruns and breaks else "warning" if outruns or breaks else "note"

    @property
    def accepted(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.accepted is not None]


def subject(finding: Finding) -> str:
    """What a finding is about, in one word: `pkg.Client.get(timeout)`."""
    return finding.subject


def _is_remark(finding: Finding) -> bool:
    """A removal is listed once, and says that nobody was warned; made to weigh by the settings, that stands."""
    return finding.rule == "removed_without_notice" and finding.level == Bump.PATCH


def identity(comparison: Comparison, finding: Finding) -> str:
    """A fingerprint of a finding that outlives moved lines and reworded messages, for services that follow it."""
    return hashlib.sha256(f"{comparison.package}|{finding.rule}|{subject(finding)}".encode()).hexdigest()


def place(comparison: Comparison, finding: Finding) -> tuple[str, int]:
    """File (relative to the repository) and line of a finding; what stands nowhere in the code is in pyproject.toml."""
    if finding.location is None:
        return "pyproject.toml", 1
    return comparison.prefix + finding.location.file, max(finding.location.line, 1)


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def formats() -> list[str]:
    """The names of all reports: those of the files in this folder."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__))


def require_format(name: str) -> None:
    """Load the format `name`, before any long work is done for it; raises CheckerError where there is none."""
    if name not in formats():
        raise CheckerError(f"There is no format {name!r}; choose one of {', '.join(formats())}.")
    importlib.import_module(f"{__name__}.{name}")


def render(name: str, comparisons: Sequence[Comparison]) -> str:
    """The comparisons (one a package) in the format `name`; raises CheckerError where there is no such format."""
    require_format(name)
    text: str = importlib.import_module(f"{__name__}.{name}").render(comparisons)
    return text


def proof_lines(proof: Proof) -> Iterator[str]:
    """What running the witnesses came to, in sentences; the first one has the counts."""
    yield (
        f"Proof: {counted(proof.proven, 'breaking finding')} proven by code that ran on both versions, "
        f"{len(proof.refuted)} refuted and left out, {proof.unprovable} not provable."
    )
    for finding in proof.refuted:
        yield f"Refuted: {finding.rule} {subject(finding)}: its witness works with the new version too."
    if proof.missed is not None:
        found = counted(len(proof.missed), "break") if proof.missed else "no break"
        yield f"Search: the installed versions show {found} that no finding names."
        for each in proof.missed:
            yield f"Not named: {each.symbol}: {each.message}{f' ({each.reason})' if each.reason else ''}"


def standing(finding: Finding) -> str | None:
    """How a finding fared when its witness ran, in a sentence; None where nothing ran."""
    if finding.verified is None:
        return None
    if finding.verified:
        return "Proven by code that ran on both versions."
    return f"Not proven: {finding.unproven or 'no reason is known'}."


def groups(findings: Sequence[Finding]) -> Iterator[tuple[str, list[Finding]]]:
    """Findings by the module or class that their objects stand in, in order; those about no object by what they are."""
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        found.setdefault(_owner(finding), []).append(finding)
    yield from found.items()


def name_in_group(finding: Finding) -> str:
    """What a finding is about, below the heading of its group: `run(task)`, `dependency:anyio`, `requires-python`."""
    name = finding.symbol if _is_about_no_object(finding) else finding.symbol.rpartition(".")[2]
    return f"{name}({finding.member})" if finding.member else name


def _owner(finding: Finding) -> str:
    if _is_about_no_object(finding):
        return "command line" if finding.symbol.startswith("cli:") else "package metadata"
    return finding.symbol.rpartition(".")[0] or finding.symbol


def _is_about_no_object(finding: Finding) -> bool:
    return ":" in finding.symbol or finding.symbol in ("requires-python", "py.typed", "licence")
