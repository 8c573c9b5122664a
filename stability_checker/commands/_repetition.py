"""What the answer of a comparison rests on, so that it can be given again without comparing anew."""

from collections.abc import Sequence
from itertools import chain
from pathlib import Path

from stability_checker.commands._standpoint import Workplace
from stability_checker.recall import Pending


def pending_answer(texts: Sequence[str], packages: Sequence[str | None], workplace: Workplace) -> Pending | None:
    """The answer about the sources that the user named, while it is made.

    None where nothing would tell later whether it still holds: for a source that may change under the same name, and
    for an exception that holds until a day.
    """
    if any(each.expires for each in workplace.settings.exceptions):
        return None
    files = [workplace.find(text, package)[0].grounds() for package in packages for text in texts]
    known = [each for each in files if each is not None]
    recipes = _offered_recipes() if len(known) == len(files) else None
    return None if recipes is None else Pending([*chain(*known), *_of_project(workplace), *recipes])


def _of_project(workplace: Workplace) -> list[Path]:
    """The settings, and the recorded snapshots that tell since when something was deprecated."""
    standpoint = workplace.standpoint
    settings = [standpoint.project / "pyproject.toml"] if standpoint.project else []
    return [*settings, (standpoint.project or standpoint.folder) / standpoint.snapshots]


def _offered_recipes() -> list[Path] | None:
    """The folders of recipes that other packages offer, None where one of them is no folder on the disk."""
    from stability_checker.upgrade.recipes import offered

    folders = list(offered().values())
    paths = [folder for folder in folders if isinstance(folder, Path)]
    return paths if len(paths) == len(folders) else None
