"""A distribution that is installed beside the tool, or in the virtual environment that is active."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import Distribution, DistributionFinder, MetadataPathFinder
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from stability_checker.errors import CheckerError
from stability_checker.model.api import Metadata
from stability_checker.sources.layout import Holding, choose, discover, find_named
from stability_checker.sources.metadata import completed, installed_metadata
from stability_checker.sources.reading import read_folder
from stability_checker.sources.source import Contents, Source


class Installed(Source, frozen=True):
    """The installed distribution `name`; its files may be edited in place, so it has no lasting identity."""

    name: str

    @contextmanager
    def open(self, package: str | None = None) -> Iterator[Contents]:
        distribution = _find(self.name)
        project = _editable_project(distribution)
        yield read_folder(project, package, self.text) if project else self._contents(distribution, package)

    def _contents(self, distribution: Distribution, package: str | None) -> Contents:
        root = Path(str(distribution.locate_file("."))).resolve()
        own = _own(distribution, root)
        holding = find_named([root], package, self.text) if package else choose(own, self.name, self.text)
        described = _metadata_folder(distribution, root)
        metadata = (
            installed_metadata(described) if described else Metadata(name=self.name, version=distribution.version)
        )
        return Contents(
            root=root, package=holding.name, metadata=completed(metadata, holding, [each.name for each in own])
        )


def _find(name: str) -> Distribution:
    environments = _active_environment()
    found: Distribution | None
    context = DistributionFinder.Context(name=name, path=environments)
    found = next(iter(MetadataPathFinder.find_distributions(context)), None)
    found = found or next(iter(Distribution.discover(name=name)), None)
    if found is None:
        raise CheckerError(f"{name!r} is not installed here; install it, or name it as pypi:{name}.")
    return found


def _active_environment() -> list[str]:
    """The folders of the active virtual environment: the tool itself often has one of its own (pipx, uv)."""
    home = os.environ.get("VIRTUAL_ENV")
    if not home:
        return []
    return [str(path) for path in (*Path(home).glob("lib/python3*/site-packages"), Path(home, "Lib", "site-packages"))]


def _editable_project(distribution: Distribution) -> Path | None:
    """The project folder behind an editable installation (PEP 610, PEP 660), or None."""
    try:
        facts = json.loads(distribution.read_text("direct_url.json") or "{}")
    except ValueError:
        return None
    if not facts.get("dir_info", {}).get("editable"):
        return None
    folder = Path(url2pathname(urlsplit(facts["url"]).path))
    return folder if folder.is_dir() else None


def _own(distribution: Distribution, root: Path) -> list[Holding]:
    """The import packages among the files that the distribution's RECORD lists."""
    tops = {Path(str(file)).parts[0] for file in distribution.files or () if str(file).endswith((".py", ".pyi"))}
    names = {top.removesuffix(".pyi").removesuffix(".py").removesuffix("-stubs") for top in tops}
    return [holding for holding in discover(root) if holding.name.partition(".")[0] in names]


def _metadata_folder(distribution: Distribution, root: Path) -> Path | None:
    files = [file for file in distribution.files or () if file.name == "METADATA"]
    return root / Path(str(files[0])).parent if files else None
