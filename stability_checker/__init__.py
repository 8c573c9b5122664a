"""The tool that makes "1.0" a promise: snapshots, diffs, levels and proves API changes, and moves code off old APIs.

    from stability_checker import Bump, judge, take_snapshot

    old, new = take_snapshot("pypi:starlette==0.52.1"), take_snapshot("pypi:starlette==1.0.0")
    verdict = judge(old, new)
    if verdict.required is Bump.MAJOR:
        print(*(finding.symbol for finding in verdict.findings), sep="\\n")

Nothing of a source is imported or executed. Names are loaded when they are first used, so importing this is cheap.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stability_checker.intake import take_snapshot as take_snapshot
    from stability_checker.judge import compare as compare
    from stability_checker.judge import judge as judge
    from stability_checker.model.bump import Bump as Bump
    from stability_checker.model.finding import Finding as Finding

__all__ = ["Bump", "Finding", "compare", "judge", "take_snapshot"]

_HOMES = {
    "Bump": "stability_checker.model.bump",
    "Finding": "stability_checker.model.finding",
    "compare": "stability_checker.judge",
    "judge": "stability_checker.judge",
    "take_snapshot": "stability_checker.intake",
}


class _Face(ModuleType):
    """A module that keeps a name for what users import, where importing a part of the same name would take it."""

    def __getattr__(self, name: str) -> object:
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = getattr(import_module(_HOMES[name]), name)
        super().__setattr__(name, found)
        return found

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _HOMES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)

    def __dir__(self) -> list[str]:
        return sorted(__all__)


sys.modules[__name__].__class__ = _Face
