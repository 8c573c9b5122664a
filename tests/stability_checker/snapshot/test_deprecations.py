"""Where code and docstrings announce an end: the source, the path, and what is announced with which words."""

import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from stability_checker.model.api import Deprecation, Function, Package
from stability_checker.snapshot.collect.docstrings import documented_errors

Collect = Callable[[Mapping[str, str]], Package]
WARN = "import warnings\n"

OBJECTS: dict[str, tuple[str, str, Deprecation | None]] = {
    "a constant of the module in the message": (
        ("from warnings import deprecated\n_USE = 'is old since 1.4. Use {}.'\n"
        "@deprecated(f'`f` {_USE.format(\"g\")}')\ndef f(): ..."),
        "pkg.f",
        Deprecation("decorator", "`f` is old since 1.4. Use g.", "1.4"),
    ),
    "a message put together and kept in a variable": (
        WARN + "def f(x):\n  m = 'Old, ' + f'use {x} ' + 'g %d' % 2\n  warnings.warn(m, DeprecationWarning)",
        "pkg.f",
        Deprecation("warning", "Old, use … g 2"),
    ),
    "a module that warns when it is imported": (
        WARN + "warnings.warn('gone soon', DeprecationWarning)",
        "pkg",
        Deprecation("warning", "gone soon"),
    ),
    "a name that the module answers": (
        WARN + "NEW = 1\n_TABLE = {'OLD': 'NEW'}\ndef __getattr__(name):\n  new = _TABLE.get(name)\n"
        "  if new is None:\n    raise AttributeError(name)\n"
        "  warnings.warn(f'{name!r} is {new} now', DeprecationWarning)\n  return globals()[new]",
        "pkg.OLD",
        Deprecation("getattr", "'OLD' is NEW now"),
    ),
    "a name that the module keeps under another one": (
        WARN + "_OLD_X = 1\ndef __getattr__(name):\n  if (kept := globals().get(f'_OLD_{name}')) is None:\n"
        "    raise AttributeError(name)\n  warnings.warn(f'{name} is old', DeprecationWarning)\n  return kept",
        "pkg.X",
        Deprecation("getattr", "X is old"),
    ),
    "Sphinx": ("def f():\n  '''Do.\n\n  .. deprecated:: 1.2\n     Use\n     g.\n  '''", "pkg.f",
               Deprecation("docstring", "Use g.", "1.2")),
    "NumPy": ("def f():\n  '''Do.\n\n  Deprecated\n  ----------\n  1.2\n      Use g.\n  '''", "pkg.f",
              Deprecation("docstring", "Use g.", "1.2")),
    "Google": ("def f():\n  '''Do.\n\n  Deprecated:\n      1.2: Use g.\n  '''", "pkg.f",
               Deprecation("docstring", "Use g.", "1.2")),
    "a directive of a parameter is none of the function": (
        "def f(x):\n  '''Do.\n\n  Parameters\n  ----------\n  x : int\n      It.\n\n      .. deprecated:: 1.2\n  '''",
        "pkg.f",
        None,
    ),
    "a directive of an attribute is none of the class": (
        "class K:\n  '''Do.\n\n  Attributes\n  ----------\n  x : int\n      It.\n\n      .. deprecated:: 1.2\n  '''",
        "pkg.K",
        None,
    ),
    "the word alone": ("def f():\n  '''Tells deprecated names from others.'''", "pkg.f", None),
}  # fmt: skip


@pytest.mark.parametrize(("source", "path", "expected"), OBJECTS.values(), ids=OBJECTS)
def test_an_announced_end_is_read(collect: Collect, source: str, path: str, expected: Deprecation | None) -> None:
    assert collect({"__init__.py": source}).objects[path].deprecated == expected


def test_a_renamed_answer_leads_to_its_new_name(collect: Collect) -> None:
    found = collect({"__init__.py": OBJECTS["a name that the module answers"][0]}).find("pkg.OLD")
    assert found is not None
    assert found.path == "pkg.NEW"


