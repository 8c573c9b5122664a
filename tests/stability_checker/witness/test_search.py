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
            [("pkg.K.call", "it refuses the call (a=..., b=...)")],
        ),
        ("class A: ...\nclass K(A): ...\n", "class A: ...\nclass K: ...\n", []),
        ("def f(a, b): ...\nclass K:\n    def m(self): ...\n", "def f(a): ...\nclass K: ...\n", []),
        ("def f(): ...\n", "async def f(): ...\n", []),
        ("def f(): ...\n", "def f(a=1): ...\n", []),
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
