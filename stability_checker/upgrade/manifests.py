"""The manifests of a project through the steps that are about them."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from stability_checker.codemods.frame.contract import ManifestCodemod
from stability_checker.codemods.frame.edits import Edit
from stability_checker.codemods.frame.manifest import Manifest
from stability_checker.codemods.frame.text import UnreadableSource, decode
from stability_checker.model.recipe import Safety
from stability_checker.upgrade.plan import Plan
from stability_checker.upgrade.results import FileResult, Status
from stability_checker.upgrade.rewrite import Done, Left
from stability_checker.upgrade.scan import Scan

_IMPORT = re.compile(rb"^[ \t]*(?:from|import)[ \t]+(\w+)", re.MULTILINE)


def rewrite_manifests(found: Scan, road: Plan, allowed: Safety) -> Iterator[FileResult]:
    """The result for each manifest, and for each setup script."""
    codemods = [(number, one) for number, one in enumerate(road.codemods) if isinstance(one, ManifestCodemod)]
    paths = [*found.manifests, *(path for path in found.python if path.name == "setup.py")]
    if codemods and paths:
        imported = imported_packages(found.python)
        for path in paths:
            yield _rewritten(path, codemods, imported, allowed)


def imported_packages(paths: Sequence[Path]) -> frozenset[str]:
    """The top-level packages that the files import."""
    found: set[bytes] = set()
    for path in paths:
        try:
            found.update(_IMPORT.findall(path.read_bytes()))
        except OSError:
            continue
    return frozenset(name.decode(errors="replace") for name in found)


def _rewritten(
    path: Path, codemods: Sequence[tuple[int, ManifestCodemod]], imported: frozenset[str], allowed: Safety
) -> FileResult:
    try:
        raw = path.read_bytes()
        text, encoding = decode(raw)
    except (OSError, UnreadableSource) as error:
        return FileResult(str(path), Status.FAILED, message=str(error))
    result = FileResult(str(path), Status.UNCHANGED)
    for number, codemod in codemods:
        after = apply_to_manifest(text, path, codemod, imported, allowed, result)
        if after != text:
            text = after
            result.stages.append((number, encoding.encode(text)))
    if (after_bytes := encoding.encode(text)) != raw:
        result.status, result.before, result.after = Status.CHANGED, raw, after_bytes
    return result


def apply_to_manifest(
    text: str, path: Path, codemod: ManifestCodemod, imported: frozenset[str], allowed: Safety, result: FileResult
) -> str:
    """The text after one step; what was done and what is left goes into `result`."""
    edits: list[Edit] = []
    for hit in codemod.find_in(Manifest(text, path), imported):
        change = hit.change() if hit.change and hit.safety.rank <= allowed.rank else None
        if change is None:
            result.left.append(Left(codemod.id, hit.line, hit.safety, hit.message))
        elif not change.overlaps(edits):
            edits += change.edits
            result.done.append(Done(codemod.id, hit.line, hit.safety, hit.message))
    for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text