PARAMETERS: dict[str, tuple[str, dict[str, str | None]]] = {
    "a test of one of several": (
        WARN + "def f(a, b, c):\n  if a is not None or b:\n    warnings.warn('old', DeprecationWarning)",
        {"a": "old", "b": "old"},
    ),
    "a test of two together says nothing of either": (
        WARN + "def f(a, b):\n  if a and b:\n    warnings.warn('both', DeprecationWarning)",
        {},
    ),
    "keywords that are swept up": (
        WARN + "def f(**options):\n  if options:\n    warnings.warn('old', DeprecationWarning)",
        {"options": "old"},
    ),
    "a function that warns, called because of a parameter": (
        WARN + "def _tell():\n  warnings.warn('no effect', DeprecationWarning)\n"
        "def f(a, b):\n  if a is not None:\n    _tell()\n  if b:\n    print(b)",
        {"a": "no effect"},
    ),
    "a method that warns of what it is handed": (
        WARN + "class _Base:\n  def _take(self, old, new):\n    if old is not None:\n"
        "      warnings.warn('old', DeprecationWarning)\n"
        "def f(base, x, y):\n  base.part._take(x, new=y)",
        {"x": "old"},
    ),
    "of two private functions of one name nothing is known": (
        WARN + "class A:\n  def _t(self, x):\n    if x:\n      warnings.warn('old', DeprecationWarning)\n"
        "class B:\n  def _t(self, x):\n    if x:\n      warnings.warn('new', DeprecationWarning)\n"
        "def f(a, x):\n  a._t(x)",
        {},
    ),
    "NumPy": (
        ("def f(a, b):\n  '''Do.\n\n  Parameters\n  ----------\n  a : int\n      It.\n\n      .. deprecated:: 1.2\n"
        "         Use b.\n  b : int\n      That.\n  '''"),
        {"a": "Use b."},
    ),
    "Google": ("def f(a):\n  '''Do.\n\n  Args:\n      a: Deprecated since 1.2.\n  '''", {"a": "Deprecated since 1.2."}),
}  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), PARAMETERS.values(), ids=PARAMETERS)
def test_a_deprecated_parameter_is_seen(collect: Collect, source: str, expected: dict[str, str | None]) -> None:
    function = collect({"__init__.py": source}).objects["pkg.f"]
    assert isinstance(function, Function)
    found = {each.name: each.deprecated.message for each in function.signature.parameters if each.deprecated}
    assert found == expected


@pytest.mark.parametrize(
    ("docstring", "expected"),
    [
        ("Do.\n\n:raises KeyError: when\n    it pleases\n:raises pkg.Bad: never", ["KeyError", "pkg.Bad"]),
        ("Do.\n\nRaises:\n    KeyError: when it\n        Pleases: itself.\n    OSError: no", ["KeyError", "OSError"]),
        ("Do.\n\nRaises\n------\nKeyError\n    When.\n`pkg.Bad`\n    Never.", ["KeyError", "pkg.Bad"]),
        ("Do.\n\nRaises:\n    If the file is gone.", []),
        ("Raises the bar.", []),
        (None, []),
    ],
)
def test_documented_errors_are_read_in_three_styles(docstring: str | None, expected: list[str]) -> None:
    assert documented_errors(docstring) == expected


def test_members_for_type_checkers_say_so(collect: Collect) -> None:
    source = (
        "from typing import TYPE_CHECKING\nclass K:\n  a: int\n  if TYPE_CHECKING:\n    def m(self): ...\n    b: int"
    )
    objects = collect({"__init__.py": source}).objects
    found = {path: each.conditions for path, each in objects.items() if each.conditions}
    assert found == {"pkg.K.m": ("TYPE_CHECKING",), "pkg.K.b": ("TYPE_CHECKING",)}


@pytest.mark.parametrize(("docstring", "loaded"), [("Raises the bar.", False), ("Raises:\n    KeyError: x", True)])
def test_griffe_is_loaded_only_for_a_section(tmp_path: Path, docstring: str, loaded: bool) -> None:
    (tmp_path / "pkg.py").write_text(f"def f():\n  {docstring!r}\n", encoding="utf-8")
    code = "import sys; from pathlib import Path; from stability_checker.snapshot import collect_package as collect;"
    code += f"collect(Path({str(tmp_path)!r}), 'pkg'); print('griffe' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=280)
    assert done.stdout.strip() == str(loaded)


CLASS_THAT_DESCRIBES = '''
class K:
    """A class.

    Parameters
    ----------
    size : int
        How much.

        .. deprecated:: 1.3
            Use `length`.
    """
    def __init__(self, size=None, length=None): ...
    def run(self, size=None): ...
'''


def test_the_docstring_of_a_class_speaks_of_what_its_constructor_takes(collect: Collect) -> None:
    objects = collect({"__init__.py": CLASS_THAT_DESCRIBES}).objects
    told = {}
    for name in ("__init__", "run"):
        method = objects[f"pkg.K.{name}"]
        assert isinstance(method, Function)
        told[name] = [(each.name, each.deprecated.since) for each in method.signature.parameters if each.deprecated]
    assert told == {"__init__": [("size", "1.3")], "run": []}
