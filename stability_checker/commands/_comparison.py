"""Two APIs judged, in the form that reports take."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from stability_checker.commands._output import tell
from stability_checker.commands._standpoint import Workplace
from stability_checker.intake import Intake
from stability_checker.judge import judge
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.model.recipe import Repair
from stability_checker.notice import dated
from stability_checker.reports import Comparison, Side, subject
from stability_checker.rules import all_rules
from stability_checker.settings import Settings
from stability_checker.sources import parse_version
from stability_checker.versioning import next_version

if TYPE_CHECKING:
    from stability_checker.baseline import Tree


def compared(old: Intake, new: Intake, settings: Settings) -> Comparison:
    """What lies between two APIs of one package, judged by all rules under `settings`."""
    if settings.rules:
        settings.demand_known_rules(rule.name for rule in all_rules())
    verdict = judge(old.package, new.package, settings)
    before = parse_version(old.version or "")
    return Comparison(
        package=new.package.name,
        old=Side(source=old.source, version=old.version),
        new=Side(source=new.source, version=new.version),
        required=verdict.required,
        declared=verdict.declared,
        unused=verdict.unused,
        expired=verdict.expired,
        findings=tuple(verdict.findings),
        problems=tuple(_named(old)) + tuple(_named(new)),
        notes=verdict.notes,
        next_version=str(next_version(before, verdict.required, settings.zero)) if before else None,
        prefix=new.prefix,
        repairs=_repairs(old, new, verdict.findings),
    )


def with_history(comparison: Comparison, tree: "Tree", workplace: Workplace) -> Comparison:
    """The comparison with the dates of deprecations that only older releases tell, where the policy asks for them."""
    if not workplace.settings.deprecation_notice:
        return comparison
    # Only here: it loads what asks the package index, which a comparison of two named sources has no use for.
    from stability_checker.baseline import find_releases

    sources = find_releases(tree, workplace.standpoint)
    releases = (read.package for each in sources if (read := workplace.read_if_there(each, tree.package)))
    return replace(comparison, findings=dated(comparison.findings, releases))


def _repairs(old: Intake, new: Intake, findings: Iterable[Finding]) -> dict[str, Repair]:
    """How users get over the breaks, by what each is about; no recipe is read where nothing breaks."""
    breaks = [finding for finding in findings if finding.level == Bump.MAJOR]
    if not breaks:
        return {}
    # Only here: reading recipes loads the codemods' frame, which a comparison without breaks has no use for.
    from stability_checker.upgrade.answers import find_repairs

    found = find_repairs(new.package.name, old.version, new.version, breaks)
    return {subject(finding): repair for finding, repair in found.items()}


def _named(intake: Intake) -> Iterable[str]:
    return (f"{intake.source}: {problem}" for problem in intake.package.problems)


def tell_incomplete(comparisons: Iterable[Comparison]) -> bool:
    """Say on standard error what was not compared; True where there is anything."""
    problems = [problem for comparison in comparisons for problem in comparison.problems]
    if problems:
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        tell(f"incomplete: {problems[0].rstrip('.')}{more}; repair it and compare again.")
    return bool(problems)
