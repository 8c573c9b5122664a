"""Says what an installed package offers at run time, as JSON; runs in its environment, with the standard library alone.

Its text is run as a witness is, followed by a call of `portray`. Every public name is told with its kind, where it is
defined, what it can be called with and, for a class, the names of its bases.
"""

import abc
import contextlib
import importlib
import inspect
import json
import types
from typing import Any

_CALLED = ("__init__", "__new__", "__call__")
_Portrait = dict[str, dict[str, Any]]


def portray(modules: list[str], package: str, answer: str, asked: list[str]) -> None:
    """Write what the `modules` of `package` offer to the file `answer`; those that cannot be imported are left out.

    `asked` are names that are looked up although a module may serve them without holding them.
    """
    found: _Portrait = {}
    for name in modules:
        try:
            module = importlib.import_module(name)
        except BaseException:
            continue
        found[name] = {"kind": "module", "offered": True}
        served = [each.rpartition(".")[2] for each in asked if each.rpartition(".")[0] == name]
        _portray_module(module, package.partition(".")[0], found, served)
    with open(answer, "w", encoding="utf-8") as out:
        json.dump(found, out)


def _portray_module(module: types.ModuleType, top: str, found: _Portrait, asked: list[str]) -> None:
    listed = getattr(module, "__all__", None)
    names = {*vars(module), *(each for each in listed or () if isinstance(each, str)), *asked}
    for name in sorted(each for each in names if not each.startswith("__")):
        # A lazy object may do anything when it is looked at, outside of what it was made for.
        with contextlib.suppress(Exception):
            value = getattr(module, name)
            if isinstance(value, types.ModuleType):
                continue
            offered = name in listed if listed is not None else not name.startswith("_") and _is_own(value, module, top)
            _describe(f"{module.__name__}.{name}", value, top, found, offered)


def _is_own(value: object, module: types.ModuleType, top: str) -> bool:
    """Whether a class or function is defined in the module, or brought into a package's face from below."""
    if not (inspect.isclass(value) or inspect.isroutine(value)):
        return False
    home = str(getattr(value, "__module__", ""))
    return home == module.__name__ or (hasattr(module, "__path__") and home.partition(".")[0] == top)


def _describe(name: str, value: object, top: str, found: _Portrait, offered: bool) -> None:
    """An object, and if it is a class of the package its members; `offered` says that the module means it for users."""
    if not isinstance(value, type):
        found[name] = {"kind": _kind(value), "offered": offered, "home": _home(value), **_called(value)}
        return
    own = [each for each in value.__mro__ if each.__module__.partition(".")[0] == top]
    bases = [_home(each) for each in value.__mro__[1:]]
    found[name] = {"kind": "class", "offered": offered, "home": _home(value), "bases": bases, **_called(value)}
    makers = [each for each in inspect.getmro(type(value)) if each not in (type, abc.ABCMeta)]
    found[name]["answers"] = any("__subclasscheck__" in vars(each) for each in makers)
    members = {each: (base, held) for base in reversed(own) for each, held in vars(base).items()}
    for each, (base, held) in members.items():
        if each in _CALLED or not each.startswith("_"):
            described = _member(held, getattr(value, each, held))
            found[f"{name}.{each}"] = {"offered": offered, "home": f"{_home(base)}.{each}", **described}


def _member(held: object, value: object) -> dict[str, Any]:
    kind = "property" if isinstance(held, property) else _kind(value)
    return {"kind": kind, **(_called(value) if kind == "callable" else {})}


def _home(value: object) -> str:
    return f"{getattr(value, '__module__', '')}.{getattr(value, '__qualname__', '')}"


def _kind(value: object) -> str:
    if inspect.isclass(value):
        return "class"
    if inspect.iscoroutinefunction(value):
        return "async"
    return "callable" if callable(value) else "value"


def _called(value: object) -> dict[str, Any]:
    """The parameters as name, kind and whether they must be given; nothing for what has no signature."""
    try:
        parameters = inspect.signature(value).parameters.values()  # type: ignore[arg-type]
    except BaseException:
        return {}
    return {"parameters": [[each.name, int(each.kind), each.default is each.empty] for each in parameters]}
