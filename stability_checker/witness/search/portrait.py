"""Says what an installed package offers at run time, as JSON; runs in its environment, with the standard library alone.

Its text is run as a witness is, followed by a call of `portray`. Every public name is told with its kind, where it is
defined, what it can be called with and, for a class, the names of its bases.
"""

import enum
import importlib
import inspect
import json
import types
from typing import Any

_CALLED = ("__init__", "__new__", "__call__")
_Portrait = dict[str, dict[str, Any]]


def portray(modules: list[str], package: str, answer: str) -> None:
    """Write what the `modules` of `package` offer to the file `answer`; those that cannot be imported are left out."""
    found: _Portrait = {}
    for name in modules:
        try:
            module = importlib.import_module(name)
        except BaseException:
            continue
        found[name] = {"kind": "module"}
        _portray_module(module, package.partition(".")[0], found)
    with open(answer, "w", encoding="utf-8") as out:
        json.dump(found, out)


def _portray_module(module: types.ModuleType, top: str, found: _Portrait) -> None:
    for name in _offered(module, top):
        try:
            value = getattr(module, name)
        except BaseException:
            continue
        if not isinstance(value, types.ModuleType):
            _describe(f"{module.__name__}.{name}", value, top, found)


def _offered(module: types.ModuleType, top: str) -> list[str]:
    """The names that a module lists, or those without an underscore that its package defines."""
    listed = getattr(module, "__all__", None)
    if listed is not None:
        return [each for each in listed if isinstance(each, str)]
    return [each for each, value in vars(module).items() if not each.startswith("_") and _is_own(value, module, top)]


def _is_own(value: object, module: types.ModuleType, top: str) -> bool:
    """Whether a class or function is defined in the module, or brought into a package's face from below."""
    if not (inspect.isclass(value) or inspect.isroutine(value)):
        return False
    home = str(getattr(value, "__module__", ""))
    return home == module.__name__ or (hasattr(module, "__path__") and home.partition(".")[0] == top)


def _describe(name: str, value: object, top: str, found: _Portrait) -> None:
    if not isinstance(value, type):
        found[name] = {"kind": _kind(value), "home": _home(value), **_called(value)}
        return
    own = [each for each in value.__mro__ if each.__module__.partition(".")[0] == top]
    bases = [_home(each) for each in value.__mro__[1:]]
    found[name] = {"kind": "class", "home": _home(value), "bases": bases, **_called(value)}
    members = {each: held for base in reversed(own) for each, held in vars(base).items()}
    for each, held in members.items():
        if (each in _CALLED or not each.startswith("_")) and not isinstance(value, enum.EnumMeta):
            found[f"{name}.{each}"] = _member(held, getattr(value, each, held))


def _member(held: object, value: object) -> dict[str, Any]:
    kind = "property" if isinstance(held, property) else _kind(value)
    return {"kind": kind, "home": _home(value), **(_called(value) if kind == "callable" else {})}


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
