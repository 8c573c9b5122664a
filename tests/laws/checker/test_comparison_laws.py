"""Laws of comparing: a package against itself is silent, removal mirrors addition, the bump of many is the maximum."""

from hypothesis import given, settings
from hypothesis import strategies as st

from stability_checker.judge import compare, judge
from stability_checker.model.bump import Bump
from tests.stability_checker.comparing import collected, described

NAMES = st.sampled_from(["alpha", "beta", "gamma", "delta"])
DEFINITIONS = {
    "function": "def {name}(a, b=1, *rest, c, **more) -> int: ...\n",
    "class": "class {name}:\n    x: int = 1\n    def run(self, a): ...\n",
    "value": "{name}: int = 1\n",
}


@st.composite
def modules(draw: st.DrawFn) -> str:
    """The text of a module with a few definitions."""
    chosen = draw(st.dictionaries(NAMES, st.sampled_from(sorted(DEFINITIONS))))
    return "".join(DEFINITIONS[kind].format(name=name) for name, kind in sorted(chosen.items()))


@st.composite
def trees(draw: st.DrawFn) -> dict[str, str]:
    """The files of a package with one module beside its root."""
    return {"pkg/__init__.py": draw(modules()), "pkg/tools.py": draw(modules())}


@settings(max_examples=30, deadline=None)
@given(files=trees())
def test_a_package_against_itself_is_silent(files: dict[str, str]) -> None:
    assert compare(collected(files), collected(files)) == []


@settings(max_examples=30, deadline=None)
@given(old=trees(), new=trees())
def test_the_bump_of_many_is_the_maximum(old: dict[str, str], new: dict[str, str]) -> None:
    verdict = judge(collected(old), collected(new))
    assert verdict.required == max((each.level for each in verdict.findings), default=Bump.PATCH)


@settings(max_examples=30, deadline=None)
@given(old=trees(), extra=st.dictionaries(st.sampled_from(["epsilon", "zeta"]), st.sampled_from(sorted(DEFINITIONS))))
def test_swapping_old_and_new_turns_added_into_removed(old: dict[str, str], extra: dict[str, str]) -> None:
    more = "".join(DEFINITIONS[kind].format(name=name) for name, kind in sorted(extra.items()))
    new = {**old, "pkg/__init__.py": old["pkg/__init__.py"] + more}
    added = compare(collected(old), collected(new))
    removed = [each for each in compare(collected(new), collected(old)) if each.rule != "removed_without_notice"]
    assert {described(each).replace("_added", "_removed") for each in added} == {described(each) for each in removed}
    assert {each.level for each in added} <= {Bump.MINOR}
    assert {each.level for each in removed} <= {Bump.MAJOR}


@settings(max_examples=20, deadline=None)
@given(files=trees())
def test_a_removed_parent_swallows_its_members(files: dict[str, str]) -> None:
    found = compare(collected(files), collected({"pkg/__init__.py": files["pkg/__init__.py"]}))
    spoken = [each for each in found if each.rule != "removed_without_notice"]
    assert [described(each) for each in spoken] == ["module_removed pkg.tools"]
