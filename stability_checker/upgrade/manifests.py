"""The manifests of a project through the steps that are about them."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
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
from stability_checker.upgrade.ties import imported_names


def rewrite_manifests(
    found: Scan, road: Plan, allowed: Safety, changed: Mapping[Path, bytes], held: Container[Path] = ()
) -> Iterator[FileResult]:
    """The result for each manifest, and for each setup script, less those that are `held` back.

    `changed` are the Python files as they become.
    """
    codemods = [(number, one) for number, one in enumerate(road.codemods) if isinstance(one, ManifestCodemod)]
    paths = [*found.manifests, *(path for path in found.python if path.name == "setup.py")]
    paths = [path for path in paths if path not in held]
    if codemods and paths:
        imported = Imported(found.python, changed)
        for path in paths:
            yield _rewritten(path, codemods, imported, allowed)


class Imported(Container[str]):
    """The modules that a project's files import and the packages above them; nothing is read before it is asked."""

    def __init__(self, paths: Iterable[Path], changed: Mapping[Path, bytes]) -> None:
        self._paths = tuple(paths)
        self._changed = changed

    @cached_property
    def _names(self) -> frozenset[str]:
        texts = ((self._changed.get(path) or _bytes(path), path) for path in self._paths)
        return frozenset(name for raw, path in texts for name in modules_imported(raw, path))

    def __contains__(self, name: object) -> bool:
        return name in self._names


def modules_imported(raw: bytes, path: Path) -> Iterator[str]:
    """Every dotted name that the text of a file may import as a module, and the packages that it lies in."""
    for name in imported_names(raw, path):
        while name:
            yield name
            name = name.rpartition(".")[0]


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _rewritten(
    path: Path, codemods: Sequence[tuple[int, ManifestCodemod]], imported: Container[str], allowed: Safety
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
    text: str, path: Path, codemod: ManifestCodemod, imported: Container[str], allowed: Safety, result: FileResult
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
