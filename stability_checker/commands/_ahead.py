"""What a comparison will probably read, told by the look of its command line before that is understood."""

from collections.abc import Sequence
from itertools import pairwise

from stability_checker.commands._standpoint import Workplace
from stability_checker.forerunner import Task
from stability_checker.intake import reading_tasks


def probable_tasks(words: Sequence[str], folders: Sequence[str]) -> list[Task]:
    """The tasks that read `folders`, which `words` name, with all that these take loaded."""
    # Here, before each task has a process of its own, so that none has to load it again.
    from stability_checker.snapshot.collect import collect_package as _loaded  # noqa: F401
    from stability_checker.sources.reading import read_folder as _too  # noqa: F401

    workplace = Workplace.here()
    package = next((after for word, after in pairwise(words) if word in ("--package", "-p")), None)
    return reading_tasks([workplace.find(folder, package) for folder in folders])
