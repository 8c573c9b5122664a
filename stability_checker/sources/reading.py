"""What a folder holds: an unpacked wheel is read here, all other folders as projects."""

from collections.abc import Sequence
from pathlib import Path

from stability_checker.sources.layout import Holding, choose, discover, find_named
from stability_checker.sources.metadata import completed, installed_metadata
from stability_checker.sources.source import Contents


def read_folder(folder: Path, package: str | None, where: str, paths: Sequence[str] = ()) -> Contents:
    """What `folder` holds; `where` names it in errors, `paths` are folders under it to look in first.

    Raises CheckerError where it holds no import package, or several of which none is meant.
    """
    installed = sorted(folder.glob("*.dist-info"))
    if len(installed) == 1:
        return _read_wheel(folder, installed[0], package, where)
    # Only here: a wheel has no build settings, and what reads those takes long to load.
    from stability_checker.sources.projects import read_project

    return read_project(folder, package, where, paths)


def _read_wheel(folder: Path, described: Path, package: str | None, where: str) -> Contents:
    # PEP 427: what stands in NAME-VERSION.data/purelib is installed beside the rest.
    roots = [folder, *folder.glob("*.data/purelib"), *folder.glob("*.data/platlib")]
    metadata = installed_metadata(described)
    holding = _pick(roots, package, metadata.name, where)
    names = [each.name for root in roots for each in discover(root, distribution=metadata.name)]
    return Contents(root=holding.root, package=holding.name, metadata=completed(metadata, holding, names))


def _pick(roots: Sequence[Path], package: str | None, distribution: str | None, where: str) -> Holding:
    if package:
        return find_named(roots, package, where)
    offered = [holding for root in roots for holding in discover(root, distribution=distribution)]
    return choose(offered, distribution, where)
