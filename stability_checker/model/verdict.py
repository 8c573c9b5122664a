"""What a comparison comes to: the findings, the bump they ask for and the bump that the versions declare."""

from msgspec import Struct

from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding


class Verdict(Struct, frozen=True, kw_only=True):
    """The answer to "is this change breaking, and does its version say so?".

    `required` is the maximum over the findings that no exception accepts; `declared` the level by which the version
    number rose, None where a version is missing or cannot be read. `zero` says that the old version is 0.y.z, so that
    `declared` was read by the rule for versions that promise less. `problems` are the files that could not be read:
    the comparison is then incomplete. `unused` are the exceptions that match nothing, as "rule symbol",
    `expired` those that have run out while what they accepted is still there, as "rule symbol expired on 2026-12-31".
    """

    package: str
    old_version: str | None
    new_version: str | None
    findings: tuple[Finding, ...]
    required: Bump
    declared: Bump | None = None
    zero: bool = False
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    expired: tuple[str, ...] = ()

    @property
    def incomplete(self) -> bool:
        """Whether parts of a package could not be read."""
        return bool(self.problems)

    @property
    def kept(self) -> bool:
        """Whether the version promises no less than the changes need; True where no versions are known."""
        return self.declared is None or self.declared >= self.required
