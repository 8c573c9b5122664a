"""Makes an instance of a middleware class, of which only the signature is known and what its constructor raises."""

import inspect
import re
import traceback
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

from benchmarks.middleware_standins import Anything, Mock


class Filled(dict[str, Any]):
    """A mapping that has every key, as settings are asked for that nobody has written."""

    def __contains__(self, key: object) -> bool:
        return True

    def __missing__(self, key: str) -> Any:
        self[key] = Mock(name=key)
        return self[key]

    def get(self, key: str, default: Any = None) -> Any:
        return self[key] if default is None else default


SCARCE = {
    "str": "secret", "int": 5, "float": 5.0, "bool": True, "list": [], "dict": {}, "tuple": (), "set": set(),
}  # fmt: skip
FULL = {**SCARCE, "list": ["secret"], "dict": Filled(), "tuple": ("secret",), "set": {"secret"}}
"""Values by the word of an annotation that comes first."""

REPLACED = 4
"""Things that a constructor calls, and that cannot work here, which are stood in for before its class is given up."""


def instance(cls: type, app: Any) -> Any:
    """An instance of `cls` around `app`, made with the first set of arguments that it takes.

    What the constructor calls and what fails each time is stood in for: the file that holds a model, say.
    """
    failures = list[Exception]()
    for _ in range(REPLACED):
        made, failures = _made(cls, app)
        if not failures:
            return made
        if not any(_stood_in(cls, error) for error in failures):
            break
    raise failures[0]


def _made(cls: type, app: Any) -> tuple[Any, list[Exception]]:
    """An instance, or what each set of arguments led to."""
    asked, failures = dict[str, Any](), list[Exception]()
    for given in _attempts(cls):
        try:
            positional = list(inspect.signature(cls).parameters)[:1] in (["app"], ["args"])
            kwargs = {**given, **asked}
            return (cls(app, **kwargs) if positional else cls(app=app, **kwargs)), []
        except KeyError as error:
            asked[str(error.args[0])] = Mock()
            failures.append(error)
        except Exception as error:
            failures.append(error)
    return None, failures


def _attempts(cls: type) -> Iterator[dict[str, Any]]:
    """Sets of arguments: those that must be given, then more and more of those that are None by default.

    Each twice, for what a constructor asks for by name within `**kwargs` is known from the first time.
    """
    taken = [one for one in inspect.signature(cls).parameters.values() if one.name != "app"]
    named = [one for one in taken if one.kind not in (one.VAR_POSITIONAL, one.VAR_KEYWORD)]
    asked = [one for one in named if one.default is one.empty]
    optional = [one for one in named if one.default is None]
    told = [one for one in optional if _guess(one, _nothing, SCARCE)]
    for more, default in [*product(([], told, optional), (Mock, Filled))] * 2:
        yield {one.name: _guess(one, default, SCARCE) for one in (*asked, *more)}
    yield {one.name: _guess(one, Filled, FULL) for one in asked}
    for one, default in product(optional, (Mock, Filled)):
        yield {one.name: _guess(one, default, FULL) for one in (*asked, one)}


def _nothing() -> None:
    return None


def _guess(parameter: inspect.Parameter, default: Callable[[], Any], values: dict[str, Any]) -> Any:
    told = str(parameter.annotation).lower()
    found = sorted((match.start(), kind) for kind in values if (match := re.search(rf"\b{kind}\b", told)))
    if values is FULL and [kind for _, kind in found[:2]] == ["list", "dict"]:
        return [Filled()]
    return values[found[0][1]] if found else default()


def _stood_in(cls: type, error: Exception) -> bool:
    """Whether something that its constructor called, and where the error comes from, is replaced.

    That is a name of the module, or a method of the class.
    """
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    own = getattr(cls.__init__, "__code__", None)
    at = next((at for at, frame in enumerate(frames) if frame.f_code is own), len(frames))
    for frame in frames[at + 1 :]:
        this, above = frame.f_locals.get("self"), frame.f_locals.get("cls")
        names = {frame.f_code.co_name, type(this).__name__, getattr(above, "__name__", "")} - {cls.__name__}
        known = frames[at].f_globals
        if found := [name for name in names if callable(known.get(name))]:
            known[found[0]] = Anything if isinstance(known[found[0]], type) else Mock(name=found[0])
            return True
        method = frame.f_code.co_name
        if not method.startswith("__") and hasattr(cls, method):
            setattr(cls, method, Mock(name=method))
            return True
    return False
