"""Where a command runs: the project around the current folder, its settings, and the sources that the user names."""

from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import Struct

from stability_checker.errors import CheckerError
from stability_checker.intake import Intake, take, take_all
from stability_checker.settings import Settings, find_project, read_settings
from stability_checker.sources import Commit, Folder, NotHeld, NothingToImport, Source, Standpoint, find_source


class Workplace(Struct, frozen=True):
    """The project that the user stands in (None outside of any) and what it sets."""

    settings: Settings
    standpoint: Standpoint

    @classmethod
    def here(cls) -> "Workplace":
        """The workplace around the current folder; raises CheckerError for settings that cannot be understood."""
        folder = Path.cwd()
        project = find_project(folder)
        settings = read_settings(project) if project else Settings()
        return cls(
            settings, Standpoint(folder=folder, project=project, snapshots=settings.snapshots, paths=settings.paths)
        )

    @property
    def project(self) -> Path:
        if self.standpoint.project is None:
            raise CheckerError("There is no project here; go to the folder that holds pyproject.toml.")
        return self.standpoint.project

    def packages(self, chosen: str | None = None) -> list[str | None]:
        """The packages that a command goes over: the one chosen, those configured, or whatever there is (None)."""
        return [chosen] if chosen else [*self.settings.packages] or [None]

    def packages_of(self, texts: Sequence[str], chosen: str | None = None) -> list[str | None]:
        """As `packages`, for sources that the user names: the settings say nothing of other people's."""
        first = next(iter(self.settings.packages), None)
        several = chosen is None and len(self.settings.packages) > 1
        own = several and any(self._is_own(self.find(text, first)[0]) for text in texts)
        return self.packages(chosen) if own else [chosen]

    def find(self, text: str, package: str | None = None) -> tuple[Source, str | None]:
        """The source that `text` names, with the import package that is meant in it, as far as that is known."""
        configured = self.settings.packages[0] if len(self.settings.packages) == 1 else None
        source = find_source(text, self.standpoint, package or configured)
        return source, package or (configured if self._is_own(source) else None)

    def _is_own(self, source: Source) -> bool:
        """Whether the project's settings speak of `source`: they know nothing of other people's packages."""
        if self.standpoint.project is None:
            return False
        project = self.standpoint.project.resolve()
        if isinstance(source, Commit):
            return project.is_relative_to(source.repository.root.resolve())
        return isinstance(source, Folder) and source.path.resolve() == project

    def is_tree(self, text: str, package: str | None = None) -> bool:
        """Whether `text` names the working tree of the project that the user stands in."""
        source = self.find(text, package)[0]
        return isinstance(source, Folder) and self._is_own(source)

    def take(
        self, texts: Sequence[str], package: str | None = None, meanwhile: Callable[[], object] = lambda: None
    ) -> list[Intake]:
        """The APIs behind what the user typed; `meanwhile` is called while they are read."""
        return self.read([self.find(text, package) for text in texts], meanwhile)

    def read(
        self, sources: Sequence[tuple[Source, str | None]], meanwhile: Callable[[], object] = lambda: None
    ) -> list[Intake]:
        """The APIs of sources, read in parallel with a progress bar on a terminal."""
        from stability_checker.reports.console.progress import progress

        with progress("reading", len(sources)) as done:
            return take_all(sources, done, meanwhile)

    def read_if_there(self, source: Source, package: str) -> Intake | None:
        """The API of a source that may be older than the package itself."""
        try:
            return take(source, package)
        except (NothingToImport, NotHeld):
            return None
