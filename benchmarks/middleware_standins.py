"""Stands in for what a module needs and this environment has not, so that its classes can be made and run."""

import ast
import builtins
import contextlib
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import inspect
import re
import signal
import sys
import types
import unittest.mock
from collections.abc import Callable, Iterator
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any, ClassVar
from unittest.mock import MagicMock

REAL = {
    "starlette",
    "fastapi",
    "anyio",
    "pydantic",
    "typing_extensions",
    "jinja2",
    "itsdangerous",
    "httpx",
    "multipart",
}
REAL |= {"pydantic_core", "annotated_types", "annotated_doc", "typing_inspection", "h11", "idna", "certifi", "httpcore"}
REAL |= {
    "python_multipart",
    "markupsafe",
    "sniffio",
    "trio",
    "httpx2",
    "httpcore2",
    "dotenv",
    "pure_middleware",
    "pydantic_settings",
}
ABSENT = {
    "email_validator",
    "ujson",
    "exceptiongroup",
    "brotli",
    "h2",
    "socksio",
    "fastapi_cli",
    "sentry_sdk",
}
"""What the frameworks themselves can do without: a stand-in would lead them astray."""

for _name in ("__lt__", "__gt__", "__le__", "__ge__"):
    unittest.mock._return_values[_name] = False  # type: ignore[attr-defined]


class Standing(types.ModuleType):
    """A module of which every name exists: capital ones are classes, others are mocks."""

    __path__: ClassVar[list[str]] = []
    __all__: ClassVar[list[str]] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        made: Any = _constant(name) or MagicMock(name=f"{self.__name__}.{name}")
        if name[:1].isupper() and not name.isupper():
            base = Exception if name.endswith(("Error", "Exception", "Expired")) else _Anything
            made = type(name, (base,), {})
        setattr(self, name, made)
        return made


_NUMBERS = frozenset(
    ["SECONDS", "TIMEOUT", "LIMIT", "SIZE", "MAX", "MIN", "COUNT", "PORT", "TTL", "PERIOD", "INTERVAL"]
)
_TEXTS = frozenset(["HEADER", "NAME", "PATH", "URL", "KEY", "PREFIX", "VERSION", "TOKEN", "METHOD"])


def _constant(name: str) -> Any:
    """A value that fits the name of a constant, or nothing."""
    words = set(name.split("_")) if name.isupper() else set()
    return 5 if words & _NUMBERS else f"x-{name.lower()}" if words & _TEXTS else None


class _Permissive(type):
    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return MagicMock(name=name)

    def __getitem__(cls, item: object) -> Any:
        return cls


