"""Compare two sources."""

from itertools import chain
from typing import TYPE_CHECKING, Annotated

import typer

from stability_checker.commands._options import NewSource, OldSource, OutputFile, PackageOption, ReportFormat

if TYPE_CHECKING:
    from stability_checker.commands._standpoint import Workplace
    from stability_checker.intake import Intake
    from stability_checker.reports import Comparison


def diff(
    old: OldSource,
    new: NewSource,
    package: PackageOption = None,
    verify: Annotated[
        bool, typer.Option("--verify", help="Run code of both versions to prove each break; see `verify --help`.")
    ] = False,
    form: ReportFormat = "console",
    output: OutputFile = None,
) -> None:
    """Show what changed between two sources, the level of each change, and the bump that they ask for.

    Exits with status 0 whatever it finds, with 2 where a source cannot be read, or not whole: what could be read is
    compared all the same and the report says what is missing.

    \b
    stability-checker diff pypi:starlette==0.52.1 pypi:starlette==1.0.0
    stability-checker diff git:v1.4.0 . --format markdown
    stability-checker diff git:v1.4.0 . --verify     (runs code of both versions)
    stability-checker diff 1.4.0 1.5.0 --format json | jq .bump
    """
    from stability_checker.commands._output import emit
    from stability_checker.commands._repetition import pending_answer
    from stability_checker.commands._standpoint import Workplace

    workplace = Workplace.here()
    packages = workplace.packages_of([old, new], package)
    pending = None if verify or output else pending_answer([old, new], packages, workplace)
    pairs = [workplace.take([old, new], each, meanwhile=lambda: _load_judgement(form)) for each in packages]
    from stability_checker.commands._comparison import compared, tell_incomplete
    from stability_checker.reports import render

    comparisons = [_dated(compared(before, after, workplace.settings), before, workplace) for before, after in pairs]
    if verify:
        from stability_checker.commands._proof import Terms, proved

        sources = [workplace.find(text, package)[0] for text in (old, new)]
        comparisons = [
            proved(comparison, pair, sources, workplace.settings, Terms())
            for comparison, pair in zip(comparisons, pairs, strict=True)
        ]
    text = render(form, comparisons)
    emit(text, output)
    if pending and not any(comparison.problems for comparison in comparisons):
        pending.keep(text)
    if tell_incomplete(comparisons):
        raise typer.Exit(2)


def _load_judgement(form: str) -> None:
    """Load what a comparison and its report take; raises CheckerError where there is no format `form`."""
    from stability_checker.commands._comparison import compared as _loaded  # noqa: F401
    from stability_checker.reports import require_format
    from stability_checker.rules import all_rules
    from stability_checker.snapshot import Kept as _as_well  # noqa: F401
    from stability_checker.upgrade.answers import find_repairs as _too  # noqa: F401
    from stability_checker.witness.writers import writers

    require_format(form)
    all_rules()
    writers()


def _dated(comparison: "Comparison", old: "Intake", workplace: "Workplace") -> "Comparison":
    """The comparison with the first recorded release that announced a removal.

    Where the old source is no recorded release, nothing says whether an earlier one had announced it already.
    """
    from stability_checker.sources import parse_version, recorded_versions

    folder = (workplace.standpoint.project or workplace.standpoint.folder) / workplace.standpoint.snapshots
    version, recorded = parse_version(old.version or ""), recorded_versions(folder, old.package.name)
    if version is None or version not in recorded:
        return comparison
    from msgspec.structs import replace

    from stability_checker.notice import dated
    from stability_checker.snapshot import read_snapshot

    older = [path for each, path in recorded.items() if each < version]
    releases = chain([old.package], (read_snapshot(path) for path in reversed(older)))
    return replace(comparison, findings=dated(comparison.findings, releases))
