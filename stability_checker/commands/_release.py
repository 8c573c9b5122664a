"""The outline of a release: what is compared, which version it comes to, and what will be written."""

import datetime
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace
from packaging.version import Version

from stability_checker.baseline import Tree, find_release, read_tree
from stability_checker.commands._comparison import compared, with_history
from stability_checker.commands._standpoint import Workplace
from stability_checker.errors import CheckerError
from stability_checker.gate import judged
from stability_checker.intake import Intake, take
from stability_checker.model.finding import Finding
from stability_checker.notes import Fragment, Release, insert_release, join, page, read_fragments
from stability_checker.release import Plan, declare, tag_for
from stability_checker.reports import Comparison
from stability_checker.repository import Repository
from stability_checker.snapshot import encode
from stability_checker.sources import Folder, parse_version


@dataclass(frozen=True, slots=True)
class Outline:
    """What a release would do, and the reasons against it (none: it may be made)."""

    repository: Repository
    plan: Plan
    reasons: tuple[str, ...]


def renderers(form: str) -> Callable[[Outline, str | None], str]:
    """How an outline is shown, with the commit that it became; raises CheckerError for another format."""
    known = {"console": _console, "markdown": lambda outline, _: outline.plan.notes, "json": _json}
    if form not in known:
        raise CheckerError(f"There is no format {form!r} here; choose one of {', '.join(known)}.")
    return known[form]


def outlined(
    workplace: Workplace, version: str | None, package: str | None, against: str | None, first: bool
) -> Outline:
    """Compare every package of the project with its newest release and lay out the release that this comes to."""
    repository = Repository.around(workplace.project)
    trees = [read_tree(workplace.standpoint, workplace.project, name) for name in workplace.packages(package)]
    pairs = [] if first else [_pair(workplace, tree, against or workplace.settings.against) for tree in trees]
    chosen = _version(version, trees, [compared(old, new, workplace.settings) for old, new in pairs])
    comparisons = judged(
        [
            with_history(compared(old, _versioned(new, chosen), workplace.settings), tree, workplace)
            for tree, (old, new) in zip(trees, pairs, strict=False)
        ],
        workplace.settings,
    )
    incomplete = [problem for comparison in comparisons for problem in comparison.problems]
    if incomplete:
        raise CheckerError(f"Not released, since it could not be read whole: {incomplete[0]}")
    reasons = [reason for comparison in comparisons if comparison.gate for reason in comparison.gate.reasons]
    return Outline(repository, _plan(workplace, repository, trees, comparisons, chosen), tuple(reasons))


def _pair(workplace: Workplace, tree: Tree, against: str | None) -> tuple[Intake, Intake]:
    before = workplace.find(against, tree.package)[0] if against else find_release(tree, workplace.standpoint)
    old, new = workplace.read([(before, tree.package), (tree.source, tree.package)])
    return old, new


def _version(wanted: str | None, trees: Sequence[Tree], comparisons: Sequence[Comparison]) -> Version:
    """The version asked for, else the tree's own where that is a new and final one, else the one that is needed."""
    if wanted is not None:
        if (version := parse_version(wanted)) is None:
            raise CheckerError(f"{wanted!r} is no version that PEP 440 allows; write it like 1.4.0.")
        return version
    own = trees[0].version
    released = [parse_version(each.old.version or "") for each in comparisons]
    if own is not None and not own.is_prerelease and all(each is not None and own > each for each in released):
        return own
    needed = [parse_version(each.next_version or "") for each in comparisons]
    known = [version for version in needed if version is not None]
    if not known:
        raise CheckerError("The newest release does not say its version, so there is no next one; name it: VERSION.")
    return max(known)


def _versioned(intake: Intake, version: Version) -> Intake:
    metadata = replace(intake.package.metadata, version=str(version))
    return replace(intake, package=replace(intake.package, metadata=metadata))


def _plan(
    workplace: Workplace,
    repository: Repository,
    trees: Sequence[Tree],
    comparisons: Sequence[Comparison],
    version: Version,
) -> Plan:
    project, folder = workplace.project, workplace.project / "changelog.d"
    fragments = read_fragments(folder)
    notes = page(_release(trees[0].package, comparisons, fragments, version))
    writes = _declarations(workplace, trees[0], version)
    writes |= {project / "CHANGELOG.md": lambda: _changelog(project / "CHANGELOG.md", notes, version)}
    writes |= {_snapshot_path(workplace, tree, version): _snapshot(tree, version) for tree in trees}
    return Plan(
        version=str(version),
        tag=tag_for(version, repository.tags, trees[0].distribution),
        message=f"Release {version}",
        notes=notes,
        writes=writes,
        removes=tuple(folder / fragment.source for fragment in fragments),
    )


def _release(
    package: str, comparisons: Sequence[Comparison], fragments: Sequence[Fragment], version: Version
) -> Release:
    findings: list[Finding] = [
        finding for comparison in comparisons for finding in comparison.findings if finding.accepted is None
    ]
    return Release(
        package=package,
        old=comparisons[0].old.version if comparisons else None,
        new=str(version),
        date=datetime.date.today(),
        joined=join(fragments, findings),
        repairs={subject: repair for each in comparisons for subject, repair in each.repairs.items()},
    )


def _declarations(workplace: Workplace, tree: Tree, version: Version) -> dict[Path, Callable[[], bytes]]:
    """The files that declare the version, with the new one; none where tags tell it or it stands there already."""
    old = tree.declared
    if old is None or parse_version(old) == version:
        return {}
    found = declare(workplace.project, tree.package, workplace.standpoint.paths, old, str(version))
    if not found:
        raise CheckerError(f"No file could be found that declares {old}; write {version} into it and try again.")
    return {path: lambda content=content: content for path, content in found.items()}  # type: ignore[misc]


def _changelog(path: Path, notes: str, version: Version) -> bytes:
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    return insert_release(text, notes, str(version)).encode()


def _snapshot_path(workplace: Workplace, tree: Tree, version: Version) -> Path:
    return workplace.project / workplace.standpoint.snapshots / tree.package / f"{version}.json"


def _snapshot(tree: Tree, version: Version) -> Callable[[], bytes]:
    def made() -> bytes:
        fresh = Folder(".", tree.source.path, tree.source.paths)
        return encode(_versioned(take(fresh, tree.package), version).package).encode()

    return made


def _console(outline: Outline, commit: str | None) -> str:
    plan, project = outline.plan, outline.repository.root.resolve()
    said = f"released {plan.version} as {commit[:9]}" if commit else f"would release {plan.version}"
    written = [f"  write   {path.resolve().relative_to(project)}" for path in plan.writes]
    removed = [f"  remove  {path.resolve().relative_to(project)}" for path in plan.removes]
    done = [said, *written, *removed, f"  tag     {plan.tag}"]
    after = ["", f"push it with: git push --atomic origin HEAD {plan.tag}"] if commit else []
    return "\n".join([*done, *after, "", plan.notes])


def _json(outline: Outline, commit: str | None) -> str:
    plan, root = outline.plan, outline.repository.root.resolve()
    document = {
        "schema": "stability-checker/release/1",
        "version": plan.version,
        "tag": plan.tag,
        "commit": commit,
        "written": [path.resolve().relative_to(root).as_posix() for path in plan.writes],
        "removed": [path.resolve().relative_to(root).as_posix() for path in plan.removes],
        "notes": plan.notes,
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
