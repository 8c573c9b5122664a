"""What kind of project stands here: its packages, its repository, the service that runs its pipelines."""

import importlib.metadata
from dataclasses import dataclass
from pathlib import Path

from stability_checker.errors import CheckerError
from stability_checker.repository import Repository
from stability_checker.sources import offered_packages


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """A project and its surroundings.

    `top` is the folder that pipelines start from: the repository's root, or the project's where there is none.
    `requirement` is how a pipeline installs the checker.
    """

    project: Path
    top: Path
    packages: tuple[str, ...]
    ambiguous: bool
    requirement: str

    @property
    def folder(self) -> str:
        """The project as seen from the top: "." where they are the same."""
        return self.project.relative_to(self.top).as_posix()

    @property
    def on_gitlab(self) -> bool:
        return (self.top / ".gitlab-ci.yml").is_file() and not (self.top / ".github").is_dir()


def look_around(project: Path, configured: tuple[str, ...], paths: tuple[str, ...]) -> Survey:
    """Look at the project in `project`; raises CheckerError where it holds no package."""
    project = project.resolve()
    repository = Repository.find(project)
    meant, every = offered_packages(project, paths)
    packages = configured or ((meant,) if meant else every)
    if not packages:
        raise CheckerError("There is no import package here; go to the folder of a project that has one.")
    return Survey(
        project=project,
        top=repository.root.resolve() if repository else project,
        packages=packages,
        ambiguous=not configured and meant is None,
        requirement=_requirement(),
    )


def _requirement() -> str:
    """Any release that is compatible with this one (PEP 440, `~=`)."""
    major, minor = importlib.metadata.version("asgi-toolkit").split(".")[:2]
    return f"asgi-toolkit[checker]~={major}.{minor}"
