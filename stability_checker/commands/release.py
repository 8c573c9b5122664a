"""Make a release in one go: version, notes, snapshot, commit and tag."""

from typing import Annotated

import typer

from stability_checker.commands._options import PackageOption


def release(
    version: Annotated[
        str | None, typer.Argument(metavar="[VERSION]", help="The version; the one that the changes need if left out.")
    ] = None,
    package: PackageOption = None,
    against: Annotated[
        str | None, typer.Option(metavar="SOURCE", help="Compare with SOURCE instead of the newest release.")
    ] = None,
    first: Annotated[bool, typer.Option("--first", help="There is no earlier release to compare with.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")] = False,
    form: Annotated[
        str, typer.Option("--format", "-f", metavar="FORMAT", help="console, markdown (the notes alone) or json.")
    ] = "console",
) -> None:
    """Release the project: write the version, the notes and the snapshots, commit and tag, all of it or nothing.

    The fragments of changelog.d/ and the findings become a section of CHANGELOG.md, and the fragments go. Each package
    gets a snapshot in api_snapshots/. One commit holds it all, with an annotated tag that is spelled like the others.
    Nothing is pushed or uploaded.

    Exits with 0 where the release is made, with 1 where its version promises less than the changes need or a policy is
    broken, with 2 where it cannot be made (a tree with changes, a tag that is there, nothing to compare with).

    \b
    stability-checker release --dry-run
    stability-checker release
    stability-checker release 2.0.0
    """
    from stability_checker.commands._output import emit, tell
    from stability_checker.commands._release import Outline, outlined, renderers
    from stability_checker.commands._standpoint import Workplace
    from stability_checker.release import record, refuse_unready

    renderer = renderers(form)
    workplace = Workplace.here()
    outline: Outline = outlined(workplace, version, package, against, first)
    refuse_unready(outline.repository, outline.plan.tag)
    if outline.reasons:
        for reason in outline.reasons:
            tell(f"fails: {reason}")
        raise typer.Exit(1)
    commit = None if dry_run else record(outline.repository, outline.plan)
    emit(renderer(outline, commit))
