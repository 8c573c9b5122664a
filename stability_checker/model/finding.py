"""One change that users of a package can notice."""

from dataclasses import dataclass, field

from stability_checker.model.api import Location
from stability_checker.model.bump import Bump


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A change of one public object, with its level.

    `symbol` is the public path by which users reach the object, `path` that of its definition where it has one,
    `aliases` are its other public paths, `member` the parameter, field, base, key or value
    concerned. `old` and `new` show the two sides as source text. `renamed_to` is the path under which a removed object
    lives on, with `confidence` from 0 to 1. `subclasses` are the public classes that share the change through
    inheritance. `unannounced` marks the removal of something that was never deprecated. `accepted` is the reason that
    an exception of the configuration gives. `verified` is True where running the witness proved the finding, False
    where it could not be proven (`unproven` says why), None where nobody tried.

    A rule says what happened (`member`, `message`, `old`, `new`); rule, level, symbol and all that depends on the place
    are filled in where it is applied.
    """

    rule: str = ""
    level: Bump = Bump.PATCH
    symbol: str = ""
    path: str | None = None
    aliases: tuple[str, ...] = ()
    member: str | None = None
    message: str = ""
    old: str | None = None
    new: str | None = None
    location: Location | None = field(default=None, compare=False)
    deprecated_since: str | None = None
    renamed_to: str | None = None
    confidence: float | None = None
    subclasses: tuple[str, ...] = ()
    unannounced: bool = False
    accepted: str | None = None
    witness: str | None = None
    verified: bool | None = None
    unproven: str | None = None

    @property
    def subject(self) -> str:
        """What the finding is about, in one word: `pkg.Client.get(timeout)`."""
        return f"{self.symbol}({self.member})" if self.member else self.symbol
