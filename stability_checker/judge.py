"""All rules over all pairs: findings, the bump that they ask for, the bump that the versions declare."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase

from packaging.version import InvalidVersion, Version

from stability_checker.compare.condensing import Raw, condense
from stability_checker.compare.context import Context
from stability_checker.compare.index import Index
from stability_checker.compare.movements import Gone, Movements
from stability_checker.compare.pairing import pair
from stability_checker.model.api import Attribute, Class, Command, Deprecation, Function, Object, Package
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.model.verdict import Verdict
from stability_checker.rules import rules_for
from stability_checker.settings import Acceptance, Settings
from stability_checker.snapshot.visibility import is_private
from stability_checker.versioning import declared_bump
from stability_checker.witness import with_witnesses


def judge(old: Package, new: Package, settings: Settings | None = None, today: datetime.date | None = None) -> Verdict:
    """Compare two versions of a package: every rule over every pair, the settings applied.

    `today` decides which exceptions have expired (the current day where it is not given).
    """
    settings = settings or Settings()
    today = today or datetime.date.today()
    entries = [each for each in settings.exceptions if _concerns(each, new, settings)]
    live = [each for each in entries if each.expires is None or each.expires >= today]
    context = Context(old, new)
    promised, left_out = _promised(_found(context), settings.private)
    findings, used = _accept(with_witnesses(_level(promised, settings), context), live)
    past, idle = _out_of_use([each for each in entries if each not in used], findings, today)
    before, after = _version(old), _version(new)
    return Verdict(
        package=new.name,
        old_version=old.metadata.version,
        new_version=new.metadata.version,
        findings=tuple(sorted(findings, key=_order)),
        required=Bump.of(each.level for each in findings if each.accepted is None),
        declared=declared_bump(before, after, settings.zero) if before and after else None,
        zero=before is not None and before.epoch == before.major == 0,
        problems=(*old.problems, *new.problems),
        notes=tuple(dict.fromkeys((*old.notes, *new.notes, *left_out))),
        unused=idle,
        expired=past,
    )


def _promised(findings: list[Finding], private: Sequence[str]) -> tuple[list[Finding], tuple[str, ...]]:
    """The findings about what users reach by at least one path that is not private, and a note on the others."""
    kept = [each for each in findings if not all(_is_private(name, private) for name in (each.symbol, *each.aliases))]
    left_out = len(findings) - len(kept)
    return kept, (
        f"{left_out} findings are left out: the settings call what they are about private",
    ) if left_out else ()


def _is_private(path: str, private: Sequence[str]) -> bool:
    return any(fnmatchcase(path, pattern) or fnmatchcase(path, f"{pattern}.*") for pattern in private)


def compare(old: Package, new: Package) -> list[Finding]:
    """What the rules find, one finding a cause, at the levels that the rules give; equal packages have none."""
    return _found(Context(old, new))


def _found(context: Context) -> list[Finding]:
    old, new = context.old.package, context.new.package
    if old is new:
        return []
    movements = pair(context.old, context.new)
    raw = [*_over_movements(movements, context), *_over_commands(old, new, context), *_over_package(old, new, context)]
    return list(_mark_unannounced(condense(raw, context)))


def _mark_unannounced(findings: Sequence[Finding]) -> Iterator[Finding]:
    """A removal says itself that nobody was warned, so that readers need not look for its companion."""
    sudden = {finding.subject for finding in findings if finding.rule == "removed_without_notice"}
    for finding in findings:
        hasty = finding.subject in sudden and finding.rule.endswith("_removed")
        yield replace(finding, unannounced=True) if hasty else finding


def _order(finding: Finding) -> tuple[int, str, str, str]:
    return -finding.level, finding.symbol, finding.member or "", finding.rule


# -- the rules over what pairing found -----------------------------------------------------------------------------


def _over_movements(movements: Movements, context: Context) -> Iterator[Raw]:
    for met in movements.met:
        if not context.unchanged(met.old, met.new):
            for finding in _apply(met.old, met.new, met.symbol, context):
                yield Raw(finding, met.old, met.new, met.heirs)
    for gone in movements.gone:
        for finding in _apply(gone.old, None, gone.symbol, context):
            yield Raw(_with_heir(finding, gone), gone.old, None, gone.heirs)
    for added in movements.new:
        for finding in _apply(None, added.new, added.symbol, context):
            yield Raw(finding, None, added.new, added.heirs)


def _with_heir(finding: Finding, gone: Gone) -> Finding:
    if gone.renamed_to is None or finding.rule == "removed_without_notice":
        return finding
    if any(is_private(part) for part in gone.renamed_to.split(".")):
        # No way over the break: what is private may go at any time, so nothing is to be renamed to it.
        return replace(finding, message=f"{finding.message} It became private, as `{gone.renamed_to}`.")
    sure = "" if gone.confidence in (None, 1.0) else f" (confidence {gone.confidence:.0%})"
    message = f"{finding.message} It lives on as `{gone.renamed_to}`{sure}."
    return replace(finding, message=message, renamed_to=gone.renamed_to, confidence=gone.confidence)


def _apply(old: Object | None, new: Object | None, symbol: str, context: Context) -> Iterator[Finding]:
    source, origin = new or old, old or new
    index = context.old if old else context.new
    kinds = (type(old) if old else None), (type(new) if new else None)
    for rule in rules_for(*kinds):
        for found in rule(old, new, context):
            yield replace(
                found,
                rule=rule.name,
                level=rule.level,
                symbol=symbol,
                path=origin.path if origin else None,
                aliases=tuple(sorted({*index.every_name(origin), *_through_heir(symbol, index)} - {symbol}))
                if origin
                else (),
                location=source.location if source else None,
                deprecated_since=_announced(old, found, context) if old else None,
            )


def _through_heir(symbol: str, index: Index) -> Iterator[str]:
    """The paths of a member below every name of what shows it: a class with a private base, or an instance."""
    owner, _, name = symbol.rpartition(".")
    holder = index.find(owner) if owner else None
    if isinstance(holder, Class | Attribute):
        yield from (f"{path}.{name}" for path in index.names_of.get(holder.path, ()))


def _announced(old: Object, finding: Finding, context: Context) -> str | None:
    """Since when what a finding is about was deprecated, as far as the old release says."""
    parameters = old.signature.parameters if isinstance(old, Function) else ()
    own = next((each.deprecated for each in parameters if each.name == finding.member), None)
    known: Iterable[Deprecation | None] = (own, old.deprecated, *(each.deprecated for each in _holders(old, context)))
    return next((each.since for each in known if each is not None and each.since), None)


def _holders(value: Object, context: Context) -> Iterator[Object]:
    while (above := context.old.objects.get(value.parent)) is not None:
        yield above
        value = above


# -- the rules over what is no object ------------------------------------------------------------------------------


def _over_commands(old: Package, new: Package, context: Context) -> Iterator[Raw]:
    gone = {name for name in old.commands if name not in new.commands}
    fresh = {name for name in new.commands if name not in old.commands}
    for name in sorted({*old.commands, *new.commands}):
        # A program that comes or goes as a whole is its script's, function's or `__main__`'s finding.
        is_whole = name in gone | fresh and not _is_subcommand(name, {*old.commands, *new.commands})
        if not is_whole and not _is_subcommand(name, gone) and not _is_subcommand(name, fresh):
            yield from _over_command(name, old.commands.get(name), new.commands.get(name), context)


def _is_subcommand(name: str, of: set[str]) -> bool:
    words = name.split()
    return any(" ".join(words[:count]) in of for count in range(1, len(words)))


def _over_command(name: str, old: Command | None, new: Command | None, context: Context) -> Iterator[Raw]:
    if old == new:
        return
    source = new or old
    for rule in rules_for(type(old) if old else None, type(new) if new else None):
        for found in rule(old, new, context):
            place = source.location if source else None
            filled = replace(found, rule=rule.name, level=rule.level, symbol=f"cli:{name}", location=place)
            yield Raw(filled, None, None)


def _over_package(old: Package, new: Package, context: Context) -> Iterator[Raw]:
    for before, after in ((old.metadata, new.metadata), (old, new)):
        for rule in rules_for(type(before), type(after)):
            for found in rule(before, after, context):
                yield Raw(replace(found, rule=rule.name, level=rule.level), None, None)


# -- the settings --------------------------------------------------------------------------------------------------


def _level(findings: list[Finding], settings: Settings) -> Iterator[Finding]:
    for finding in findings:
        level = settings.rules.get(finding.rule, finding.level)
        if level is not None:
            yield finding if level is finding.level else replace(finding, level=level)


def _accept(findings: Iterable[Finding], live: Sequence[Acceptance]) -> tuple[list[Finding], list[Acceptance]]:
    """The findings with the reasons of the exceptions that cover them, and the exceptions that cover any."""
    used: list[Acceptance] = []
    judged = []
    for finding in findings:
        cover = next((each for each in live if _covers(each, finding)), None)
        if cover is not None:
            used.append(cover)
            finding = replace(finding, accepted=cover.reason)
        judged.append(finding)
    return judged, used


def _concerns(entry: Acceptance, new: Package, settings: Settings) -> bool:
    """Whether an exception is about this release, and not about another package of the project."""
    named = next((name for name in settings.packages if f"{entry.symbol}.".startswith(f"{name}.")), new.name)
    return entry.version in (None, new.metadata.version) and named == new.name


def _out_of_use(
    entries: Iterable[Acceptance], findings: Sequence[Finding], today: datetime.date
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The exceptions that have run out while their finding is still there, and those that cover nothing at all."""
    past: list[str] = []
    idle: list[str] = []
    for each in entries:
        missed = any(finding.accepted is None and _covers(each, finding) for finding in findings)
        if missed and each.expires is not None and each.expires < today:
            past.append(f"{each.rule} {each.symbol} expired on {each.expires}")
        else:
            idle.append(f"{each.rule} {each.symbol}")
    return tuple(past), tuple(idle)


def _covers(entry: Acceptance, finding: Finding) -> bool:
    if not fnmatchcase(finding.rule, entry.rule):
        return False
    names = [finding.symbol]
    if finding.member is not None:
        names += [f"{finding.symbol}({finding.member})", f"{finding.symbol}.{finding.member}"]
    return any(fnmatchcase(name, entry.symbol) for name in names)


# -- the versions --------------------------------------------------------------------------------------------------


def _version(package: Package) -> Version | None:
    try:
        return Version(package.metadata.version or "")
    except InvalidVersion:
        return None
