"""Two versions of a package and a downstream project, written as trees and asked for the lines that are touched."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from stability_checker.impact.outcome import Impact
from stability_checker.impact.run import impact
from stability_checker.intake import Intake
from stability_checker.model.bump import Bump
from tests.stability_checker.comparing import collected
from tests.stability_checker.trees import write


def asked(
    folder: Path,
    old: Mapping[str, str],
    new: Mapping[str, str],
    downstream: Mapping[str, str],
    levels: Iterable[Bump] = (Bump.MAJOR,),
) -> Impact:
    """What the change of `pkg` from `old` to `new` does to the project of the files `downstream`."""
    write(folder / "project", downstream)
    sides = [Intake(collected(files), name) for name, files in (("old", old), ("new", new))]
    return impact([str(folder / "project")], *sides, levels=levels)


def told(outcome: Impact) -> set[str]:
    """The hits as `file:line rule`, which is how the tables of the tests write them."""
    return {f"{hit.file}:{hit.line} {hit.finding.rule}" for project in outcome.projects for hit in project.hits}
