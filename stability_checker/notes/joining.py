"""Fragments and findings side by side: which text speaks of which finding, what was forgotten, what has no ground."""

from collections.abc import Sequence
from dataclasses import dataclass

from stability_checker.model.finding import Finding
from stability_checker.notes.fragments import Fragment
from stability_checker.notes.sections import section_of, section_of_kind

# Whoever writes "changed" or "fixed" may speak of behaviour, which no comparison of APIs can bear out.
_CLAIMS = {"breaking", "removed", "deprecated", "added"}
_FITTING = {
    "breaking": {"Removed", "Changed"},
    "removed": {"Removed", "Changed"},
    "changed": {"Removed", "Changed", "Added"},
    "deprecated": {"Deprecated"},
    "added": {"Added", "Changed"},
    "fixed": {"Changed"},
    "security": {"Removed", "Changed"},
}
# People name the parameters that `*args` and `**kwargs` took, never these two.
_SWALLOWING = {"varargs_removed", "kwargs_removed"}


@dataclass(frozen=True, slots=True)
class Said:
    """A fragment, the section that it stands in, and the findings that it speaks of."""

    fragment: Fragment
    section: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """All fragments with their findings, and the findings that no fragment speaks of."""

    said: tuple[Said, ...]
    forgotten: tuple[Finding, ...]

    @property
    def groundless(self) -> list[Fragment]:
        """The fragments that name something and claim a change of it which no finding bears out."""
        claims = [each for each in self.said if each.fragment.kind in _CLAIMS and each.fragment.mentions()]
        return [each.fragment for each in claims if not each.findings]

    @property
    def findings(self) -> list[Finding]:
        return [*(finding for each in self.said for finding in each.findings), *self.forgotten]


def join(fragments: Sequence[Fragment], findings: Sequence[Finding]) -> Joined:
    """Give every finding that users notice to the fragment that speaks of it most precisely."""
    # What a distribution promises as a whole is found for each of its packages, and told once.
    noticed = list({_fact(finding): finding for finding in findings if section_of(finding)}.values())
    owners = [_owner(finding, fragments) for finding in noticed]
    said = [
        _said(fragment, [finding for finding, owner in zip(noticed, owners, strict=True) if owner is fragment])
        for fragment in fragments
    ]
    lost = [finding for finding, owner in zip(noticed, owners, strict=True) if owner is None]
    return Joined(tuple(said), tuple(lost))


def _fact(finding: Finding) -> tuple[str | None, ...]:
    return finding.rule, finding.symbol, finding.member, finding.old, finding.new


def _said(fragment: Fragment, findings: Sequence[Finding]) -> Said:
    sections = {section_of(finding) for finding in findings}
    removes = fragment.kind == "breaking" and sections == {"Removed"}
    return Said(fragment, "Removed" if removes else section_of_kind(fragment.kind), tuple(findings))


def _owner(finding: Finding, fragments: Sequence[Fragment]) -> Fragment | None:
    weighed = [(_precision(each, finding), each) for each in fragments]
    best = max(weighed, key=lambda pair: pair[0], default=None)
    return best[1] if best and best[0] else None


def _precision(fragment: Fragment, finding: Finding) -> int:
    """How many parts of the finding's name a fragment spells out; 0 where it does not speak of it."""
    if section_of(finding) not in _FITTING[fragment.kind]:
        return 0
    members = {finding.member, None} if finding.rule in _SWALLOWING else {finding.member}
    names = [_parts(name, member) for name in (finding.symbol, *finding.aliases) for member in members]
    return max((len(each) for each in fragment.mentions() for name in names if _speaks_of(each, name)), default=0)


def _parts(symbol: str, member: str | None) -> tuple[str, ...]:
    """The path of a finding as users speak of it: a parameter of a constructor is one of the class."""
    path = tuple(symbol.removeprefix("cli:").replace(" ", ".").removesuffix(".__init__").split("."))
    return (*path, member) if member else path


def _speaks_of(mention: tuple[str, ...], name: tuple[str, ...]) -> bool:
    """Whether a mention ends where the name does: `get` and `Client.get` speak of pkg.Client.get, `Client` does not."""
    return name[-len(mention) :] == mention
