"""Since when a removal was announced: the oldest release of the unbroken row before it that says so."""

import pytest
from msgspec.structs import replace

from stability_checker.judge import compare
from stability_checker.model.api import Package
from stability_checker.notice import dated
from tests.stability_checker.comparing import collected

OVERLOADS = """
from typing import overload
@overload
def f(a): ...
@overload
@deprecated("order")
def f(b, a): ...
def f(*args): ...
"""

ANNOUNCED = {
    "function": ("@deprecated('x')\ndef f(): ...\n", "x: int = 1\n", "pkg.f"),
    "method of a class": ("class K:\n  @deprecated('x')\n  def f(self): ...\n", "class K: ...\n", "pkg.K.f"),
    "parameter": (
        "def f(a, *, b=None):\n  if b is not None:\n    warnings.warn('x', DeprecationWarning)\n",
        "def f(a): ...\n",
        "pkg.f(b)",
    ),
    "attribute that keeps a parameter": (
        (
            "class K:\n  a: int\n  def __init__(self, a=None):\n"
            "    if a:\n      warnings.warn('x', DeprecationWarning)\n"
            "    self.a = a\n"
        ),
        "class K:\n  def __init__(self, a=None): ...\n",
        "pkg.K.a",
    ),
    "one form of a call": (OVERLOADS, "def f(a): ...\n", "pkg.f(args)"),
}
HEAD = "import warnings\nfrom warnings import deprecated\n"


def release(version: str, source: str) -> Package:
    package = collected({"pkg/__init__.py": HEAD + source})
    return replace(package, metadata=replace(package.metadata, version=version))


@pytest.mark.parametrize(("before", "after", "subject"), ANNOUNCED.values(), ids=ANNOUNCED)
def test_a_removal_is_dated_by_the_first_release_that_announced_it(before: str, after: str, subject: str) -> None:
    old = release("1.3", before)
    silent = before.replace("@deprecated('x')", "").replace('@deprecated("order")', "").replace("Deprecation", "User")
    releases = [old, release("1.2", before), release("1.1", silent), release("1.0", before)]
    found = [each for each in compare(old, release("2.0", after)) if each.rule.endswith("_removed")]
    assert {each.deprecated_since for each in dated(found, releases) if each.subject == subject} == {"1.2"}
    assert {each.deprecated_since for each in dated(found, [old]) if each.subject == subject} == {"1.3"}
