"""The search finds at run time what cannot be read in the source, and is silent about what findings name."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from stability_checker.judge import compare
from stability_checker.witness.search import search
from tests.stability_checker.comparing import collected
from tests.stability_checker.witness.trees import installed


def missed(folder: Path, old: Mapping[str, str], new: Mapping[str, str]) -> list[tuple[str, str]]:
    versions = collected(old), collected(new)
    environments = installed(folder / "old", old), installed(folder / "new", new)
    return [(each.symbol, each.message) for each in search(compare(*versions), versions, environments)]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "class K: ...\nfor each in ('a', 'b'): setattr(K, each, lambda self: None)\n",
            "class K: ...\nfor each in ('a',): setattr(K, each, lambda self: None)\n",
            [("pkg.K.b", "it is gone")],
        ),
        (
            "def made(): return lambda a, b=None: None\nclass K:\n    call = made()\n",
            "def made(): return lambda a: None\nclass K:\n    call = made()\n",
            [("pkg.K.call", "it refuses the call (b=...)")],
        ),
        ("class A: ...\nclass K(A): ...\n", "class A: ...\nclass K: ...\n", []),
        ("def f(a, b): ...\nclass K:\n    def m(self): ...\n", "def f(a): ...\nclass K: ...\n", []),
        ("def f(): ...\n", "async def f(): ...\n", []),
        ("def f(): ...\n", "def f(a=1): ...\n", []),
        # A constant that another one follows is no part of it.
        (
            "globals().update(a=1, b=2, c=3, __all__=['a', 'b', 'c'])\n",
            "globals().update(c=3, __all__=['c'])\n",
            [("pkg.a", "it is gone"), ("pkg.b", "it is gone")],
        ),
        # The receiver is nobody's to name.
        ("class K(dict):\n    def get(self, key, default=None, /): ...\n", "class K(dict): ...\n", []),
        # A metaclass answers.
        (
            "class K: ...\nK.a = K.b = 1\n",
            "class M(type):\n    def __getattr__(self, name): return {'a': 1}[name]\nclass K(metaclass=M): ...\n",
            [("pkg.K.b", "it is gone")],
        ),
        # None on the class was a placeholder for what the instances have.
        ("class K:\n    a = None\n", "class K:\n    def __init__(self): self.a = 1\n", []),
    ],
)
def test_what_no_finding_names_is_listed(tmp_path: Path, old: str, new: str, expected: list[tuple[str, str]]) -> None:
    assert missed(tmp_path, {"pkg/__init__.py": old}, {"pkg/__init__.py": new}) == expected


def test_a_package_that_cannot_be_imported_is_no_package_without_breaks(tmp_path: Path) -> None:
    broken = {"pkg/__init__.py": "import os; os._exit(3)\n"}
    assert missed(tmp_path, broken, broken) == [
        ("pkg", "the old version could not be imported, so nothing was searched")
    ]


def test_an_object_that_cannot_be_looked_at_hides_no_other(tmp_path: Path) -> None:
    lazy = "class _Lazy:\n    def __getattribute__(self, name): raise RuntimeError\nlazy = _Lazy()\n"
    old = f"{lazy}class K: ...\nsetattr(K, 'm', lambda self: None)\n"
    new = f"{lazy}class K: ...\n"
    assert missed(tmp_path, {"pkg/__init__.py": old}, {"pkg/__init__.py": new}) == [("pkg.K.m", "it is gone")]


def test_what_all_heirs_lose_is_one_loss(tmp_path: Path) -> None:
    heirs = "".join(f"class {name}(B): ...\n" for name in "CDE")
    made = "import abc\nclass A: ...\nB = type('B', ({bases}), {{'__module__': 'pkg'}})\n"
    old, new = made.format(bases="A,") + heirs, made.format(bases="") + heirs
    assert missed(tmp_path, {"pkg/__init__.py": old}, {"pkg/__init__.py": new}) == [
        ("pkg.B", "it no longer inherits from pkg.A")
    ]


def test_heirs_of_a_class_that_is_gone_are_told_with_it(tmp_path: Path) -> None:
    old = {"pkg/__init__.py": "class A: ...\nclass B(A): ...\nclass C(A): ...\n"}
    new = {"pkg/__init__.py": "class B: ...\nclass C: ...\n"}
    (seen,) = breaks_seen(tmp_path, old, new)
    assert seen == ("pkg.A", "it is gone")


def test_one_object_under_two_names_is_told_once(tmp_path: Path) -> None:
    old = {"pkg/__init__.py": "from pkg.mod import f as f\n", "pkg/mod.py": "def f(): ...\n"}
    new = {"pkg/__init__.py": "", "pkg/mod.py": ""}
    assert breaks_seen(tmp_path, old, new) == [("pkg.f", "it is gone")]


def breaks_seen(folder: Path, old: Mapping[str, str], new: Mapping[str, str]) -> list[tuple[str, str]]:
    """All breaks of both versions, each cause once, whether or not a finding names them."""
    versions = collected(old), collected(new)
    environments = installed(folder / "old", old), installed(folder / "new", new)
    return [(each.symbol, each.message) for each in search((), versions, environments)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("import no_such\n", []),
        ("try: import no_such\nexcept ImportError: raise ImportError('install it') from None\n", []),
        ("raise RuntimeError\n", [("pkg.mod", "it can no longer be imported (RuntimeError)")]),
    ],
)
def test_a_module_that_asks_for_what_is_not_installed_has_not_broken(
    tmp_path: Path, body: str, expected: list[tuple[str, str]]
) -> None:
    old = {"pkg/__init__.py": "", "pkg/mod.py": "def f(): ...\n"}
    assert breaks_seen(tmp_path, old, {"pkg/__init__.py": "", "pkg/mod.py": body}) == expected
