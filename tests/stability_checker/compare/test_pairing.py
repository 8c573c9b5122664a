"""One cause, one finding: aliases, heirs, removed parents, renames and moves."""

import pytest

from tests.stability_checker.comparing import described, found_between


def spoken(old: dict[str, str], new: dict[str, str]) -> list[str]:
    found = found_between(old, new)
    return sorted(described(each) for each in found if each.rule != "removed_without_notice")


def test_a_removed_module_swallows_what_it_held() -> None:
    old = {"pkg/work/__init__.py": "", "pkg/work/tools.py": "class K:\n    def run(self): ...\ndef f(): ...\n"}
    assert spoken(old, {}) == ["module_removed pkg.work"]


def test_an_object_under_many_names_is_one_finding_under_the_shortest() -> None:
    old = {"pkg/__init__.py": "from .a import run as run\n", "pkg/a.py": "def run(a): ...\nX: int = 1\n"}
    new = {"pkg/__init__.py": "", "pkg/a.py": "X: int = 1\n"}
    found = [each for each in found_between(old, new) if each.rule == "function_removed"]
    assert [(each.symbol, each.path, each.aliases) for each in found] == [("pkg.run", "pkg.a.run", ("pkg.a.run",))]


def test_heirs_of_a_base_that_loses_a_member_are_counted() -> None:
    old = {"pkg/__init__.py": "class B:\n    def run(self): ...\nclass K(B): ...\nclass L(K): ...\n"}
    new = {"pkg/__init__.py": "class B: ...\nclass K(B): ...\nclass L(K): ...\n"}
    found = [each for each in found_between(old, new) if each.rule == "method_removed"]
    assert [(each.symbol, each.subclasses) for each in found] == [("pkg.B.run", ("pkg.K", "pkg.L"))]


def test_what_a_private_base_loses_is_told_at_its_public_heir() -> None:
    old = {"pkg/__init__.py": "class _B:\n    def run(self): ...\nclass K(_B): ...\n"}
    new = {"pkg/__init__.py": "class _B: ...\nclass K(_B): ...\n"}
    assert spoken(old, new) == ["method_removed pkg.K.run"]


def test_members_that_left_with_a_public_base_belong_to_it() -> None:
    base = "class B:\n    def run(self): ...\n    def stop(self): ...\n"
    old, new = {"pkg/__init__.py": f"{base}class K(B): ...\n"}, {"pkg/__init__.py": f"{base}class K: ...\n"}
    assert spoken(old, new) == ["base_removed pkg.K(B)"]


def test_a_renamed_function_is_followed_by_its_body() -> None:
    old = {"pkg/__init__.py": "def fetch(url):\n    return open(url).read()\n"}
    new = {"pkg/__init__.py": "def load(url):\n    return open(url).read()\n"}
    [found] = [each for each in found_between(old, new) if each.rule != "removed_without_notice"]
    assert (found.rule, found.renamed_to) == ("function_removed", "pkg.load")
    assert found.confidence is not None
    assert found.confidence > 0.8


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"pkg/__init__.py": "def fetch(url): ...\n"}, {"pkg/__init__.py": "def _fetch(url): ...\n"}),
        ({"pkg/fetch.py": "def get(url): ...\n"}, {"pkg/_fetch.py": "def get(url): ...\n"}),
    ],
)
def test_users_are_not_sent_to_what_became_private(old: dict[str, str], new: dict[str, str]) -> None:
    [found] = [each for each in found_between(old, new) if each.rule != "removed_without_notice"]
    assert (found.symbol, found.renamed_to, found.confidence) == ("pkg.fetch", None, None)
    assert found.message.endswith(" It became private, as `pkg._fetch`.")


def test_functions_with_nothing_in_common_are_no_rename() -> None:
    old = {"pkg/__init__.py": "def fetch(url):\n    return open(url).read()\n"}
    new = {"pkg/__init__.py": "def area(width, height):\n    return width * height\n"}
    assert spoken(old, new) == ["function_added pkg.area", "function_removed pkg.fetch"]


def test_a_moved_class_is_followed_by_its_name() -> None:
    body = "class K:\n    def run(self): ...\n"
    old = {"pkg/a.py": body + "X: int = 1\n", "pkg/b.py": "Y: int = 1\n"}
    new = {"pkg/a.py": "X: int = 1\n", "pkg/b.py": body + "Y: int = 1\n"}
    [found] = [each for each in found_between(old, new) if each.rule != "removed_without_notice"]
    assert (found.rule, found.symbol, found.renamed_to) == ("class_removed", "pkg.a.K", "pkg.b.K")


def test_a_definition_that_moves_behind_its_public_name_changes_nothing() -> None:
    old = {"pkg/__init__.py": "from ._a import K as K\n", "pkg/_a.py": "class K:\n    def run(self) -> 'K': ...\n"}
    new = {"pkg/__init__.py": "from ._b import K as K\n", "pkg/_b.py": "class K:\n    def run(self) -> 'K': ...\n"}
    assert spoken(old, new) == []
