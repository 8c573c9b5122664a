"""What the running Python's standard library says of its classes: their ancestors, abstract methods and metaclass.

Only modules of the standard library are imported for this, and none that does something when imported; a package
under inspection never is. Private classes in between are left out: they differ between Python versions.
"""

import abc
import functools
import importlib
import sys
import warnings
from typing import Any

from stability_checker.snapshot.collect.spellings import one_spelling

_UNTOUCHED = frozenset(
    ["__main__", "antigravity", "idlelib", "lib2to3", "test", "this", "tkinter", "turtle", "turtledemo"]
)


@functools.cache
def _module(name: str) -> Any:
    """The module of the standard library called `name`, None for any other."""
    root = name.partition(".")[0]
    if root not in sys.stdlib_module_names or root in _UNTOUCHED:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return importlib.import_module(name)
    except ImportError:
        return None


def standard_wildcard(module: str) -> list[str] | None:
    """The names that `from module import *` binds, None for a module from elsewhere."""
    found = _module(module)
    if found is None:
        return None
    return list(getattr(found, "__all__", [name for name in vars(found) if not name.startswith("_")]))


@functools.cache
def standard_class(path: str) -> type | None:
    """The class of the standard library at a dotted path, None where there is none."""
    module_name, _, name = path.rpartition(".")
    found = getattr(_module(module_name or "builtins"), name, None)
    origin = getattr(found, "__origin__", None)
    found = origin if isinstance(origin, type) else found
    return found if isinstance(found, type) else None


@functools.cache
def standard_ancestors(path: str) -> tuple[str, ...]:
    """The ancestors of a class of the standard library in order, itself and `object` left out."""
    found = standard_class(path)
    if found is None:
        return ()
    line = [each for each in found.__mro__[1:] if each is not object and not each.__name__.startswith("_")]
    return tuple(dict.fromkeys(one_spelling(_path_of(each)) for each in line))


def _path_of(found: type) -> str:
    module = found.__module__.removeprefix("_") if found.__module__.startswith("_") else found.__module__
    module = {"collections_abc": "collections.abc", "io": "io"}.get(module, module)
    return found.__qualname__ if module == "builtins" else f"{module}.{found.__qualname__}"


@functools.cache
def standard_abstract_methods(path: str) -> frozenset[str]:
    found = standard_class(path)
    return frozenset(getattr(found, "__abstractmethods__", ()))


@functools.cache
def standard_members(path: str) -> frozenset[str]:
    """The names that a class of the standard library defines itself."""
    found = standard_class(path)
    return frozenset(vars(found)) if found is not None else frozenset()


@functools.cache
def standard_metaclass(path: str) -> str | None:
    """The metaclass where it is not `type`: `abc.ABCMeta`, `enum.EnumMeta`."""
    found = standard_class(path)
    if found is None or type(found) is type:
        return None
    if issubclass(type(found), abc.ABCMeta):
        return "abc.ABCMeta"
    return f"{type(found).__module__}.{type(found).__name__}"


@functools.cache
def has_instance_dict(path: str) -> bool:
    """Whether instances of a standard class have a `__dict__`; of an unknown class they may."""
    found = standard_class(path)
    return found is None or found.__dictoffset__ != 0
