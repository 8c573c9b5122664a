"""`upgrade PATH... --to LIB==VERSION`: moves downstream code off an old API, in place."""

import difflib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from stability_checker.codemods import find_codemod
from stability_checker.codemods.frame.text import UnreadableSource, decode
from stability_checker.errors import CheckerError
from stability_checker.upgrade.plan import STYLES, Choice, Target
from stability_checker.upgrade.reports import FORMATS, render
from stability_checker.upgrade.results import FileResult, Report, Status
from stability_checker.upgrade.run import Settings
from stability_checker.upgrade.run import upgrade as run

Paths = Annotated[list[Path], typer.Argument(metavar="PATH...", help="Folders or files to take along.")]
Names = Annotated[list[str] | None, typer.Option(metavar="CODEMOD", help="Run only these codemods (also a,b).")]


def upgrade(
    paths: Paths,
    to: Annotated[str, typer.Option(metavar="LIB==VERSION", help="The release to reach.")],
    from_: Annotated[
        str | None,
        typer.Option("--from", metavar="LIB==VERSION", help="Where the code stands, if its manifests do not say."),
    ] = None,
    diff: Annotated[bool, typer.Option("--diff", help="Print what would change, and change nothing.")] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; exit 1 where something would change.")
    ] = False,
    interactive: Annotated[bool, typer.Option("--interactive", "-i", help="Ask before each file.")] = False,
    select: Names = None,
    ignore: Annotated[
        list[str] | None, typer.Option(metavar="CODEMOD", help="Leave these codemods out (also a,b).")
    ] = None,
    unsafe: Annotated[bool, typer.Option("--unsafe", help="Make the rewrites for review too.")] = False,
    todo_comments: Annotated[
        bool, typer.Option("--todo-comments", help="Leave a comment where only a person can go on.")
    ] = False,
    commit_per_step: Annotated[bool, typer.Option("--commit-per-step", help="Commit what each step changes.")] = False,
    max_changes: Annotated[int | None, typer.Option(metavar="N", min=0, help="Change at most N files.")] = None,
    jobs: Annotated[int | None, typer.Option("--jobs", "-j", metavar="N", min=1, help="Processes to use.")] = None,
    style: Annotated[
        str,
        typer.Option(
            metavar="STYLE",
            help="How routes are registered: append (by calls behind the functions) or declarative (routes=[...]; for "
            "review, so with --unsafe).",
        ),
    ] = STYLES[0],
    force: Annotated[bool, typer.Option("--force", help="Write into a working tree that has changes.")] = False,
    cache: Annotated[bool, typer.Option("--cache/--no-cache", help="Remember which files need no look.")] = True,
    format: Annotated[
        str, typer.Option("--format", "-f", metavar="FORMAT", help="console, json, markdown, sarif or github.")
    ] = "console",
) -> int:
    """Move code off the old API of a library, in place.

    \b
    stability-checker upgrade . --to starlette==1.10.0 --diff     what would change
    stability-checker upgrade . --to starlette==1.10.0            change it
    stability-checker upgrade . --to toolkit==1.0.0 --unsafe      and what wants review
    \b
    Exit status: 0 written or nothing to do, 1 changes pending (--check, --diff),
    2 usage error, 3 only work for review or by hand is left, or a file could
    not be written.
    """
    _refuse_nonsense(format, style)
    writes = not (diff or check)
    settings = Settings(
        target=Target.parse(to),
        origin=Target.parse(from_) if from_ else None,
        choice=Choice(_named(select), _named(ignore), style),
        unsafe=unsafe,
        todo_comments=todo_comments,
        write=writes,
        force=force,
        commit_per_step=commit_per_step,
        max_changes=max_changes,
        jobs=jobs,
        cache=cache,
        confirm=_ask if interactive and writes else None,
        progress=_show_progress if sys.stderr.isatty() and not interactive else None,
    )
    report = run(paths, settings)
    if diff:
        _print_diff(report, on_stdout=format == "console")
    typer.echo(render(report, format), err=diff and format == "console")
    if report.stopped is not None:
        raise report.stopped
    return _status(report)


def _refuse_nonsense(format: str, style: str) -> None:
    if format not in FORMATS:
        raise CheckerError(f"There is no format {format!r}; choose one of {', '.join(FORMATS)}.")
    if style not in STYLES:
        raise CheckerError(f"Routes cannot be written in the --style {style!r}; choose {' or '.join(STYLES)}.")


def _named(names: list[str] | None) -> frozenset[str]:
    found = frozenset(name.strip() for text in names or [] for name in text.split(",") if name.strip())
    for name in found:
        find_codemod(name)
    return found


def _status(report: Report) -> int:
    if report.pending:
        return 1
    refused = any(file.status is Status.FAILED and file.after for file in report.files)
    return 3 if refused or (report.is_unfinished and not report.changed) else 0


def _print_diff(report: Report, on_stdout: bool) -> None:
    for file in report.changed:
        typer.echo("".join(unified(file)), nl=False, err=not on_stdout)


def unified(file: FileResult) -> Iterator[str]:
    """The change of one file as a unified diff; bytes that are no text show as escapes."""
    before, after = (_text(raw).splitlines(keepends=True) for raw in (file.before, file.after))
    path = file.path.lstrip("/")
    for line in difflib.unified_diff(before, after, f"a/{path}", f"b/{path}"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _text(raw: bytes) -> str:
    try:
        return decode(raw)[0]
    except UnreadableSource:
        return raw.decode("utf-8", "backslashreplace")


def _ask(file: FileResult) -> bool:
    typer.echo("".join(unified(file)), nl=False, err=True)
    for done in file.done:
        typer.echo(f"  line {done.line}: {done.codemod} ({done.safety.value}) {done.message}", err=True)
    return typer.confirm(f"Change {file.path}?", err=True)


def _show_progress(done: int, total: int) -> None:
    end = "\n" if done == total else ""
    sys.stderr.write(f"\r{done} of {total} files{end}")
    sys.stderr.flush()
