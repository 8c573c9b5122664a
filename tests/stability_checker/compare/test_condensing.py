"""One cause is one finding: what overrides and heirs went through with their base is told at the base."""

import pytest

from stability_checker.model.finding import Finding
from tests.stability_checker.comparing import described, found_between

_BASE = "class Base:\n    x = 1\n    def m(self, a): ...\n    def __init__(self, a): ...\n"
_HEIRS = "class Heir(Base):\n    x = 2\n    def m(self, a, extra=1): ...\n    def __init__(self, a): ...\n"
_MORE = "class Last(Heir):\n    def m(self, a): ...\nclass Other:\n    x = 3\n    def m(self, a): ...\n"
LIBRARY = _BASE + _HEIRS + _MORE


def _after(*replacements: tuple[str, str]) -> dict[str, Finding]:
    new = LIBRARY
    for before, after in replacements:
        new = new.replace(before, after)
    return {described(each): each for each in found_between({"pkg/__init__.py": LIBRARY}, {"pkg/__init__.py": new})}


@pytest.mark.parametrize(
    ("change", "told", "aliases"),
    [
        (("(self, a", "(self, b"), "parameter_renamed pkg.Base.m(a)", ("pkg.Heir.m", "pkg.Last.m")),
        (("def m", "def _m"), "method_removed pkg.Base.m", ("pkg.Heir.m", "pkg.Last.m")),
        (("x =", "_x ="), "attribute_removed pkg.Base.x", ("pkg.Heir.x",)),
    ],
)
def test_a_base_speaks_for_the_overrides_of_its_heirs(
    change: tuple[str, str], told: str, aliases: tuple[str, ...]
) -> None:
    found = _after(change)
    assert found[told].subclasses == ("pkg.Heir", "pkg.Last")
    assert found[told].aliases == aliases
    assert not {each.symbol for each in found.values()} & {"pkg.Heir.m", "pkg.Last.m", "pkg.Heir.x"}


def test_an_unrelated_class_and_each_constructor_speak_for_themselves() -> None:
    found = _after(("(self, a", "(self, b"))
    assert "parameter_renamed pkg.Other.m(a)" in found
    assert {f"parameter_renamed pkg.{each}.__init__(a)" for each in ("Base", "Heir")} <= found.keys()


def test_an_override_that_went_another_way_is_told_apart() -> None:
    found = _after(("m(self, a, extra", "m(self, first, extra"), ("m(self, a)", "m(self, b)"))
    assert found["parameter_renamed pkg.Base.m(a)"].subclasses == ("pkg.Last",)
    assert found["parameter_renamed pkg.Heir.m(a)"].renamed_to == "first"


_CHAIN = (
    "from typing import Self\n"
    "class Frame:\n"
    "    def __neg__(self) -> Self: ...\n"
    "    def head(self) -> Self: ...\n"
    "    def tail(self) -> Self: ...\n"
    "    def size(self) -> Self: ...\n"
    "class Table:\n"
    "    def head(self) -> Self: ...\n"
)


def test_one_method_speaks_for_all_of_its_class_that_no_longer_promise_self() -> None:
    new = _CHAIN.replace("-> Self", "-> 'Frame'", 3).replace("-> Self", "-> int", 1).replace("-> Self", "-> 'Table'")
    found = found_between({"pkg/__init__.py": _CHAIN}, {"pkg/__init__.py": new})
    told = {described(each): each for each in found}
    assert sorted(told) == [
        "return_type_changed pkg.Frame.size",
        "return_type_widened pkg.Frame.head",
        "return_type_widened pkg.Table.head",
    ]
    speaker = told["return_type_widened pkg.Frame.head"]
    assert speaker.aliases == ("pkg.Frame.__neg__", "pkg.Frame.tail")
    assert speaker.subclasses == ()
    assert "2 others of the class: `tail`, `__neg__`." in speaker.message
    assert "others" not in told["return_type_widened pkg.Table.head"].message


def test_methods_that_promised_self_are_lost_each_for_itself() -> None:
    found = found_between({"pkg/__init__.py": _CHAIN}, {"pkg/__init__.py": _CHAIN.replace("def head", "def _head")})
    assert {each.symbol for each in found if each.rule == "method_removed"} == {"pkg.Frame.head", "pkg.Table.head"}
    found = found_between({"pkg/__init__.py": _CHAIN}, {"pkg/__init__.py": "class Frame: ...\nclass Table: ...\n"})
    assert len([each for each in found if each.rule == "method_removed"]) == 5


def test_what_both_constructors_went_through_is_told_of_one() -> None:
    old = "class K:\n    def __new__(cls, a, b: int = 1): ...\n    def __init__(self, a, b: 'int' = 1, c=2): ...\n"
    new = "class K:\n    def __new__(cls, a): ...\n    def __init__(self, a): ...\n"
    found = [each for each in found_between({"pkg/__init__.py": old}, {"pkg/__init__.py": new}) if each.level > 0]
    told = {described(each): each.aliases for each in found if each.rule == "parameter_removed"}
    assert told == {
        "parameter_removed pkg.K.__init__(b)": ("pkg.K.__new__",),
        "parameter_removed pkg.K.__init__(c)": (),
    }


def test_what_only_one_constructor_went_through_is_told_of_that() -> None:
    old = "class K:\n    def __new__(cls, a, b=1): ...\n    def __init__(self, *args): ...\n"
    found = found_between({"pkg/__init__.py": old}, {"pkg/__init__.py": old.replace("a, b=1", "a")})
    assert "parameter_removed pkg.K.__new__(b)" in {described(each) for each in found}
