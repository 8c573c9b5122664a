"""Stands in for what a module needs and this environment has not, so that its classes can be loaded and run."""

import ast
import builtins
import contextlib
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import signal
import sys
import types
import unittest.mock
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
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


class Mock(MagicMock):
    """A mock that can be awaited too, for what it stands in for may be a coroutine or a plain function."""

    def __await__(self) -> Iterator[Any]:
        yield from ()
        return self


class Standing(types.ModuleType):
    """A module of which every name exists: capital ones are classes, others are mocks."""

    __path__: ClassVar[list[str]] = []

    @property
    def __all__(self) -> list[str]:
        """For `from ... import *`, the names that the importing file can only have from there."""
        frame = sys._getframe(1)
        while frame.f_back and str(frame.f_globals.get("__name__")).startswith("importlib"):
            frame = frame.f_back
        file = frame.f_globals.get("__file__")
        return _asked_of_stars(Path(file)) if file else []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        made: Any = _constant(name) or Mock(name=f"{self.__name__}.{name}")
        if name[:1].isupper() and not name.isupper():
            base = Exception if name.endswith(("Error", "Exception", "Expired")) else Anything
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


class Permissive(type):
    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Mock(name=name)

    def __getitem__(cls, item: object) -> Any:
        return cls


class Anything(metaclass=Permissive):
    """What a class that is not there is taken to be: it takes all arguments, has all names, fits all schemas."""

    def __init__(self, *args: Any, **kwargs: Any) -> None: ...

    def __contains__(self, item: object) -> bool:
        return False

    def __setitem__(self, item: object, value: object) -> None: ...

    @classmethod
    def __get_pydantic_core_schema__(cls, *_: object) -> dict[str, str]:
        return {"type": "any"}

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Mock(name=name)


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Stands in for what is not installed, and for the packages in `hidden`.

    Of the packages in `bare` the modules are there, and nothing is run that an `__init__.py` holds.
    """

    def __init__(self) -> None:
        self.hidden, self.bare = set[str](), set[str]()

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        top = name.partition(".")[0]
        if top in REAL | ABSENT or top in sys.stdlib_module_names:
            return None
        known = importlib.machinery.PathFinder.find_spec(name, path) if top not in self.hidden else None
        if known is not None and known.submodule_search_locations is not None and top in self.bare:
            known.loader = None
        return known or importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec: Any) -> types.ModuleType:
        return Standing(spec.name)

    def exec_module(self, module: types.ModuleType) -> None: ...


FINDER = Finder()


def load(root: Path, file: Path, way: str) -> types.ModuleType:
    """The module of `file`, loaded in one of the `WAYS`."""
    dotted = ".".join(file.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
    FINDER.hidden, FINDER.bare = set(), set()
    if FINDER not in sys.meta_path:
        sys.meta_path.insert(0, FINDER)
    with _limited():
        return WAYS[way](FINDER, root, dotted, file)


def _load_within(finder: Finder, root: Path, dotted: str, file: Path) -> types.ModuleType:
    return importlib.import_module(dotted)


def _load_beside(finder: Finder, root: Path, dotted: str, file: Path) -> types.ModuleType:
    """The module beside its real neighbours, in packages that are empty themselves.

    A name that it reads and that nobody has defined is stood in for.
    """
    if file.name == "__init__.py":
        raise ImportError("what the package itself holds cannot be left out")
    finder.bare, given = {_forgotten(dotted)}, dict[str, Any]()
    while True:
        try:
            return _execute(dotted, file, given)
        except NameError as error:
            name = str(error.name)
            if name in given:
                raise
            given[name] = _constant(name) or Mock(name=name)


def _load_alone(finder: Finder, root: Path, dotted: str, file: Path) -> types.ModuleType:
    """The module with a stand-in for all of its package but the helpers that were written into it."""
    finder.hidden = {_forgotten(dotted)}
    for path in root.glob("**/pure_middleware.py"):
        _execute(".".join(path.relative_to(root).with_suffix("").parts), path)
    return _execute(dotted, file)


def _forgotten(dotted: str) -> str:
    """The outermost package of a module, as if nothing of it had been imported."""
    top = dotted.partition(".")[0]
    for name in [name for name in sys.modules if name.partition(".")[0] == top]:
        del sys.modules[name]
    return top


def _load_in_parts(finder: Finder, root: Path, dotted: str, file: Path) -> types.ModuleType:
    """The same, without the statements that fail, of an application that is built in the module, say."""
    with contextlib.suppress(Exception):
        return _load_alone(finder, root, dotted, file)
    module = sys.modules[dotted]
    for statement in ast.parse(file.read_bytes()).body:
        with contextlib.suppress(Exception):
            exec(compile(ast.Module([statement], []), str(file), "exec"), vars(module))
    return module


WAYS = {"within": _load_within, "beside": _load_beside, "alone": _load_alone, "in parts": _load_in_parts}
"""How a module can be loaded: within its package, beside its neighbours, with stand-ins for those, or in parts."""

LIMIT = 20
"""Seconds of the processor that the import of a whole package may take."""


@contextlib.contextmanager
def _limited() -> Iterator[None]:
    def stop(*_: object) -> None:
        raise TimeoutError("the package took too long to import")

    signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, LIMIT)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


@cache
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


def _execute(name: str, path: Path, given: Mapping[str, Any] = MappingProxyType({})) -> types.ModuleType:
    """The module of a file, which has the names of `given` from the start."""
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    vars(module).update(given)
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
    space.update({one: Mock(name=one) for one in sorted(free)})
    for statement in _imports_around(tree, node):
        exec(compile(ast.Module([statement], []), str(file), "exec"), space)
    exec(compile(ast.Module([node], []), str(file), "exec"), space)
    return vars(module)[name]  # type: ignore[no-any-return]


def _imports_around(tree: ast.Module, node: ast.ClassDef) -> Iterator[ast.stmt]:
    """The imports of the functions that a class is defined in."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) and node in ast.walk(function):
            yield from (one for one in function.body if isinstance(one, ast.Import | ast.ImportFrom))
