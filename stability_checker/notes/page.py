"""The notes of one release as Markdown: sections in the order of Keep a Changelog, then the migration guide."""

import datetime
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.model.markup import code, prose, signature
from stability_checker.model.recipe import Repair, Safety
from stability_checker.notes.joining import Joined, Said
from stability_checker.notes.sections import SECTIONS, section_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What a release is made of: `old` and `new` are versions, `repairs` the way over a finding by its subject."""

    package: str
    old: str | None
    new: str
    date: datetime.date | None
    joined: Joined
    repairs: Mapping[str, Repair] = field(default_factory=dict)


def page(release: Release) -> str:
    """The section of the changelog for `release`, opened by its heading, without anything that is for maintainers."""
    lines = [line for section in SECTIONS for line in _section(section, release)]
    date = f" - {release.date.isoformat()}" if release.date else ""
    body = lines or ["No change of the public API.", ""]
    return "\n".join([f"## [{release.new}]{date}", "", *body, *_migration(release)]).rstrip() + "\n"


def _section(title: str, release: Release) -> Iterator[str]:
    said = [each for each in release.joined.said if each.section == title]
    unsaid = [finding for finding in release.joined.forgotten if section_of(finding) == title]
    if not said and not unsaid:
        return
    yield from (f"### {title}", "")
    for each in said:
        yield from _told(each, release)
    for finding in unsaid:
        yield from _untold(finding, release)
    yield ""


def _told(said: Said, release: Release) -> Iterator[str]:
    mark = "**Breaking:** " if said.fragment.kind == "breaking" else ""
    first, *rest = f"{mark}{said.fragment.text}".splitlines()
    yield f"- {first}"
    yield from textwrap.indent("\n".join(rest), "  ").splitlines()
    for finding in said.findings:
        yield f"  - {code(finding.subject)}: {'; '.join(_facts(finding, release)) or prose(finding.message)}"


def _untold(finding: Finding, release: Release) -> Iterator[str]:
    mark = "**Breaking:** " if finding.level == Bump.MAJOR and section_of(finding) != "Removed" else ""
    yield f"- {mark}{code(finding.subject)}: {prose(finding.message or finding.rule)}"
    yield from (f"  - {fact}" for fact in _facts(finding, release))


def _facts(finding: Finding, release: Release) -> Iterator[str]:
    """What a reader needs besides the text: both signatures, since when it was deprecated, and the way over it."""
    if finding.old:
        yield f"was {signature(finding.old)}"
    if finding.new:
        yield f"is {signature(finding.new)}"
    if finding.deprecated_since and finding.level == Bump.MAJOR:
        yield f"deprecated since {finding.deprecated_since}"
    repair = release.repairs.get(finding.subject)
    if repair is not None:
        yield "to be changed by hand" if repair.safety is Safety.MANUAL else f"rewritten by {code(repair.codemod)}"
    elif finding.renamed_to:
        yield f"use {code(finding.renamed_to)}"


def _migration(release: Release) -> Iterator[str]:
    breaks = [finding for finding in release.joined.findings if finding.level == Bump.MAJOR]
    if not breaks:
        return
    repairs = {finding.subject: repair for finding in breaks if (repair := release.repairs.get(finding.subject))}
    yield from (f"### Migration from {release.old or 'the release before'}", "")
    yield from _commands(list(repairs.values()))
    yield from _list("For a person to do:", _by_hand(breaks, repairs))
    yield from _list(
        "No way over these is written yet:", [code(each.subject) for each in breaks if _open(each, repairs)]
    )


def _commands(repairs: Sequence[Repair]) -> Iterator[str]:
    automatic = [repair for repair in repairs if repair.safety is not Safety.MANUAL]
    for target in dict.fromkeys(repair.target for repair in automatic):
        mine = [repair for repair in automatic if repair.target == target]
        reviewed = sorted({repair.codemod for repair in mine if repair.safety is Safety.REVIEW})
        yield from ("```console", f"$ stability-checker upgrade . --to {target} --diff     # what would change")
        yield from (f"$ stability-checker upgrade . --to {target}            # change it", "```", "")
        if reviewed:
            names = ", ".join(map(code, reviewed))
            yield from (f"Add `--unsafe` for what wants review: {names}.", "")


def _by_hand(breaks: Sequence[Finding], repairs: Mapping[str, Repair]) -> list[str]:
    """What to do, with the objects that it is about: one piece of advice often serves several."""
    advice: dict[str, list[str]] = {}
    for finding in breaks:
        repair = repairs.get(finding.subject)
        if repair is not None and repair.safety is Safety.MANUAL:
            advice.setdefault(repair.advice or finding.message, []).append(code(finding.subject))
    return [f"{', '.join(subjects)}: {prose(what)}" for what, subjects in advice.items()]


def _open(finding: Finding, repairs: Mapping[str, Repair]) -> bool:
    return finding.subject not in repairs and finding.renamed_to is None


def _list(title: str, items: Sequence[str]) -> Iterator[str]:
    if items:
        yield from (title, "", *(f"- {item}" for item in items), "")
