"""The kinds of rewrite: one file each, found by looking into this folder."""

import importlib
import pkgutil
from functools import cache

from stability_checker.codemods.frame.contract import Codemod, Hit
from stability_checker.errors import CheckerError

__all__ = ["Codemod", "Hit", "find_codemod", "find_codemods"]


@cache
def find_codemod(name: str) -> type[Codemod]:
    """The class of the codemod `name`, which is the name of its file. Raises CheckerError where there is none."""
    if name not in names():
        raise CheckerError(f"There is no codemod {name!r}; `stability-checker codemods` lists those that there are.")
    module = importlib.import_module(f"{__name__}.{name}")
    classes = [one for one in vars(module).values() if isinstance(one, type) and one.__module__ == module.__name__]
    return next(one for one in classes if issubclass(one, Codemod))


@cache
def names() -> tuple[str, ...]:
    """The names of all codemods, sorted; nothing is imported for it."""
    found = (info for info in pkgutil.iter_modules(__path__) if not info.ispkg and not info.name.startswith("_"))
    return tuple(sorted(info.name for info in found))


def find_codemods() -> dict[str, type[Codemod]]:
    """Every codemod by its name."""
    return {name: find_codemod(name) for name in names()}
