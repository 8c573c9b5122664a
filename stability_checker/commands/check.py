"""The gate: may this working tree be released under the version that it declares?"""

from typing import TYPE_CHECKING, Annotated

import typer

from stability_checker.commands._options import OutputFile, PackageOption, ReportFormat

if TYPE_CHECKING:
    from stability_checker.baseline import Tree
    from stability_checker.commands._standpoint import Workplace
    from stability_checker.reports import Comparison


def check(
    against: Annotated[
        str | None,
        typer.Option("--against", metavar="SOURCE", help="Compare with SOURCE instead of the newest release."),
    ] = None,
    package: PackageOption = None,
    form: ReportFormat = "console",
    output: OutputFile = None,
    report: Annotated[
        list[str] | None,
        typer.Option(metavar="FORMAT=FILE", help="Write a further report, in any FORMAT; may be repeated."),
    ] = None,
) -> None:
    """Compare the working tree with the newest release, and fail where its version promises less than the changes need.

    The newest release is the newest snapshot in api_snapshots/, else the newest tag, else the newest release of the
    package index, up to the version that the tree declares. Two answers are given: what has changed since that
    release, which decides, and what the change at hand does on its own, measured from where its branch started.

    Exits with 0 where the promise is kept, with 1 where it is broken (also by a removal without the notice that the
    policy asks for, or an exception that is expired or accepts nothing), with 2 where nothing could be compared.

    \b
    stability-checker check
    stability-checker check --format github            (in a workflow: annotates the lines)
    stability-checker check --report sarif=api.sarif --report junit=api.xml
    stability-checker check --against pypi:mypkg
    """
    from stability_checker.baseline import read_tree
    from stability_checker.commands._comparison import tell_incomplete
    from stability_checker.commands._output import emit
    from stability_checker.commands._reports import asked_reports
    from stability_checker.commands._standpoint import Workplace
    from stability_checker.gate import judged
    from stability_checker.reports import render, require_format

    require_format(form)
    further = asked_reports(report or ())
    workplace = Workplace.here()
    trees = [read_tree(workplace.standpoint, workplace.project, each) for each in workplace.packages(package)]
    measured = [_measured(workplace, tree, against or workplace.settings.against) for tree in trees]
    comparisons = judged(measured, workplace.settings)
    emit(render(form, comparisons), output)
    for name, path in further:
        emit(render(name, comparisons), path)
    if tell_incomplete(comparisons):
        raise typer.Exit(2)
    if any(comparison.gate and comparison.gate.reasons for comparison in comparisons):
        raise typer.Exit(1)


def _measured(workplace: "Workplace", tree: "Tree", against: str | None) -> "Comparison":
    """The comparison with the newest release, and beside it what the change at hand does."""
    from msgspec.structs import replace

    from stability_checker.baseline import find_release, find_start
    from stability_checker.commands._comparison import compared, with_history
    from stability_checker.reports import Gate

    release = workplace.find(against, tree.package)[0] if against else find_release(tree, workplace.standpoint)
    old, new = workplace.read([(release, tree.package), (tree.source, tree.package)])
    comparison = with_history(compared(old, new, workplace.settings), tree, workplace)
    start = find_start(tree)
    before = workplace.read_if_there(start, tree.package) if start else None
    change = compared(before, new, workplace.settings).findings if before else ()
    return replace(comparison, gate=Gate(base=start.text if start and before else None, change=change))
