"""The import hook: every name below `starlette` is the module of toolkit that stands in its place."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Iterable, Sequence
from importlib.abc import Loader
from importlib.machinery import ModuleSpec
from importlib.metadata import Distribution, DistributionFinder, PathDistribution
from pathlib import Path
from types import ModuleType

API_VERSION = "1.10.0"
"""The version of Starlette whose API toolkit has; what `importlib.metadata` answers for `starlette`."""

SEARCH_PATH = Path(__file__).with_name("path")
"""The folder that makes `import starlette` find toolkit in a new process that has it on its `PYTHONPATH`."""

# The two public names that differ, by the module that defines them: Starlette's name -> toolkit's.
RENAMED: dict[str, dict[str, str]] = {
    "applications": {"Starlette": "Toolkit"},
    "exceptions": {"StarletteDeprecationWarning": "ToolkitDeprecationWarning"},
}


def install() -> None:
    """Makes `import starlette...` give toolkit's modules, in this process, from now on.

    `starlette.routing is toolkit.routing` afterwards, and so for each module; `starlette.applications.Starlette`
    is `toolkit.applications.Toolkit`. A second call changes nothing.

    Raises:
        RuntimeError: Starlette itself was imported before; classes of the two would not know each other.
    """
    known = sys.modules.get("starlette")
    if any(isinstance(finder, AliasFinder) for finder in sys.meta_path):
        return
    if known is not None and not is_stand_in(known):
        raise RuntimeError("Starlette is imported already: call toolkit.compat.install() before anything imports it.")
    sys.meta_path.insert(0, AliasFinder())
    sys.modules["starlette"] = package()


def is_stand_in(module: ModuleType) -> bool:
    """Whether the module is ours, still at work on calling `install`: see `path/starlette`."""
    return Path(getattr(module, "__file__", None) or "").parent == SEARCH_PATH / "starlette"


def package() -> ModuleType:
    """`starlette` itself, which has a version of its own and so cannot be `toolkit`."""
    spec = ModuleSpec("starlette", AliasLoader(), is_package=True)
    module = ModuleType("starlette", "Starlette's API, answered by toolkit.")
    module.__spec__, module.__path__ = spec, []
    module.__version__ = API_VERSION  # type: ignore[attr-defined]
    return module


class AliasFinder(DistributionFinder):
    """Finds `starlette.x` where `toolkit.x` is, and the metadata of `starlette`."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if not fullname.startswith("starlette."):
            return None
        if importlib.util.find_spec(original_name(fullname)) is None:
            return None
        return ModuleSpec(fullname, AliasLoader())

    def find_distributions(self, context: DistributionFinder.Context | None = None) -> Iterable[Distribution]:
        name = context.name if context is not None else None
        wanted = name is None or name.lower() == "starlette"
        return [PathDistribution(folder) for folder in metadata_folders()] if wanted else []


class AliasLoader(Loader):
    """Loads `starlette.x` by importing `toolkit.x`: one module object under two names."""

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        module = importlib.import_module(original_name(spec.name))
        spec.loader_state = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        # The import system has just put the alias' spec on the module. Relative imports and reloads need its own.
        if module.__spec__ is not None and module.__spec__.loader_state is not None:
            module.__spec__ = module.__spec__.loader_state
        for name, original in RENAMED.get(module.__name__.removeprefix("toolkit."), {}).items():
            setattr(module, name, getattr(module, original))


def original_name(alias: str) -> str:
    return "toolkit" + alias.removeprefix("starlette")


def metadata_folders() -> Iterable[Path]:
    return SEARCH_PATH.glob("*.dist-info")
