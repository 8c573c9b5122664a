"""The sections of release notes, in the words of Keep a Changelog, and which finding belongs into which."""

from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding

SECTIONS = ("Removed", "Changed", "Deprecated", "Added", "Fixed", "Security")


def section_of(finding: Finding) -> str | None:
    """The section that a finding belongs into; None for what users do not notice or another finding says better."""
    if finding.level == Bump.PATCH or finding.rule == "removed_without_notice":
        return None
    if "deprecated" in finding.rule:
        return "Deprecated"
    if finding.level == Bump.MINOR and finding.rule.endswith("_added"):
        return "Added"
    return "Removed" if finding.level == Bump.MAJOR and finding.rule.endswith("_removed") else "Changed"


def section_of_kind(kind: str) -> str:
    """The section for a fragment of a kind; what breaks is a change, if nothing says that it is a removal."""
    return "Changed" if kind == "breaking" else kind.capitalize()
