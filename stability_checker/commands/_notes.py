"""Notes gathered for a command: two APIs compared, joined with the fragments or the changelog of the project."""

import datetime
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from stability_checker.commands._output import tell
from stability_checker.errors import CheckerError
from stability_checker.notes import Fragment, Joined, Release, entries_between, join, page, read_fragments
from stability_checker.reports import Comparison, counted

_SHOWN = 12


def written_of(folder: Path, comparison: Comparison) -> list[Fragment]:
    """What was written of the changes: the fragments in `folder`, or the sections of a changelog file."""
    if folder.is_file():
        text = folder.read_text(encoding="utf-8-sig")
        return entries_between(text, comparison.old.version, comparison.new.version, folder.name)
    return read_fragments(folder)


def gathered(comparison: Comparison, fragments: Sequence[Fragment], date: datetime.date | None) -> Release:
    """The release from the comparison's old version to its new one; raises CheckerError where that has no version."""
    if comparison.new.version is None:
        raise CheckerError(f"{comparison.new.source} declares no version; name it with --version.")
    return Release(
        package=comparison.package,
        old=comparison.old.version,
        new=comparison.new.version,
        date=date,
        joined=join(fragments, [finding for finding in comparison.findings if finding.accepted is None]),
        repairs=comparison.repairs,
    )


def renderers() -> Mapping[str, Callable[[Release], str]]:
    return {"markdown": page, "console": page, "json": _json}


def _json(release: Release) -> str:
    joined = release.joined
    document = {
        "schema": "stability-checker/notes/1",
        "package": release.package,
        "old": release.old,
        "new": release.new,
        "date": release.date and release.date.isoformat(),
        "notes": page(release),
        "fragments": [
            {"source": each.fragment.source, "kind": each.fragment.kind, "text": each.fragment.text}
            | {"section": each.section, "findings": [finding.subject for finding in each.findings]}
            for each in joined.said
        ],
        "forgotten": [_finding(finding, release) for finding in joined.forgotten],
        "groundless": [each.source for each in joined.groundless],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _finding(finding: Any, release: Release) -> dict[str, Any]:
    repair = release.repairs.get(finding.subject)
    return {
        "rule": finding.rule,
        "level": str(finding.level),
        "subject": finding.subject,
        "old": finding.old,
        "new": finding.new,
        "repair": repair and {"codemod": repair.codemod, "safety": str(repair.safety), "command": repair.command},
    }


def tell_gaps(joined: Joined) -> None:
    """Say on standard error which findings nothing was written of, and which texts no finding bears out."""
    if not joined.said:
        return
    if joined.forgotten:
        names = ", ".join(finding.subject for finding in joined.forgotten[:_SHOWN])
        more = f" and {len(joined.forgotten) - _SHOWN} more" if len(joined.forgotten) > _SHOWN else ""
        tell(f"nothing is written of {counted(len(joined.forgotten), 'finding')}: {names}{more}")
    for fragment in joined.groundless:
        claim = " ".join(fragment.text.split())[:70]
        tell(f"{fragment.source}: no finding bears out that this is {fragment.kind}: {claim}")
