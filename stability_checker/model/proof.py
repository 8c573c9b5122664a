"""What running the witnesses of a comparison came to."""

from msgspec import Struct

from stability_checker.model.finding import Finding


class Break(Struct, frozen=True):
    """A break that looking at both versions at run time shows: the public path, and what happened in a sentence.

    `reason` says why no rule could name it, where reading the source cannot tell; empty where a rule could have.
    """

    symbol: str
    message: str
    reason: str = ""


class Proof(Struct, frozen=True, kw_only=True):
    """How many findings of level major were proven and how many could not be, and those that were refuted.

    `missed` are breaks that the installed versions show and no finding names, None where nobody searched for them.
    """

    proven: int
    unprovable: int
    refuted: tuple[Finding, ...] = ()
    missed: tuple[Break, ...] | None = None
