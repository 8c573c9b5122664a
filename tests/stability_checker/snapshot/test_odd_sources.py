"""Nothing that a file can hold stops the collection: problems are named with file and line, the rest is there."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from stability_checker.model.api import Function, Package
from stability_checker.snapshot import collect_package, encode

Collect = Callable[[Mapping[str, str]], Package]


def test_a_syntax_error_is_a_problem_with_file_and_line(collect: Collect) -> None:
    package = collect({"__init__.py": "", "bad.py": "x = 1\ndef f(:\n", "good.py": "y = 1"})
    assert len(package.problems) == 1
    assert package.problems[0].startswith("pkg/bad.py:2: ")
    assert "pkg.good.y" in package.objects


NEWER = {
    "type parameters": ((3, 12), "class K[T]: ...", "PEP 695"),
    "of a function": ((3, 12), "async def f[T](x: T) -> T: ...", "PEP 695"),
    "with a default": ((3, 13), "class K[T = int]: ...", "PEP 696"),
    "type statement": ((3, 12), "if True:\n    type X[T] = list[T]", "PEP 695"),
    "same quotes": ((3, 12), "x = f'{y['a']}'", "PEP 701"),
    "backslash": ((3, 12), "x = f'{\"\\n\".join(y)}'", "PEP 701"),
    "bare except": ((3, 14), "try: x = 1\nexcept ValueError, KeyError: x = 2", "PEP 758"),
    "template string": ((3, 14), "x = t'{y}'", "PEP 750"),
}


@pytest.mark.parametrize(("since", "code", "origin"), NEWER.values(), ids=NEWER)
def test_a_newer_grammar_is_named_with_the_python_that_reads_it(
    collect: Collect, since: tuple[int, int], code: str, origin: str
) -> None:
    problems = collect({"__init__.py": "", "new.py": code}).problems
    if sys.version_info >= since:
        assert problems == ()
    else:
        assert len(problems) == 1
        assert f"{origin}, is read by Python 3.{since[1]} and later alone" in problems[0]


def test_a_file_that_is_no_text_is_a_problem(tmp_path: Path) -> None:
    folder = tmp_path / "pkg"
    folder.mkdir()
    (folder / "__init__.py").write_text("x = 1")
    (folder / "binary.py").write_bytes(b"\0\xff\xfe")
    package = collect_package(tmp_path, "pkg")
    assert [problem.partition(":")[0] for problem in package.problems] == ["pkg/binary.py"]
    assert "pkg.x" in package.objects


def test_compiled_modules_are_noted_unless_a_stub_describes_them(tmp_path: Path) -> None:
    folder = tmp_path / "pkg"
    folder.mkdir()
    for name in ("__init__.py", "fast.cpython-311-x86_64-linux-gnu.so", "known.abi3.so", "known.pyi"):
        (folder / name).write_text("def f(): ..." if name.endswith(".pyi") else "")
    package = collect_package(tmp_path, "pkg")
    assert package.notes == ("Passed over 1 compiled modules without a stub: pkg.fast.",)
    assert package.objects["pkg.known.f"].public


ODD = [
    {"__init__.py": "from .a import *", "a.py": "from .b import *", "b.py": "from .a import *\nfrom . import *"},
    {"__init__.py": "from .a import x", "a.py": "from .b import x", "b.py": "from .a import x"},
    {"__init__.py": "class A(B): ...\nclass B(A): ...\nclass K(A): ..."},
    {"__init__.py": "__all__ = [n for n in globals() if n[0] != '_']\nx = 1"},
    {"__init__.py": "__all__ = __all__ + ['x']\n__all__ += unknown\nx = 1"},
    {"__init__.py": "a = b\nb = a\nc = c\nd = d.e"},
    {"__init__.py": "X = " + "(" * 150 + "1" + ")" * 150},
    {"__init__.py": "def f(x: " + "list[" * 90 + "int" + "]" * 90 + "): ..."},
    {"__init__.py": "X = " + " + ".join(["1"] * 800)},
    {"__init__.py": "def f(x: 'not a type ((', y: 'a\\nb', z: f'{1}'): ..."},
    {"__init__.py": "import pkg.pkg as pkg\nfrom .... import toohigh\nfrom . import missing"},
    {"__init__.py": "def __getattr__(*names): ...\ndef __dir__(): ..."},
    {"__init__.py": "class K:\n  def m(): ...\n  @m.setter\n  def m(): ...\n  @undefined.setter\n  def n(): ..."},
    {"__init__.py": "from enum import Enum\nclass E(Enum):\n  A = auto()\n  B = object()\nclass F(E, E): ..."},
    {"__init__.py": "from typing import NamedTuple, TypedDict\nN = NamedTuple('N', fields)\nT = TypedDict('T', {**x})"},
    {"__init__.py": "match x:\n  case 1:\n    y = 2\ntry:\n  z = 1\nexcept* ValueError:\n  z = 2"},
]


@pytest.mark.parametrize("files", ODD)
def test_odd_code_is_collected(collect: Collect, files: dict[str, str]) -> None:
    package = collect({**files, "kept.py": "y = 1"})
    assert package.problems == ()
    assert package.objects["pkg.kept.y"].public
    assert encode(package) == encode(collect(files))


@pytest.mark.parametrize("odd", ["\f", "\v", "\x1c", "\u2028", "\x85"], ids=ascii)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=ascii)
def test_characters_that_end_no_line_move_no_body(tmp_path: Path, odd: str, end: str) -> None:
    plain, strange = (_function_below(tmp_path / str(number), above, end) for number, above in enumerate(("", odd)))
    assert plain.raises == ("LookupError",)
    assert (strange.raises, strange.fingerprint) == (plain.raises, plain.fingerprint)


def _function_below(folder: Path, comment: str, end: str) -> Function:
    """`f` as it is collected from a file whose first line holds `comment`."""
    lines = [f"# {comment}", "def f(a=None):", "    if a is not None:", "        raise LookupError", "def g(b): ..."]
    (folder / "pkg").mkdir(parents=True)
    (folder / "pkg" / "__init__.py").write_bytes(end.join(lines).encode())
    function = collect_package(folder, "pkg").objects["pkg.f"]
    assert isinstance(function, Function)
    return function
