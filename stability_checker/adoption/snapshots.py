"""The first recorded snapshot: that of the newest release, so that the gate needs neither tags nor the network."""

from packaging.version import InvalidVersion, Version

from stability_checker.adoption.step import State, Step
from stability_checker.adoption.survey import Survey
from stability_checker.baseline import find_release, read_tree
from stability_checker.errors import CheckerError
from stability_checker.intake import Intake, take
from stability_checker.snapshot import encode
from stability_checker.sources import Standpoint, recorded_versions


def first_snapshot(survey: Survey, package: str, standpoint: Standpoint) -> Step:
    """The snapshot of the newest tag or release of `package`, where none is recorded yet and there is one to take."""
    folder = survey.project / standpoint.snapshots
    recorded = recorded_versions(folder, package)
    if recorded:
        newest = max(recorded)
        return Step(path=recorded[newest], state=State.PRESENT, reason=f"{newest} is recorded")
    try:
        tree = read_tree(standpoint, survey.project, package)
        intake = take(find_release(tree, standpoint), package)
        return _recorded(survey, package, standpoint, intake)
    except CheckerError as error:
        reason = (
            f"no release could be recorded ({str(error).rstrip('.')}); `stability-checker release --first` makes one"
        )
        return Step(path=folder / package, state=State.BY_HAND, reason=reason)


def _recorded(survey: Survey, package: str, standpoint: Standpoint, intake: Intake) -> Step:
    if intake.package.problems:
        raise CheckerError(f"{intake.source} cannot be read whole: {intake.package.problems[0]}")
    try:
        version = Version(intake.version or "")
    except InvalidVersion:
        raise CheckerError(f"{intake.source} does not say its version") from None
    path = survey.project / standpoint.snapshots / package / f"{version}.json"
    count = sum(each.public for each in intake.package.objects.values())
    shown = f"{count} public names of {intake.source}\n"
    return Step(path=path, state=State.WRITE, reason="recorded", shown=shown, content=encode(intake.package))
