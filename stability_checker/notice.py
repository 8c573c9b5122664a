"""Since when what a release removes had been deprecated, read from the releases before it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from stability_checker.model.api import Function, Package
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding


def dated(findings: Sequence[Finding], releases: Iterable[Package]) -> tuple[Finding, ...]:
    """The findings, removals with the first release of the last unbroken row in which they were deprecated.

    A deprecation that names its own release is taken at its word. `releases` come newest first and are read only as
    far as something that is removed is deprecated in them.
    """
    open_ones = {finding for finding in findings if _is_undated_removal(finding)}
    since: dict[Finding, str] = {}
    for release in releases if open_ones else ():
        open_ones = {finding for finding in open_ones if _is_deprecated(finding, release)}
        if not open_ones:
            break
        since |= {finding: release.metadata.version for finding in open_ones if release.metadata.version}
    return tuple(replace(each, deprecated_since=since[each]) if each in since else each for each in findings)


def _is_undated_removal(finding: Finding) -> bool:
    return finding.level == Bump.MAJOR and finding.rule.endswith("_removed") and finding.deprecated_since is None


def _is_deprecated(finding: Finding, release: Package) -> bool:
    """Whether the object, the parameter concerned, or a class or module around it carries a deprecation."""
    found = release.find(finding.symbol)
    parameters = found.signature.parameters if isinstance(found, Function) else ()
    if any(each.name == finding.member and each.deprecated for each in parameters):
        return True
    parts = finding.symbol.split(".")
    around = (release.find(".".join(parts[:count])) for count in range(len(parts), 0, -1))
    return any(each is not None and each.deprecated is not None for each in around)
