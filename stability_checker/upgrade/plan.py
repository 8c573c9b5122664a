"""The road from where a project stands to the release that it wants: which steps, in which order, how safe."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from msgspec.structs import replace
from packaging.version import InvalidVersion, Version

from stability_checker.codemods import Codemod
from stability_checker.errors import CheckerError
from stability_checker.model.recipe import Bound, Library, Recipe, Safety, Step
from stability_checker.upgrade.origin import Origin
from stability_checker.upgrade.recipes import covered, read_bridge, read_library, read_recipes, shelves
from stability_checker.upgrade.steps import build

STYLES = ("append", "declarative")
"""How new code registers routes: by calls behind the functions, or by arguments of the application's constructor."""


@dataclass(frozen=True, slots=True)
class Target:
    """A library and the release to reach."""

    library: str
    version: Version

    @classmethod
    def parse(cls, text: str) -> "Target":
        """Read `LIB==VERSION`. Raises CheckerError for anything else, and for a library without recipes."""
        name, given, version = (part.strip() for part in text.partition("=="))
        if not given or not name:
            raise CheckerError(
                f"{text!r} names no release; write it as LIBRARY==VERSION, for example starlette==1.10.0."
            )
        read_library(name)
        try:
            return cls(name, Version(version))
        except InvalidVersion:
            raise CheckerError(f"{version!r} is no version; write it as LIBRARY==VERSION.") from None


@dataclass(frozen=True, slots=True)
class Plan:
    """The codemods to run in order, with the step behind each, and the libraries that they are about.

    `bounds` are what keeps code on one of the libraries that the road leads from.
    """

    target: Target
    libraries: tuple[Library, ...]
    steps: tuple[Step, ...]
    codemods: tuple[Codemod, ...]
    bounds: tuple[Bound, ...] = ()

    def words(self) -> frozenset[str]:
        return frozenset(word for codemod in self.codemods for word in codemod.words())


@dataclass(frozen=True, slots=True)
class Choice:
    """Which of the planned steps to take, by the names of their codemods; an empty `select` takes all.

    Steps for a style of code other than `style` are left out.
    """

    select: frozenset[str] = frozenset()
    ignore: frozenset[str] = frozenset()
    style: str = STYLES[0]

    def takes(self, step: Step) -> bool:
        asked = step.codemod in self.select if self.select or step.chosen else True
        return asked and step.codemod not in self.ignore and step.style in (None, self.style)


def refuse_detour(target: Target, origin: Target) -> None:
    """Raise CheckerError where no road leads from the release `origin`, which a user names, to the target."""
    if origin.library not in roads(target):
        raise CheckerError(
            f"No recipe leads from {origin.library} to {target.library}; name in --from one of "
            f"{', '.join(roads(target))}, or leave it out."
        )
    if origin.library == target.library and origin.version > target.version:
        raise CheckerError(
            f"{origin.library} {origin.version} is newer than {target.version}, and upgrade only goes forward; "
            "name an older release in --from, or a newer one in --to."
        )


def beyond(target: Target) -> str:
    """What to know of a target that is newer than the releases that the recipes cover; empty for any other.

    Raises CheckerError for a release with another first number than these have.
    """
    last = covered(target.library, target.version)
    if target.version <= last:
        return ""
    if target.version.major > last.major:
        raise CheckerError(
            f"The recipes for {target.library} go up to {last}, so nothing is known of {target.version}; "
            f"write --to {target.library}=={last}."
        )
    return (
        f"the recipes for {target.library} go up to {last}: what changed between it and {target.version} is not known"
    )


def roads(target: Target) -> list[str]:
    """The libraries whose recipes lead to the target: its own, and those that a bridge leads from."""
    origins = [name for name in sorted(shelves()) if name != target.library and read_bridge(target.library, name)]
    return [*origins, target.library]


def plan(target: Target, origins: Mapping[str, Origin], choice: Choice | None = None) -> Plan:
    """The steps to `target` for a project that stands with each library where `origins` says."""
    choice = choice or Choice()
    names = roads(target)
    steps = _without_overtaken([step for step in _all_steps(target, names, origins) if choice.takes(step)])
    steps.sort(key=lambda step: not step.first)
    libraries = tuple(read_library(name) for name in names)
    bridges = (read_bridge(target.library, name) for name in names if name != target.library)
    bounds = tuple(bridge.bound for bridge in bridges if bridge and bridge.bound)
    return Plan(target, libraries, tuple(steps), tuple(build(step) for step in steps), bounds)


def _aimed(step: Step, release: str) -> Step:
    """The step with the release to reach in the place of `{target}`."""
    fields = {
        name: value.replace("{target}", release) if isinstance(value, str) else value
        for name, value in step.fields.items()
    }
    return replace(step, fields=fields)


def _all_steps(target: Target, names: Sequence[str], origins: Mapping[str, Origin]) -> Iterable[Step]:
    """The roads of the libraries that the project may come from, the target's own road, and the bridges to it.

    A bridge stands behind all rewrites of old styles: the files beside the one at hand still say the old names, so only
    code that was there before is the target's own. What a user chose is for code that has crossed.
    """
    own: list[Step] = []
    bridged: list[Step] = []
    for name in names:
        origin, passing = origins.get(name, Origin()), name != target.library
        recipes = read_recipes(name, upto=None if passing else target.version)
        steps = [step for recipe in recipes for step in _on_the_road(recipe, origin) if not (passing and step.chosen)]
        release = recipes[-1].release if passing else str(target.version)
        # What crosses a bridge runs on the target alone: the oldest release that was promised says nothing.
        own += [_aimed(step, release) if passing else _weighed(_aimed(step, release), origin) for step in steps]
        if passing and (bridge := read_bridge(target.library, name)):
            bridged += bridge.steps
    yield from (step for step in own if not step.chosen)
    yield from bridged
    yield from (step for step in own if step.chosen)


def _without_overtaken(steps: Sequence[Step]) -> list[Step]:
    """The steps less those for a requirement that a later step writes anew.

    Of the steps that ask for an oldest Python the last is enough, and a distribution that another one replaces need
    not be raised first.
    """
    last = {step.fields["distribution"]: step for step in steps if step.codemod == "require_python"}
    replaced = {step.fields["old"] for step in steps if step.codemod == "replace_dependency" and _always(step)}
    return [step for step in steps if not _is_overtaken(step, last, replaced)]


def _is_overtaken(step: Step, last: Mapping[str, Step], replaced: Container[str]) -> bool:
    distribution = str(step.fields.get("distribution"))
    if step.codemod == "require_python":
        return last[distribution] is not step
    return step.codemod == "require_release" and distribution in replaced


def _always(step: Step) -> bool:
    """Whether a replacement takes place whatever the project imports."""
    return not step.fields.keys() & {"unless_imported", "where_imported", "development"}


def _on_the_road(recipe: Recipe, origin: Origin) -> Iterable[Step]:
    """All steps of a release, for old code that is gone costs nothing; but not those that new code would trip."""
    past = origin.version is not None and origin.version >= Version(recipe.release)
    return (step for step in recipe.steps if not (past and step.only_from_older))


def _weighed(step: Step, origin: Origin) -> Step:
    """A step whose result needs more than the oldest release that the project promises to run on is for review."""
    if step.needs is None or origin.floor is None or origin.floor >= Version(step.needs):
        return step
    reason = f"the result needs {step.needs}, and the project accepts {origin.floor}"
    return replace(
        step, safety=step.safety.at_least(Safety.REVIEW), reason="; ".join(filter(None, [step.reason, reason]))
    )
