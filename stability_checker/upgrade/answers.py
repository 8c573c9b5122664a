"""Which step of which recipe answers a finding: the link from what a release broke to the way over it."""

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct
from packaging.version import Version

from stability_checker.model.finding import Finding
from stability_checker.model.recipe import Repair, Safety, Step
from stability_checker.upgrade.recipes import libraries_of, read_recipes
from stability_checker.versioning import find_version

_ANSWER = re.compile(r"(?P<rule>\w+) (?P<path>[\w.:]+)(?:\((?P<members>[^)]*)\))?$")
# A parameter that a release swallowed is gone with the `*args` or `**kwargs` that took it.
_SWALLOWING = {"varargs_removed", "kwargs_removed"}


class _Answer(Struct, frozen=True):
    path: str
    members: frozenset[str]
    step: Step

    def settles(self, finding: Finding) -> bool:
        if self.path not in _names(finding):
            return False
        return not self.members or finding.member in self.members or finding.rule in _SWALLOWING


def find_repairs(package: str, old: str | None, new: str | None, findings: Iterable[Finding]) -> dict[Finding, Repair]:
    """How users of `package` get over each finding on the way from `old` to `new`; findings without a way are left out.

    The recipes are those of the library that offers `package`, of the releases after `old` up to `new`.
    """
    return {
        finding: _repair(answer.step, library)
        for library in libraries_of(package)
        for answers in [list(_answers(library, find_version(old), find_version(new)))]
        for finding in findings
        if (answer := next((each for each in answers if each.settles(finding)), None))
    }


def _answers(library: str, old: Version | None, new: Version | None) -> Iterator[_Answer]:
    for recipe in read_recipes(library, old, new):
        yield from (answer for step in recipe.steps for answer in _answers_of(step))


def _answers_of(step: Step) -> Iterator[_Answer]:
    for found in filter(None, map(_ANSWER.match, step.answers)):
        members = frozenset(re.split(r"\W+", found["members"])) if found["members"] else frozenset[str]()
        yield _Answer(_callable(found["path"]), members, step)


def _names(finding: Finding) -> set[str]:
    return {_callable(name) for name in (finding.symbol, finding.path, *finding.aliases) if name}


def _callable(path: str) -> str:
    """What users call: a recipe speaks of the class where a finding speaks of its constructor."""
    return path.removesuffix(".__init__")


def _repair(step: Step, library: str) -> Repair:
    safety = Safety.MANUAL if step.codemod == "manual_notice" else step.safety
    advice = step.reason or str(step.fields.get("message", ""))
    return Repair(codemod=step.codemod, safety=safety, target=f"{library}=={step.release}", advice=advice)
