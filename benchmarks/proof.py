"""How many breaking findings are proven by code that runs: known releases, verified and searched, as docs/proof.md.

    python benchmarks/proof.py              # verifies every pair of releases below and writes docs/proof.md
    python benchmarks/proof.py flask click  # shows these alone, with every finding that is not proven

Needs the package index, and mypy beside the checker. Runs code of the packages.
"""

import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from stability_checker.intake import Intake, take
from stability_checker.judge import judge
from stability_checker.model.proof import Break
from stability_checker.sources import Release
from stability_checker.witness.environments import Environment, Order, environment_for
from stability_checker.witness.search.differences import sights
from stability_checker.witness.search.searching import missed, portraits, unnamed
from stability_checker.witness.verification import Outcome, Result, verify

PAGE = Path(__file__).parent.parent / "docs" / "proof.md"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two releases of a distribution, and what its optional parts need beside them."""

    name: str
    old: str
    new: str
    beside: tuple[str, ...] = ()


PAIRS = (
    Pair("starlette", "0.52.1", "1.0.0", ("jinja2", "httpx", "itsdangerous", "python-multipart", "pyyaml")),
    Pair("flask", "2.2.5", "2.3.0"),
    Pair("click", "8.1.8", "8.2.0"),
    Pair("httpx", "0.27.2", "0.28.0"),
    Pair("marshmallow", "3.26.1", "4.0.0"),
    Pair("networkx", "2.8.8", "3.0", ("numpy<2", "scipy", "pandas", "matplotlib")),
    Pair("attrs", "23.2.0", "24.1.0"),
    Pair("anyio", "3.7.1", "4.0.0", ("trio<0.23",)),
    Pair("urllib3", "1.26.20", "2.0.0"),
    Pair("packaging", "21.3", "22.0"),
)

# Larger releases, which no rule was written or mended for when they were first verified.
FURTHER = (
    Pair("sqlalchemy", "1.4.54", "2.0.0"),
    Pair("pydantic", "1.10.21", "2.0"),
    Pair("werkzeug", "2.2.3", "3.0.0"),
    Pair("pytest", "7.4.4", "8.0.0"),
    Pair("jinja2", "3.0.3", "3.1.0"),
    Pair("typer", "0.9.0", "0.12.0"),
    Pair("tenacity", "7.0.0", "8.0.0"),
    Pair("rich", "12.6.0", "13.0.0"),
    Pair("django", "4.2.16", "5.0"),
    Pair("numpy", "1.26.4", "2.0.0"),
    Pair("aiohttp", "3.8.6", "3.9.0"),
    Pair("requests", "2.31.0", "2.32.0"),
)

# Proven, refuted and not provable on the first run, before it led to any change: of PAIRS, and of the first eight of
# FURTHER.
FIRST_RUN = (393, 4, 42)
FIRST_FURTHER_RUN = (1196, 57, 118)

SEARCH_PAGE = Path(__file__).parent / "search.md"


@dataclass(slots=True)
class Outcomes:
    """What came of one pair: a result for each breaking finding, the breaks at run time, and those not named."""

    pair: Pair
    results: list[Result]
    seen: int = 0
    missed: list[Break] = field(default_factory=list)
    seconds: float = 0.0

    def count(self, outcome: Outcome) -> int:
        return sum(each.outcome is outcome for each in self.results)

    @property
    def precision(self) -> float:
        """The share of the provable findings (proven or refuted) that are proven."""
        proven, refuted = self.count(Outcome.PROVEN), self.count(Outcome.REFUTED)
        return proven / (proven + refuted) if proven + refuted else 1.0


def main(names: Sequence[str]) -> None:
    """Verify the named pairs, or all of them and write the page."""
    pairs = [pair for pair in (*FURTHER, *PAIRS) if not names or pair.name in names]
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(_verified, pairs))
    if names:
        print("\n".join(line for outcomes in found for line in _details(outcomes)))
        return
    further, known = found[: len(FURTHER)], found[len(FURTHER) :]
    PAGE.write_text("\n".join(_page(known, further)) + "\n", encoding="utf-8")


def _verified(pair: Pair) -> Outcomes:
    old, new = (take(Release.parse(f"{pair.name}=={version}")) for version in (pair.old, pair.new))
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda each: _installed(pair, each), (old, new))
    versions, environments = (old.package, new.package), (first, second)
    findings = judge(*versions).findings
    start = time.monotonic()
    results = verify(findings, versions, environments)
    seconds = time.monotonic() - start
    looks = portraits(versions, environments)
    print(f"{pair.name}: {len(results)} findings in {seconds:.0f} s", file=sys.stderr)
    left = missed(looks, findings, versions)
    return Outcomes(pair, results, len(unnamed(sights(*looks), ())), left, seconds)


def _installed(pair: Pair, intake: Intake) -> Environment:
    release = Release.parse(f"{pair.name}=={intake.version}")
    return environment_for(Order(release, pair.name, intake.version, beside=pair.beside))


def _details(outcomes: Outcomes) -> Iterator[str]:
    yield f"== {outcomes.pair.name}: {Counter(str(each.outcome) for each in outcomes.results)}"
    for each in outcomes.results:
        if each.outcome is not Outcome.PROVEN:
            member = f"({each.finding.member})" if each.finding.member else ""
            yield f"{each.outcome}: {each.finding.rule} {each.finding.symbol}{member}: {each.reason}"
    yield f"search: {outcomes.seen} breaks at run time, {len(outcomes.missed)} not named"
    yield from (f"missed: {each.symbol}: {each.message}" for each in outcomes.missed)


# -- the page ----------------------------------------------------------------------------------------------------------


def _page(known: Sequence[Outcomes], further: Sequence[Outcomes]) -> Iterator[str]:
    proven, refuted, open_ = FIRST_RUN
    yield "# Proof: how often a breaking finding is true"
    yield ""
    yield _INTRODUCTION
    yield from _table(known)
    share = proven / (proven + refuted)
    yield f"First run: {proven} proven, {refuted} refuted, {open_} open: {share:.1%} of the provable were proven."
    yield "What it refuted, and what its search found, then led to changes in rules and collector."
    yield ""
    yield "## Further, larger releases"
    yield ""
    proven, refuted, open_ = FIRST_FURTHER_RUN
    share = proven / (proven + refuted)
    yield f"First run of the first eight: {proven} proven, {refuted} refuted, {open_} open ({share:.1%})."
    yield ""
    yield from _table(further)
    yield "Seconds are those of the proof, both versions being installed; reports leave refuted findings out."
    yield ""
    found = [*known, *further]
    yield from _section("Refuted", found, Outcome.REFUTED)
    yield from _section("Not provable", found, Outcome.UNPROVABLE)
    yield from _search(known, "the first table")
    yield from _search(further, "the second table")
    yield from _hundred()


def _table(found: Sequence[Outcomes]) -> Iterator[str]:
    yield "| releases | breaking findings | proven | refuted | not provable | proven of the provable | seconds |"
    yield "|---|--:|--:|--:|--:|--:|--:|"
    yield from map(_row, found)
    yield from (_total(found), "")


_INTRODUCTION = """\
Written by `python benchmarks/proof.py`; do not edit. Every finding of level major between two releases comes with a
witness: a few lines of downstream code. Both releases are installed apart with their dependencies. A finding is
*proven* when its witness works with the old release and fails with an exception on the new one (for types: when mypy
accepts it and then rejects it), *refuted* when it works with both, and *not provable* otherwise.
"""


def _row(outcomes: Outcomes) -> str:
    pair = outcomes.pair
    counts = (outcomes.count(each) for each in (Outcome.PROVEN, Outcome.REFUTED, Outcome.UNPROVABLE))
    cells = [f"{pair.name} {pair.old} → {pair.new}", len(outcomes.results), *counts, f"{outcomes.precision:.1%}"]
    return f"| {' | '.join(map(str, cells))} | {outcomes.seconds:.0f} |"


def _total(found: Sequence[Outcomes]) -> str:
    whole = Outcomes(Pair("all", "", ""), [result for each in found for result in each.results])
    counts = [whole.count(each) for each in (Outcome.PROVEN, Outcome.REFUTED, Outcome.UNPROVABLE)]
    cells = ["**all**", len(whole.results), *counts, f"**{whole.precision:.1%}**"]
    return f"| {' | '.join(map(str, cells))} | {sum(each.seconds for each in found):.0f} |"


def _section(title: str, found: Sequence[Outcomes], outcome: Outcome) -> Iterator[str]:
    chosen = [each for outcomes in found for each in outcomes.results if each.outcome is outcome]
    if chosen:
        yield from (f"## {title} ({len(chosen)})", "", "| finding | rule | reason |", "|---|---|---|")
        for each in chosen:
            member = f"({each.finding.member})" if each.finding.member else ""
            # Where the environments lay says nothing to a reader.
            reason = re.sub(r" \(/[^)]*\)", "", each.reason).replace("|", "\\|")
            yield f"| `{each.finding.symbol}{member}` | `{each.finding.rule}` | {reason} |"
        yield ""


def _search(found: Sequence[Outcomes], where: str) -> Iterator[str]:
    seen, left = sum(each.seen for each in found), [each for outcomes in found for each in outcomes.missed]
    share = len(left) / seen if seen else 0.0
    yield from (f"## Search: what introspection at run time finds in {where} and the rules do not", "")
    yield "The other direction (`verify --search`): both releases are imported and looked at, and every public name"
    yield "that is gone, every lost base and every call that is refused is compared with the findings. Of"
    yield f"{seen} objects that break at run time, {len(left)} are not named by a finding ({share:.1%})."
    yield ""
    if left:
        unreadable = sum(bool(each.reason) for each in left)
        yield f"Of these, {unreadable} are such that no reading of the source can know them; a rule could have named"
        yield f"the other {len(left) - unreadable} ({(len(left) - unreadable) / seen:.1%})."
        yield from ("", "| object | what breaks | why it is not named |", "|---|---|---|")
        yield from (f"| `{each.symbol}` | {each.message} | {each.reason or 'missed'} |" for each in left)
        yield ""


def _hundred() -> Iterator[str]:
    """What the search over the packages of the soak came to, as its own page says."""
    if SEARCH_PAGE.exists():
        lines = SEARCH_PAGE.read_text("utf-8").splitlines()
        told = [line for line in lines if line.startswith(("- ", "  "))]
        yield from ("## Search over a hundred packages", "", "The details are in `benchmarks/search.md`.", "")
        yield from told[: next((number for number, line in enumerate(told) if "proven, " in line), len(told)) + 2]


if __name__ == "__main__":
    main(sys.argv[1:])
