"""Says what an installed package offers at run time, as JSON; runs in its environment, with the standard library alone.

Its text is run as a witness is, followed by a call of `portray`. Every public name is told with its kind, where it is
defined, what it can be called with and, for a class, the names of its bases.
"""

import abc
import contextlib
import importlib
import inspect
import json
import sys
import types
from typing import Any

_CALLED = ("__init__", "__new__", "__call__")
_Portrait = dict[str, dict[str, Any]]


def portray(modules: list[str], package: str, answer: str, asked: list[str]) -> None:
    """Write what the `modules` of `package` offer to the file `answer`; those that cannot be imported are left out.

    `asked` are names that are looked up although nothing may hold them.
    """
    found: _Portrait = {}
    top = package.partition(".")[0]
    for name in modules:
        try:
            module = importlib.import_module(name)
        except BaseException as error:
            if not _is_missing(name, error):
                found[name] = {"kind": "unreadable", "offered": False, "why": _why(error, top)}
            continue
        found[name] = {"kind": "module", "offered": True}
        _portray_module(module, top, found)
    for name in sorted(each for each in asked if each not in found):
        _look_up(name, top, found)
    with open(answer, "w", encoding="utf-8") as out:
        json.dump(found, out)


def _is_missing(name: str, error: BaseException) -> bool:
    """Whether the module itself is not there, which is another matter than what it needs."""
    return isinstance(error, ModuleNotFoundError) and f"{name}.".startswith(f"{error.name}.")


def _why(error: BaseException, top: str) -> str:
    """What the import raised; nothing where it asks for another distribution, which may just not be installed."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ModuleNotFoundError) and str(cause.name).partition(".")[0] != top:
            return ""
        cause = cause.__cause__ or cause.__context__
    return type(error).__name__


def _portray_module(module: types.ModuleType, top: str, found: _Portrait) -> None:
    listed = getattr(module, "__all__", None)
    names = {*vars(module), *(each for each in listed or () if isinstance(each, str))}
    for name in sorted(each for each in names if not each.startswith("__")):
        # A lazy object may do anything when it is looked at, outside of what it was made for.
        with contextlib.suppress(Exception):
            value = getattr(module, name)
            if isinstance(value, types.ModuleType):
                continue
            offered = name in listed if listed is not None else not name.startswith("_") and _is_own(value, module, top)
            _describe(f"{module.__name__}.{name}", value, top, found, offered)


def _look_up(name: str, top: str, found: _Portrait) -> None:
    """What is served and not held: by a module's `__getattr__`, by a metaclass, or by a base from elsewhere."""
    holder, _, last = name.rpartition(".")
    with contextlib.suppress(Exception):
        owner = _reached(holder)
        value = getattr(owner, last)
        if isinstance(value, type):
            _describe(name, value, top, found, True)
        else:
            # What a module serves is called as it is, like a static method of a class.
            held = inspect.getattr_static(owner, last, value) if isinstance(owner, type) else staticmethod(len)
            found[name] = {"offered": True, "home": name, **_member(last, held, value)}


def _reached(path: str) -> Any:
    """The module or class that stands at a path."""
    if path in sys.modules:
        return sys.modules[path]
    holder, _, last = path.rpartition(".")
    return getattr(_reached(holder), last)


def _is_own(value: object, module: types.ModuleType, top: str) -> bool:
    """Whether a class or function is defined in the module, or brought into a package's face from below or from within.

    What a part of a package imports from beside itself is its own use, unless it stood in private there.
    """
    if not (inspect.isclass(value) or inspect.isroutine(value)):
        return False
    home = str(getattr(value, "__module__", ""))
    if home == module.__name__ or not hasattr(module, "__path__"):
        return home == module.__name__
    return f"{home}.".startswith(f"{module.__name__}.") or (home.partition(".")[0] == top and "._" in home)


def _describe(name: str, value: object, top: str, found: _Portrait, offered: bool) -> None:
    """An object, and if it is a class of the package its members; `offered` says that the module means it for users."""
    if not isinstance(value, type):
        told = {"kind": _kind(value), "empty": value is None, **_called(value)}
        found[name] = {"offered": offered, "home": _home(value) or name, **told}
        return
    own = [each for each in value.__mro__ if each.__module__.partition(".")[0] == top]
    bases = [_home(each) for each in value.__mro__[1:]]
    found[name] = {"kind": "class", "offered": offered, "home": _home(value), "bases": bases, **_called(value)}
    makers = [each for each in inspect.getmro(type(value)) if each not in (type, abc.ABCMeta)]
    found[name]["answers"] = any("__subclasscheck__" in vars(each) for each in makers)
    members = {each: (base, held) for base in reversed(own) for each, held in vars(base).items()}
    for each, (base, held) in members.items():
        if each in _CALLED or not each.startswith("_"):
            described = _member(each, held, getattr(value, each, held))
            found[f"{name}.{each}"] = {"offered": offered, "home": f"{_home(base)}.{each}", **described}


def _member(name: str, held: object, value: object) -> dict[str, Any]:
    """What a class gives under `name`; `held` is what stands in it, which may make something else of itself."""
    kind = "property" if isinstance(held, property) else _kind(value)
    called = _called(value, _takes_receiver(name, held, value)) if kind == "callable" else {}
    return {"kind": kind, "empty": value is None, **called}


def _takes_receiver(name: str, held: object, value: object) -> bool:
    """Whether what the class gives asks for the instance (or the class) that users do not write."""
    is_plain = inspect.isfunction(value) or inspect.ismethoddescriptor(value)
    return is_plain and (name == "__new__" or not isinstance(held, staticmethod))


def _home(value: object) -> str:
    """Where a class or a function is defined; what was made inside of a function is told by what it is in memory."""
    module, name = getattr(value, "__module__", None), getattr(value, "__qualname__", None)
    if not isinstance(module, str) or not isinstance(name, str):
        return ""
    return f"{module}.{name}" if "<" not in name else f"{module}.<{id(value)}>"


def _kind(value: object) -> str:
    if inspect.isclass(value):
        return "class"
    if inspect.iscoroutinefunction(value):
        return "async"
    return "callable" if callable(value) else "value"


def _called(value: object, receives: bool = False) -> dict[str, Any]:
    """The parameters as name, kind and whether they must be given; nothing for what has no signature."""
    try:
        parameters = list(inspect.signature(value).parameters.values())  # type: ignore[arg-type]
    except BaseException:
        return {}
    if receives and parameters and parameters[0].kind is not inspect.Parameter.VAR_POSITIONAL:
        del parameters[0]
    return {"parameters": [[each.name, int(each.kind), each.default is each.empty] for each in parameters]}
