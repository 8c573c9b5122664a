"""What is public and by which row of the table: files, a path, whether users may rely on it, and the reason."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from stability_checker.model.api import Metadata, Module, Package
from stability_checker.snapshot import collect_package, explain_visibility
from stability_checker.snapshot.visibility import SENTENCES, TABLE

Files = dict[str, str]

LAZY_TABLE = """
    import importlib
    _LAZY = {"late": ".impl", "later": "pkg.impl:other"}
    def __getattr__(name):
        if name in _LAZY:
            return getattr(importlib.import_module(_LAZY[name], __package__), name)
        raise AttributeError(name)
    def __dir__():
        return list(_LAZY)
"""
CHAIN = """
    import warnings
    def __getattr__(name):
        if name == "old":
            warnings.warn("old is deprecated since 2.1, use new", DeprecationWarning)
            from pkg.impl import new
            return new
        if name in ("first", "second"):
            return 1
        if name == "gone":
            raise AttributeError("gone is gone")
        raise AttributeError(name)
"""
LOADER = """
    import lazy_loader as lazy
    __getattr__, __dir__, __all__ = lazy.attach(__name__, submodules=["impl"], submod_attrs={"impl": ["f"]})
"""

LISTING = "__all__ = ['_f']\ndef _f(): ..."
ANNOUNCED = "import warnings\ndef f():\n  warnings.warn('f is deprecated', DeprecationWarning)"
MADE = """
    __all__ = []
    def _make(module):
        def __getattr__(name):
            known = {"__author__": "Author"}
            if name not in known:
                raise AttributeError(name)
            return known[name]
        return __getattr__
    __getattr__ = _make(__name__)
"""
LENT = """
    from typing import TYPE_CHECKING
    __all__ = ["connect"]
    if TYPE_CHECKING:
        from .client import connect, serve
    else:
        from .imports import lazy_import
        lazy_import(globals(), aliases={"connect": ".client"})
"""
# A lazy loader of the package's own, which is handed what it serves; type checkers see plain imports.
OWN_LOADER = """
    from typing import TYPE_CHECKING
    _ATTRIBUTES = {"impl": ["f"]}
    def _attach(package, submod_attrs):
        modules = {name: module for module, names in submod_attrs.items() for name in names}
        def __getattr__(name):
            if name in modules:
                return 1
            raise AttributeError(name)
        def __dir__():
            return list(modules)
        return __getattr__, __dir__
    __getattr__, __dir__ = _attach(__name__, submod_attrs=_ATTRIBUTES)
    if TYPE_CHECKING:
        from .impl import f, g, h
