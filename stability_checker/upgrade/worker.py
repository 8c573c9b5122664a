"""Rewrites the files of one project in this process or in several: no result depends on which."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from stability_checker.codemods import Codemod
from stability_checker.codemods.frame.text import UnreadableSource, decode
from stability_checker.codemods.names.knowledge import Knowledge
from stability_checker.codemods.names.project import Project
from stability_checker.model.recipe import Library, Safety
from stability_checker.upgrade.results import FileResult, Status
from stability_checker.upgrade.rewrite import Rewritten, rewrite
from stability_checker.upgrade.todo import todo_comments

FEW = 24
"""Files below which starting processes costs more than it saves."""


@dataclass(frozen=True, slots=True)
class Task:
    """All that a process needs to know besides the path of a file."""

    files: tuple[Path, ...]
    speakers: tuple[Path, ...]
    libraries: tuple[Library, ...]
    codemods: tuple[Codemod, ...]
    allowed: Safety
    todo: bool = False
    nicknames: Mapping[str, Iterable[str]] = field(default_factory=dict)

    def project(self) -> Project:
        return Project(self.files, Knowledge(self.libraries), self.speakers)


def run(task: Task, paths: Sequence[Path], jobs: int | None, on_file: Callable[[], object]) -> Iterator[FileResult]:
    """The result for each of `paths`, in their order; `on_file` is called behind each."""
    workers = min(jobs or os.cpu_count() or 1, max(1, len(paths) // 8))
    results = _in_processes(task, paths, workers) if workers > 1 and len(paths) >= FEW else _here(task, paths)
    for result in results:
        on_file()
        yield result


def _here(task: Task, paths: Iterable[Path]) -> Iterator[FileResult]:
    project = task.project()
    return (rewrite_file(task, project, path) for path in paths)


def _in_processes(task: Task, paths: Sequence[Path], workers: int) -> Iterator[FileResult]:
    with ProcessPoolExecutor(workers, initializer=_begin, initargs=(task,)) as pool:
        yield from pool.map(_take, paths, chunksize=max(1, min(16, len(paths) // (4 * workers))))


_state: list[tuple[Task, Project]] = []


def _begin(task: Task) -> None:
    _state[:] = [(task, task.project())]


def _take(path: Path) -> FileResult:
    task, project = _state[0]
    return rewrite_file(task, project, path)


def rewrite_file(task: Task, project: Project, path: Path) -> FileResult:
    """Rewrite one file in memory; whatever goes wrong is a line in its result."""
    try:
        raw = path.read_bytes()
        text, encoding = decode(raw)
        todo = todo_comments if task.todo else None
        result = rewrite(text, path, task.codemods, project, task.allowed, todo, task.nicknames)
        after = encoding.encode(result.text)
        stages = [(number, encoding.encode(stage)) for number, stage in result.stages]
    except SyntaxError as error:
        return _skipped(path, f"is not Python that this interpreter reads: {error.msg} (line {error.lineno})")
    except UnreadableSource as error:
        return _skipped(path, str(error))
    except OSError as error:
        return FileResult(str(path), Status.FAILED, message=error.strerror or str(error))
    except (ValueError, RecursionError, MemoryError) as error:
        return _skipped(path, f"cannot be parsed: {error or type(error).__name__}")
    except Exception as error:  # one file must never stop the run
        return FileResult(str(path), Status.FAILED, message=f"{type(error).__name__}: {error}")
    return _result(path, raw, after, stages, result)


def _result(path: Path, raw: bytes, after: bytes, stages: list[tuple[int, bytes]], result: Rewritten) -> FileResult:
    if raw == after:
        return FileResult(str(path), Status.UNCHANGED, left=result.left)
    return FileResult(
        str(path),
        Status.CHANGED,
        result.done,
        result.left,
        before=raw,
        after=after,
        stages=stages,
        creates=result.creates,
    )


def _skipped(path: Path, message: str) -> FileResult:
    return FileResult(str(path), Status.SKIPPED, message=message)
