"""One run of `upgrade`: scan, plan, rewrite in memory, and only then write."""

import os
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from stability_checker.errors import CheckerError
from stability_checker.model.recipe import Safety
from stability_checker.upgrade import notebooks, worker, worktree
from stability_checker.upgrade.held import held_back
from stability_checker.upgrade.manifests import rewrite_manifests
from stability_checker.upgrade.origin import Origin, find_origin
from stability_checker.upgrade.plan import Choice, Plan, Target, beyond, plan, refuse_detour, roads
from stability_checker.upgrade.recipes import read_library
from stability_checker.upgrade.results import FileResult, Report, Status
from stability_checker.upgrade.scan import LARGEST, Scan, scan
from stability_checker.upgrade.verdicts import Verdicts
from stability_checker.upgrade.write import write

Confirm = Callable[[FileResult], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the command line asks for; see `stability-checker upgrade --help`."""

    target: Target
    origin: Target | None = None
    choice: Choice = field(default_factory=Choice)
    unsafe: bool = False
    todo_comments: bool = False
    write: bool = True
    force: bool = False
    commit_per_step: bool = False
    max_changes: int | None = None
    jobs: int | None = None
    cache: bool = True
    confirm: Confirm | None = None
    progress: Callable[[int, int], object] | None = None

    @property
    def allowed(self) -> Safety:
        return Safety.REVIEW if self.unsafe else Safety.SAFE


def upgrade(paths: Sequence[Path], settings: Settings) -> Report:
    """Take the code under `paths` to the target.

    Raises CheckerError for a usage error: no path exists, no road leads to the target, a working tree has changes.
    """
    if settings.origin is not None:
        refuse_detour(settings.target, settings.origin)
    note = beyond(settings.target)
    roots = [path for path in paths if path.exists()]
    if not roots:
        raise CheckerError(f"There is no {', '.join(map(str, paths)) or 'path'}; name a folder or file that exists.")
    if settings.write and not settings.force:
        worktree.refuse_dirty(roots)
    road = plan(settings.target, _origins(roots, settings), settings.choice)
    found = _scanned(roots, road, settings)
    report = Report(
        f"{settings.target.library}=={settings.target.version}", scanned=len(found.python) + len(found.manifests)
    )
    report.notes += [note] if note else []
    report.urgent = frozenset(step.codemod for step in road.steps if step.first)
    report.files += [
        FileResult(str(path), Status.FAILED, message="does not exist") for path in paths if not path.exists()
    ]
    report.files += [*_bystanders(found), *notebooks.tell(found, road)]
    held = held_back(found, roots, road.bounds)
    results = chain(held.results, _rewritten(found, road, settings, held.files))
    report.files += _limited(_told_once(results), settings)
    if settings.write:
        changed = [file.path for file in report.changed]
        if not settings.force:
            worktree.refuse_dirty_inside(roots, changed)
        if settings.commit_per_step:
            worktree.by_repository(changed)
        write(report, road, settings.commit_per_step)
    return report


def _origins(roots: Iterable[Path], settings: Settings) -> dict[str, Origin]:
    folders = list(dict.fromkeys(folder for root in roots for folder in _project_folders(root)))
    origins = {name: find_origin(folders, read_library(name).distribution) for name in roads(settings.target)}
    if settings.origin is not None:
        origins[settings.origin.library] = Origin(settings.origin.version, where="--from")
    return origins


def _project_folders(root: Path) -> Iterator[Path]:
    """The folder itself and those above it, up to the one that a repository or a project starts at."""
    folder = (root if root.is_dir() else root.parent).resolve()
    for one in [folder, *folder.parents][:6]:
        yield one
        if (one / ".git").exists() or (one / "pyproject.toml").exists() or (one / "setup.py").exists():
            return


def _scanned(roots: Sequence[Path], road: Plan, settings: Settings) -> Scan:
    packages = {package for library in road.libraries for package in library.telling}
    words = road.words()
    verdicts = Verdicts.for_words(roots, [*packages, *words]) if settings.cache else Verdicts()
    found = scan(roots, packages, words, verdicts)
    verdicts.save()
    return found


def _bystanders(found: Scan) -> Iterator[FileResult]:
    for path in found.too_large:
        yield FileResult(
            str(path), Status.SKIPPED, message=f"is larger than {LARGEST // 1_000_000} MB and was left alone"
        )
    for path in found.links:
        yield FileResult(str(path), Status.SKIPPED, message=f"is a link; name {os.readlink(path)} to take it along")
    for path, why in found.unreadable:
        yield FileResult(str(path), Status.FAILED, message=why)


def _rewritten(found: Scan, road: Plan, settings: Settings, held: Container[Path]) -> Iterator[FileResult]:
    candidates = [path for path in found.candidates if path not in held]
    task = worker.Task(
        files=tuple(found.python),
        speakers=tuple(dict.fromkeys([*found.speakers, *found.candidates])),
        libraries=road.libraries,
        codemods=road.codemods,
        allowed=settings.allowed,
        todo=settings.todo_comments,
        nicknames={word: tuple(sorted(names)) for word, names in found.nicknames.given.items()},
    )
    total, done = len(candidates), 0

    def tell() -> None:
        nonlocal done
        done += 1
        if settings.progress:
            settings.progress(done, total)

    changed: dict[Path, bytes] = {}
    for result in worker.run(task, candidates, settings.jobs, tell):
        if result.status is Status.CHANGED:
            changed[Path(result.path)] = result.after
        yield result
    yield from rewrite_manifests(found, road, settings.allowed, changed, held)


def _told_once(results: Iterable[FileResult]) -> Iterator[FileResult]:
    """The results with a notice that holds for the whole project in the first file that it concerns alone."""
    told: set[str] = set()
    for result in results:
        result.left = [one for one in result.left if one.message not in told]
        told |= {one.message for one in result.left if one.once}
        yield result


def _limited(results: Iterable[FileResult], settings: Settings) -> Iterator[FileResult]:
    """The results with at most `max_changes` changed files, and of these those that the user agrees to."""
    left = settings.max_changes if settings.max_changes is not None else float("inf")
    for result in results:
        if result.status is Status.CHANGED and left <= 0:
            yield _unwanted(result, "would change, but as many files as --max-changes allows have changed")
        elif result.status is Status.CHANGED and settings.confirm and not settings.confirm(result):
            yield _unwanted(result, "was left alone on request")
        else:
            left -= result.status is Status.CHANGED
            yield result


def _unwanted(result: FileResult, message: str) -> FileResult:
    return FileResult(result.path, Status.SKIPPED, left=result.left, message=message)