class _Anything(metaclass=_Permissive):
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return MagicMock(name=name)


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Stands in for what is not installed, and for the packages in `hidden`."""

    def __init__(self, hidden: set[str]) -> None:
        self.hidden = hidden

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        top = name.partition(".")[0]
        if top in REAL | ABSENT or top in sys.stdlib_module_names:
            return None
        known = importlib.machinery.PathFinder.find_spec(name, path) if top not in self.hidden else None
        return known or importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec: Any) -> types.ModuleType:
        return Standing(spec.name)

    def exec_module(self, module: types.ModuleType) -> None: ...


def load(root: Path, file: Path, way: str = "") -> tuple[types.ModuleType, str]:
    """The module of `file`, and the way it was loaded: `within` its package, or `alone` where that fails.

    A `way` that is given is the only one that is tried.
    """
    sys.path.insert(0, str(root))
    dotted = ".".join(file.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
    Standing.__all__ = _asked_of_stars(file)
    finder = Finder(set())
    sys.meta_path.insert(0, finder)
    if way != "alone":
        try:
            with _limited():
                return importlib.import_module(dotted), "within"
        except BaseException:
            if way:
                raise
    top = dotted.partition(".")[0]
    for name in [name for name in sys.modules if name.partition(".")[0] == top]:
        del sys.modules[name]
    finder.hidden = {top}
    return _load_alone(root, dotted, file), "alone"


LIMIT = 60
"""Seconds that the import of a whole package may take."""


@contextlib.contextmanager
def _limited() -> Iterator[None]:
    def stop(*_: object) -> None:
        raise TimeoutError("the package took too long to import")

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(LIMIT)
    try:
        yield
    finally:
        signal.alarm(0)


def _asked_of_stars(file: Path) -> list[str]:
    """The names that a file reads, and can only have from a `from ... import *`."""
    tree = ast.parse(file.read_bytes())
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    bound = {node.id for node in names if not isinstance(node.ctx, ast.Load)} | set(dir(builtins))
    for node in ast.walk(tree):
        if isinstance(node, ast.alias):
            bound.add(node.asname or node.name.partition(".")[0])
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            bound.add(node.name)
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
    return sorted({node.id for node in names} - bound)


def _load_alone(root: Path, dotted: str, file: Path) -> types.ModuleType:
    """The module with a stand-in for all of its package but the helpers that were written into it."""
    for path in root.glob("**/pure_middleware.py"):
        _execute(".".join(path.relative_to(root).with_suffix("").parts), path)
    return _execute(dotted, file)


def _execute(name: str, path: Path) -> types.ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def find(module: types.ModuleType, file: Path, name: str) -> type:
    """The class `name` of a module; one that is defined within a function is taken out of it."""
    if hasattr(module, name):
        found: type = getattr(module, name)
        return found
    tree = ast.parse(file.read_bytes())
    node = next(one for one in ast.walk(tree) if isinstance(one, ast.ClassDef) and one.name == name)
    space = vars(module)
    free = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)} - set(space) - set(dir(builtins))
    space.update({one: MagicMock(name=one) for one in sorted(free)})
    for statement in _imports_around(tree, node):
        exec(compile(ast.Module([statement], []), str(file), "exec"), space)
    exec(compile(ast.Module([node], []), str(file), "exec"), space)
    return vars(module)[name]  # type: ignore[no-any-return]


def _imports_around(tree: ast.Module, node: ast.ClassDef) -> Iterator[ast.stmt]:
    """The imports of the functions that a class is defined in."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) and node in ast.walk(function):
            yield from (one for one in function.body if isinstance(one, ast.Import | ast.ImportFrom))


GUESSES = {"str": "secret", "int": 5, "float": 5.0, "bool": True, "list": [], "dict": {}, "tuple": (), "set": set()}
ATTEMPTS: list[tuple[str, Callable[[], Any]]] = [
    *product(("none", "annotated", "all"), (MagicMock, partial(dict, key="value")))
] * 2
"""Which of the arguments that are None by default are given, and what is given where no annotation tells; each twice,
for what a constructor asks for by name within `**kwargs` is known from the first time."""


def instance(cls: type, app: Any) -> Any:
    """An instance of `cls` around `app`, made with the first set of arguments that it takes."""
    asked, failures = dict[str, Any](), list[Exception]()
    for optional, default in ATTEMPTS:
        kwargs = {**arguments(cls, optional, default), **asked}
        try:
            positional = list(inspect.signature(cls).parameters)[:1] in (["app"], ["args"])
            return cls(app, **kwargs) if positional else cls(app=app, **kwargs)
        except KeyError as error:
            asked[str(error.args[0])] = MagicMock()
            failures.append(error)
        except Exception as error:
            failures.append(error)
    raise failures[0]


def arguments(cls: type, optional: str, default: Callable[[], Any]) -> dict[str, Any]:
    """A value for each parameter of the constructor that has no default, and for those that are None by default."""
    taken = [one for one in inspect.signature(cls).parameters.values() if one.name != "app"]
    named = [one for one in taken if one.kind not in (one.VAR_POSITIONAL, one.VAR_KEYWORD)]
    given = {one.name: _guess(one, default) for one in named if one.default is one.empty}
    for one in named:
        if one.default is None and (optional == "all" or (optional == "annotated" and _guess(one, _nothing))):
            given[one.name] = _guess(one, default)
    return given


def _nothing() -> None:
    return None


def _guess(parameter: inspect.Parameter, default: Callable[[], Any]) -> Any:
    told = str(parameter.annotation).lower()
    known = [value for kind, value in GUESSES.items() if re.search(rf"\b{kind}\b", told)]
    return known[0] if known else default()
