"""What two signatures accept, checked against Python itself: whatever is not reported still binds as it did."""

import inspect
import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stability_checker.compare.context import Context
from stability_checker.model.api import Function
from stability_checker.model.bump import Bump
from tests.stability_checker.comparing import collected, described, found_between

NAMES = ("a", "b", "c")


@st.composite
def signatures(draw: st.DrawFn) -> str:
    """A signature of a few parameters, of every kind that fits."""
    names = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=3))
    cut = sorted(draw(st.lists(st.integers(0, len(names)), min_size=2, max_size=2)))
    first_default = draw(st.integers(0, len(names)))
    shown = [f"{name}={place}" if place >= first_default else name for place, name in enumerate(names)]
    only, normal, keyword = shown[: cut[0]], shown[cut[0] : cut[1]], shown[cut[1] :]
    parts = [*only, "/"] if only else []
    parts += normal
    rest = draw(st.booleans())
    parts += ["*rest"] if rest else ["*"] if keyword else []
    parts += keyword
    return ", ".join(parts)


def calls() -> Iterator[tuple[tuple[int, ...], dict[str, int]]]:
    """Calls with up to three positional arguments and every set of keywords."""
    for count in range(4):
        for chosen in itertools.chain.from_iterable(itertools.combinations(NAMES, size) for size in range(4)):
            yield tuple(range(10, 10 + count)), {name: 20 + place for place, name in enumerate(chosen)}


def accepted(signature: str) -> list[tuple[tuple[int, ...], dict[str, int]]]:
    namespace: dict[str, Any] = {}
    exec(f"def f({signature}): ...", namespace)
    shape = inspect.signature(namespace["f"])
    return [call for call in calls() if _binds(shape, call)]


def _binds(shape: inspect.Signature, call: tuple[tuple[int, ...], dict[str, int]]) -> bool:
    try:
        shape.bind(*call[0], **call[1])
    except TypeError:
        return False
    return True


@settings(max_examples=60, deadline=None)
@given(old=signatures(), new=signatures())
def test_a_change_below_major_refuses_no_call(old: str, new: str) -> None:
    found = found_between({"pkg/__init__.py": f"def f({old}): ...\n"}, {"pkg/__init__.py": f"def f({new}): ...\n"})
    if Bump.of(each.level for each in found) is not Bump.MAJOR:
        still = accepted(new)
        assert [call for call in accepted(old) if call not in still] == []


@settings(max_examples=40, deadline=None)
@given(old=signatures(), new=signatures())
def test_more_accepted_calls_are_no_removal(old: str, new: str) -> None:
    found = found_between({"pkg/__init__.py": f"def f({old}): ...\n"}, {"pkg/__init__.py": f"def f({new}): ...\n"})
    refused = [call for call in accepted(old) if call not in accepted(new)]
    loud = {"parameter_removed", "parameter_default_removed", "call_refused"}
    if not refused:
        assert [each.rule for each in found if each.rule in loud] == []


def test_a_forwarded_keyword_is_followed_through_classes() -> None:
    code = """
class _Base:
    def __init__(self, depth=1, **options):
        self.width = options.pop("width", 1)
class K(_Base):
    def __init__(self, **options):
        super().__init__(**options)
"""
    package = collected({"pkg/__init__.py": code})
    context = Context(package, package)
    method = package.objects["pkg.K.__init__"]
    assert isinstance(method, Function)
    callee = context.callees[0].of(method)
    assert callee.names_keyword("depth")
    assert callee.names_keyword("width")
    assert not callee.names_keyword("height")


@pytest.mark.parametrize(
    ("old", "new", "member"),
    [("a, b", "b", "a"), ("a=1, *, b=2", "a=1", "b"), ("a, /, b=1", "a, /", "b")],
)
def test_a_removed_parameter_is_named(old: str, new: str, member: str) -> None:
    found = found_between({"pkg/__init__.py": f"def f({old}): ...\n"}, {"pkg/__init__.py": f"def f({new}): ...\n"})
    assert ("parameter_removed", member) in {(each.rule, each.member) for each in found}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("body: T", "env, raw_body: T", {"renamed"}),
        ("raw_body: T", "env: int, body: T", {"renamed"}),
        ("body: T", "env: int, raw_body: str", {"removed"}),
        ("body: T", "env: int, payload: T", {"removed"}),
        ("body: T", "env: int, raw_body: T = 1", {"removed"}),
        ("body: T", "env: int, raw_body: T, body_text: T", {"removed"}),
        ("body: T, old_raw_body: T", "env: int, raw_body: T", {"removed", "renamed"}),  # by place
        ("body: T", "env: int, raw_body: T, body: T", set()),
    ],
)
def test_a_parameter_behind_a_new_one_is_known_by_its_type_and_a_word_of_its_name(
    old: str, new: str, told: set[str]
) -> None:
    sides = [{"pkg/__init__.py": f"class T: ...\ndef f({each}): ...\n"} for each in (old, new)]
    rules = {each.rule for each in found_between(*sides)}
    assert rules & {"parameter_renamed", "parameter_removed"} == {f"parameter_{each}" for each in told}


def test_it_is_the_longer_name_that_it_was_renamed_to() -> None:
    sides = [{"pkg/__init__.py": f"def f({each}): ...\n"} for each in ("body: bytes", "env, raw_body: bytes")]
    assert {(described(each), each.renamed_to) for each in found_between(*sides)} == {
        ("parameter_added_required pkg.f(env)", None),
        ("parameter_renamed pkg.f(body)", "raw_body"),
    }
