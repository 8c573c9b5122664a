"""What is recorded of functions, classes, properties and modules: a source, a path, and the fields it must have."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from stability_checker.model.api import Package

Collect = Callable[[Mapping[str, str]], Package]

FUNCTIONS: list[tuple[str, dict[str, Any]]] = [
    ("async def f(): ...", {"flavour": "async"}),
    ("def f():\n  yield 1", {"flavour": "generator"}),
    ("def f():\n  def g():\n    yield 1", {"flavour": "plain"}),
    ("async def f():\n  yield 1", {"flavour": "async generator"}),
    ("import contextlib\n@contextlib.contextmanager\ndef f():\n  yield", {"flavour": "context manager"}),
    ("from functools import lru_cache\n@lru_cache(1)\ndef f(): ...", {"decorators": ("functools.lru_cache",)}),
    ("def f(**kw):\n  a = kw.pop('a')\n  b = kw['b']\n  if kw:\n    raise TypeError(kw)",
     {"absorbs": ("a", "b"), "rejects_unknown": True, "raises": ("TypeError",)}),
    ("def g(): ...\ndef f(*a, **kw):\n  return g(*a, **kw)", {"forwards": ("pkg.g",)}),
    ("def f():\n  '''Do.\n\n  :raises KeyError: never\n  '''\n  raise ValueError",
     {"raises": ("KeyError", "ValueError")}),
    ("def f():\n  '''Do.\n\n  Raises:\n      KeyError: when it\n          pleases.\n  '''", {"raises": ("KeyError",)}),
    ("def f():\n  pass", {"fingerprint": None}),
    ("from typing import overload\n@overload\ndef f(x: int): ...\n@overload\ndef f(x: str): ...\ndef f(x): ...",
     {"overloads": 2}),
]  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), FUNCTIONS)
def test_function_is_described(collect: Collect, source: str, expected: dict[str, Any]) -> None:
    found = collect({"__init__.py": source}).objects["pkg.f"]
    actual = {name: getattr(found, name) for name in expected}
    if "overloads" in actual:
        actual["overloads"] = len(actual["overloads"])
    assert actual == expected


ABSTRACT = "class _A(abc.ABC):\n  @abc.abstractmethod\n  def m(self): ..."

CLASSES: list[tuple[str, dict[str, Any]]] = [
    ("class K(object): ...", {"ancestors": (), "slots": None}),
    ("class K(ValueError): ...", {"ancestors": ("ValueError", "Exception", "BaseException")}),
    ("class _A: ...\nclass B(_A): ...\nclass K(B, _A): ...", {"ancestors": ("pkg.B", "pkg._A")}),
    ("class K(K): ...", {"ancestors": ()}),
    (f"{ABSTRACT}\nclass K(_A): ...", {"abstract_methods": ("m",)}),
    (f"{ABSTRACT}\nclass K(_A):\n  m = None", {"abstract_methods": ()}),
    ("import collections.abc\nclass K(collections.abc.Sized): ...", {"abstract_methods": ("__len__",)}),
    ("class K:\n  __slots__ = ('b', 'a')", {"slots": ("a", "b")}),
    ("class K:\n  def __init_subclass__(cls):\n    raise TypeError", {"guards_subclassing": True}),
    ("from typing import Generic, TypeVar\nT = TypeVar('T')\nclass K(Generic[T]): ...", {"type_parameters": ("T",)}),
    ("from typing import final\n@final\nclass K: ...", {"final": True, "decorators": ()}),
    ("class K(metaclass=abc.ABCMeta): ...", {"metaclass": "abc.ABCMeta"}),
    ("from typing import Protocol, runtime_checkable\n@runtime_checkable\nclass K(Protocol): ...",
     {"family": "protocol", "options": {"runtime": True}}),
    ("from dataclasses import dataclass\n@dataclass(frozen=True)\nclass K:\n  a: int\n  b: str = 'x'",
     {"family": "dataclass", "options": {"frozen": True}, "match_args": ("a", "b")}),
    ("import enum\nclass K(enum.Enum):\n  A = 1", {"family": "enum"}),
]  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), CLASSES)
def test_class_is_described(collect: Collect, source: str, expected: dict[str, Any]) -> None:
    found = collect({"__init__.py": f"import abc\n{source}"}).objects["pkg.K"]
    assert {name: getattr(found, name) for name in expected} == expected


KEYWORD_BASE = "from dataclasses import dataclass, KW_ONLY\n@dataclass\nclass _B:\n  a: int\n  _: KW_ONLY\n  b: int"
FIELDS = [
    ("from dataclasses import *\n@dataclass\nclass K:\n  a: int\n  b: int = field(init=False)", ["a"]),
    ("from dataclasses import field, dataclass\n@dataclass\nclass K:\n  a: int = field(default=1)", ["a=1"]),
    (f"{KEYWORD_BASE}\n@dataclass\nclass K(_B):\n  c: int", ["a", "c", "*b"]),
    ("import attr\n@attr.s\nclass K:\n  _a = attr.ib()\n  b = attr.ib(default=2)", ["a", "b=2"]),
    ("from attrs import define, field\n@define\nclass K:\n  a: int\n  b: int = field(alias='c')", ["a", "c"]),
    ("from typing import NamedTuple\nclass K(NamedTuple):\n  a: int\n  b: int = 1", ["a", "b=1"]),
    ("from collections import namedtuple\nK = namedtuple('K', 'a, b')", ["a", "b"]),
    ("from collections import namedtuple\nclass K(namedtuple('K', ['a', 'b'])): ...", ["a", "b"]),
    ("from typing import *\nclass K(TypedDict):\n  a: int\n  b: NotRequired[int]", ["*a", "*b=..."]),
    ("from pydantic import BaseModel, Field\nclass K(BaseModel):\n  a: int\n  b: int = Field(...)\n  c: int = 3",
     ["*a", "*b", "*c=3"]),
]  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), FIELDS)
def test_fields_of_data_models_are_the_constructors(collect: Collect, source: str, expected: list[str]) -> None:
    found = collect({"__init__.py": source}).objects["pkg.K"]
    fields = [
        ("*" if field.kind.name == "KEYWORD_ONLY" else "")
        + field.name
        + (f"={field.default}" if field.default is not None else "")
        for field in getattr(found, "fields", ())
    ]
    assert fields == expected


def test_auto_numbers_enum_members(collect: Collect) -> None:
    objects = collect(
        {"__init__.py": "from enum import *\nimport enum\nclass K(enum.Enum):\n  A = 3\n  B = enum.auto()"}
    ).objects
    assert [getattr(objects[f"pkg.K.{name}"], "value", None) for name in "AB"] == ["3", "4"]


PROPERTIES: list[tuple[str, dict[str, Any]]] = [
    ("@property\n  def p(self) -> int: ...", {"annotation": "int", "settable": False, "cached": False}),
    ("@property\n  def p(self): ...\n  @p.setter\n  def p(self, v): ...", {"settable": True, "deletable": False}),
    ("import functools\n  @functools.cached_property\n  def p(self): ...", {"cached": True, "settable": True}),
    ("def get(self): ...\n  p = property(get, None, get)", {"settable": False, "deletable": True}),
]


@pytest.mark.parametrize(("source", "expected"), PROPERTIES)
def test_property_is_described(collect: Collect, source: str, expected: dict[str, Any]) -> None:
    found = collect({"__init__.py": f"import functools\nclass K:\n  {source}"}).objects["pkg.K.p"]
    assert {name: getattr(found, name) for name in expected} == expected


def test_instance_attributes_are_found_in_every_method(collect: Collect) -> None:
    source = "class K:\n  def __init__(self):\n    self.a, self._b = 1, 2\n  def _more(self):\n    self.c: int = 3"
    objects = collect({"__init__.py": source}).objects
    assert {path for path in objects if path.startswith("pkg.K.")} == {"pkg.K.__init__", "pkg.K.a", "pkg.K.c"}
    assert getattr(objects["pkg.K.c"], "annotation", None) == "int"


DEPRECATED = [
    ("import warnings\ndef f():\n  warnings.warn('f is deprecated since 1.2', DeprecationWarning)", "warning", "1.2"),
    ("from typing_extensions import deprecated\n@deprecated('use g')\ndef f(): ...", "decorator", None),
    ("def f():\n  '''Do.\n\n  .. deprecated:: 3.0\n     Use g.\n  '''", "docstring", "3.0"),
]


@pytest.mark.parametrize(("source", "how", "since"), DEPRECATED)
def test_deprecation_is_read(collect: Collect, source: str, how: str, since: str | None) -> None:
    found = collect({"__init__.py": source}).objects["pkg.f"].deprecated
    assert found is not None
    assert (found.how, found.since) == (how, since)


def test_a_warning_that_not_every_call_reaches_deprecates_a_parameter_only(collect: Collect) -> None:
    source = "import warnings\ndef f(x=None):\n  if x is not None:\n    warnings.warn('x', DeprecationWarning)"
    found = collect({"__init__.py": source}).objects["pkg.f"]
    assert found.deprecated is None
    assert getattr(found, "signature").parameters[0].deprecated is not None  # noqa: B009


def test_both_branches_together_are_unconditional(collect: Collect) -> None:
    source = "import sys\nif sys.version_info > (3, 12):\n  def f(): ...\n  def g(): ...\nelse:\n  def f(): ..."
    objects = collect({"__init__.py": source}).objects
    assert objects["pkg.f"].conditions == ()
    assert objects["pkg.g"].conditions == ("sys.version_info > (3, 12)",)


def test_a_package_knows_what_importing_it_loads(collect: Collect) -> None:
    package = collect({"__init__.py": "from . import a", "a.py": "import pkg.b", "b.py": "", "c.py": ""})
    assert getattr(package.objects["pkg"], "loads", ()) == ("a", "b")


def test_a_stub_beside_a_module_says_the_types(collect: Collect) -> None:
    files = {
        "__init__.py": "",
        "m.py": "def f(x=1): ...\ndef g(a): ...",
        "m.pyi": "def f(x: int = ...) -> str: ...\ndef g(b): ...",
    }
    objects = collect(files).objects
    f, g = objects["pkg.m.f"], objects["pkg.m.g"]
    assert getattr(f, "signature").parameters[0].annotation == "int"  # noqa: B009
    assert getattr(f, "signature").parameters[0].value == "1"  # noqa: B009
    assert getattr(f, "runtime") is None  # noqa: B009
    assert getattr(g, "runtime") is not None  # noqa: B009