"""
FALLBACK = "try:\n  from fast import f\nexcept ImportError:\n  def f(): ..."

CASES: list[tuple[Files, str, bool, str]] = [
    ({"__init__.py": LENT, "client.py": "def connect(): ...\ndef serve(): ..."}, "pkg.connect", True, "listed"),
    ({"__init__.py": LENT, "client.py": "def connect(): ...\ndef serve(): ..."}, "pkg.serve", False, "typing only"),
    ({"__init__.py": "def f(): ..."}, "pkg.f", True, "defined"),
    ({"__init__.py": "__all__ = ['f']\ndef f(): ...\ndef g(): ..."}, "pkg.f", True, "listed"),
    ({"__init__.py": "__all__ = ['f']\ndef f(): ...\ndef g(): ..."}, "pkg.g", False, "unlisted"),
    ({"__init__.py": "__all__ = ['_f']\ndef _f(): ..."}, "pkg._f", True, "listed"),
    ({"__init__.py": "def _f(): ..."}, "pkg._f", False, "private name"),
    ({"__init__.py": "__all__ = ['f']\n__version__ = '1'\ndef f(): ..."}, "pkg.__version__", True, "version"),
    ({"__init__.py": "__all__ = ['f']", "m.py": ""}, "pkg.m", True, "submodule"),
    ({"__init__.py": "", "_m.py": "def f(): ..."}, "pkg._m.f", False, "private module"),
    ({"__init__.py": "", "space/deep/m.py": "def f(): ..."}, "pkg.space.deep.m.f", True, "defined"),
    ({"__init__.py": "from ._m import f as f", "_m.py": "def f(): ..."}, "pkg.f", True, "imported as itself"),
    ({"__init__.py": "from ._m import f", "_m.py": "def f(): ..."}, "pkg.f", True, "imported by the package"),
    ({"__init__.py": "from ._m import *", "_m.py": "def f(): ..."}, "pkg.f", True, "wildcard import"),
    ({"__init__.py": "", "a.py": "from ._m import f\nx = 1", "_m.py": "def f(): ..."}, "pkg.a.f", False, "import"),
    ({"__init__.py": "", "a.py": "from ._m import f", "_m.py": "def f(): ..."}, "pkg.a.f", True, "facade"),
    ({"__init__.py": "from typing import Any"}, "pkg.Any", False, "foreign import"),
    ({"__init__.py": "from typing import *\nx = 1"}, "pkg.x", True, "defined"),
    ({"__init__.py": "from a import b\n__all__ = ['b']"}, "pkg.b", True, "listed"),
    ({"__init__.py": "__all__ = ['a']\n__all__ += ['f']\ndef f(): ..."}, "pkg.f", True, "listed"),
    ({"__init__.py": "__all__ = []\n__all__.extend(['f'])\ndef f(): ..."}, "pkg.f", True, "listed"),
    ({"__init__.py": "from . import a\n__all__ = [*a.__all__]\nfrom .a import *", "a.py": LISTING},
     "pkg._f", True, "listed"),
    ({"__init__.py": "from .a import __all__ as names, _f\n__all__ = ['x'] + names", "a.py": LISTING},
     "pkg._f", True, "listed"),
    ({"__init__.py": "if TYPE_CHECKING:\n  from .m import T", "m.py": "class T: ..."}, "pkg.T", False, "typing only"),
    ({"__init__.py": LAZY_TABLE, "impl.py": "def late(): ...\ndef other(): ..."}, "pkg.late", True, "served"),
    ({"__init__.py": LAZY_TABLE, "impl.py": "def late(): ...\ndef other(): ..."}, "pkg.later", True, "served"),
    ({"__init__.py": CHAIN, "impl.py": "def new(): ..."}, "pkg.old", True, "served"),
    ({"__init__.py": CHAIN, "impl.py": "def new(): ..."}, "pkg.second", True, "served"),
    ({"__init__.py": LOADER, "impl.py": "def f(): ..."}, "pkg.f", True, "listed"),
    ({"__init__.py": OWN_LOADER, "impl.py": "def f(): ..."}, "pkg.f", True, "served"),
    ({"__init__.py": OWN_LOADER, "impl.py": "def g(): ..."}, "pkg.g", False, "typing only"),
    ({"__init__.py": f"{OWN_LOADER}    __all__ = ['h']", "impl.py": "def h(): ..."}, "pkg.h", True, "listed"),
    ({"__init__.py": f"__all__ = []\n{ANNOUNCED}"}, "pkg.f", True, "announced"),
    ({"__init__.py": "X = None\ntry:\n  from fast import X\nexcept ImportError: ..."}, "pkg.X", True, "defined"),
    ({"__init__.py": MADE}, "pkg.__author__", True, "served"),
    ({"__init__.py": "__all__ = ['x']\nx = 1\ntry:\n  from more import __all__ as m\nexcept: ...\n__all__ += m"},
     "pkg.x", True, "listed"),
    ({"__init__.py": "class K:\n  def m(self): ..."}, "pkg.K.m", True, "member"),
    ({"__init__.py": "class K:\n  def __len__(self): ..."}, "pkg.K.__len__", True, "special method"),
    ({"__init__.py": "from ._b import B\nclass K(B): ...", "_b.py": "class B:\n  def m(self): ..."},
     "pkg._b.B.m", True, "member"),
    ({"__init__.py": "class _B:\n  def m(self): ...\nclass K(_B): ..."}, "pkg._B.m", True, "inherited"),
    ({"__init__.py": FALLBACK}, "pkg.f", False, "foreign import"),
    ({"__init__.py": "import sys\nif sys.platform == 'win32':\n  def f(): ..."}, "pkg.f", True, "defined"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "path", "public", "reason"), CASES)
def test_path_is_public_for_its_reason(
    collect: Callable[[Mapping[str, str]], Package], files: Files, path: str, public: bool, reason: str
) -> None:
    found = collect(files).objects[path]
    assert (found.public, found.reason) == (public, reason)


ABSENT: list[tuple[Files, str]] = [
    ({"__init__.py": "", "tests/__init__.py": "x = 1"}, "pkg.tests"),
    ({"__init__.py": "", "conftest.py": "x = 1"}, "pkg.conftest"),
    ({"__init__.py": "", "test_it.py": "def test_it(): ..."}, "pkg.test_it"),
    ({"__init__.py": "", "test/test_it.py": "def test_it(): ..."}, "pkg.test"),
    ({"__init__.py": "", "_vendor/six.py": "x = 1"}, "pkg._vendor.six"),
    ({"__init__.py": "", "__main__.py": "x = 1"}, "pkg.__main__"),
    ({"__init__.py": "if __name__ == '__main__':\n  x = 1"}, "pkg.x"),
    ({"__init__.py": "class K:\n  def __nonzero__(self): ..."}, "pkg.K.__nonzero__"),
    ({"__init__.py": "class K:\n  __slots__ = ('a',)"}, "pkg.K.__slots__"),
    ({"__init__.py": CHAIN, "impl.py": "def new(): ..."}, "pkg.gone"),
]


@pytest.mark.parametrize(("files", "path"), ABSENT)
def test_what_is_no_api_is_not_read(collect: Callable[[Mapping[str, str]], Package], files: Files, path: str) -> None:
    package = collect({**files, "kept.py": "y = 1"})
    assert path not in package.objects
    assert "pkg.kept.y" in package.objects


@pytest.mark.parametrize("name", ["test.py", "testing.py", "test_support.py"])
def test_library_modules_named_like_tests_stay(collect: Callable[[Mapping[str, str]], Package], name: str) -> None:
    package = collect({"__init__.py": "", name: "def client(): ..."})
    assert package.objects[f"pkg.{name[:-3]}.client"].public


def test_an_object_has_its_shortest_name_and_all_the_others(collect: Callable[[Mapping[str, str]], Package]) -> None:
    files = {"__init__.py": "from .a import f", "a.py": "from ._b import f as f", "_b.py": "def f(): ..."}
    found = collect(files).objects["pkg._b.f"]
    assert (found.symbol, found.names) == ("pkg.f", ("pkg.a.f", "pkg.f"))


def test_a_served_name_that_warns_is_deprecated_and_leads_to_its_target(
    collect: Callable[[Mapping[str, str]], Package],
) -> None:
    package = collect({"__init__.py": CHAIN, "impl.py": "def new(): ..."})
    found = package.objects["pkg.old"]
    assert found.deprecated is not None
    assert (found.deprecated.how, found.deprecated.since) == ("getattr", "2.1")
    assert package.find("pkg.old") is package.objects["pkg.impl.new"]
    assert package.objects["pkg.first"].deprecated is None


EXPLAINED = [
    ("pkg.f", "pkg.f is public: the module's __all__ lists it."),
    (
        "pkg.a.f",
        "pkg.a.f is public, as pkg.f: the module's __all__ lists it.",
    ),
    ("pkg.g", "pkg.g is not public: the module has an __all__ that does not list it."),
    ("pkg._x", "pkg._x is not public: the leading underscore of _x makes it private."),
    ("pkg.nothing", "pkg.nothing is not public: the __all__ of pkg does not list it."),
    ("pkg.a.nothing", "pkg.a.nothing is not public: nothing of that name is bound in pkg."),
]


@pytest.mark.parametrize(("path", "sentence"), EXPLAINED)
def test_the_answer_names_the_reason(collect: Callable[[Mapping[str, str]], Package], path: str, sentence: str) -> None:
    files = {"__init__.py": "from .a import f\n__all__ = ['f']\ndef g(): ...", "a.py": "def f(): ..."}
    assert explain_visibility(collect(files), path) == sentence


def test_every_reason_has_a_sentence_of_its_own() -> None:
    assert len({row.reason for row in TABLE}) == len(TABLE)
    assert len(set(SENTENCES.values())) == len(SENTENCES)


@pytest.mark.parametrize(
    ("companion", "metadata"), [("_pkg", None), ("other", Metadata(import_names=("other", "pkg")))]
)
def test_definitions_in_a_companion_package_are_the_packages_own(
    tmp_path: Path, companion: str, metadata: Metadata | None
) -> None:
    for name, text in {"pkg": f"from {companion}.core import K", companion: ""}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text(text)
    (tmp_path / companion / "core.py").write_text("class K:\n  def m(self): ...")
    objects = collect_package(tmp_path, "pkg", metadata).objects
    found = objects[f"{companion}.core.K"]
    assert (found.symbol, found.public) == ("pkg.K", True)
    assert objects[f"{companion}.core.K.m"].symbol == "pkg.K.m"


def test_a_package_that_merely_lies_beside_is_foreign(tmp_path: Path) -> None:
    for name, text in {"pkg": "from other import K", "other": "class K: ..."}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text(text)
    assert set(collect_package(tmp_path, "pkg").objects) == {"pkg", "pkg.K"}


def test_a_module_that_hands_on_another_one_serves_all_that_stands_there(
    collect: Callable[[Mapping[str, str]], Package],
) -> None:
    files = {
        "__init__.py": "",
        "old.py": "from pkg import _new\ndef __getattr__(name):\n  return getattr(_new, name)",
        "_new/__init__.py": "from math import pi\n__all__ = ['f']\ndef f(): ...\ndef g(): ...\ndef _h(): ...",
        "_new/below.py": "",
    }
    module = collect(files).objects["pkg.old"]
    assert isinstance(module, Module)
    assert module.served == ("below", "f", "g", "pi")
