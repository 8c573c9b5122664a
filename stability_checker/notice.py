"""Since when what a release removes had been deprecated, read from the releases before it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from stability_checker.model.api import Function, Object, Package, ParameterKind
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding

_SWEEPING = (ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD)


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
    # An attribute keeps what the constructor was given under its name: the end of the one is that of the other.
    owner, _, name = finding.symbol.rpartition(".")
    if _announces(release.find(finding.symbol), finding.member) or _announces(release.find(f"{owner}.__init__"), name):
        return True
    parts = finding.symbol.split(".")
    around = (release.find(".".join(parts[:count])) for count in range(len(parts), 0, -1))
    return any(each is not None and each.deprecated is not None for each in around)


def _announces(found: Object | None, parameter: str | None) -> bool:
    """Whether a function says that a parameter goes, or that of the forms of its call one that this parameter takes."""
    if not isinstance(found, Function):
        return False
    if any(each.name == parameter and each.deprecated for each in found.signature.parameters):
        return True
    swept_up = {each.name for each in found.signature.parameters if each.kind in _SWEEPING}
    return parameter in swept_up and any(each.deprecated for each in found.overloads)
