"""What the settings call private is promised to nobody, unless users reach it by another path too."""

import pytest

from stability_checker.judge import judge
from stability_checker.model.bump import Bump
from stability_checker.settings import Settings
from tests.stability_checker.comparing import collected

OLD = {
    "pkg/__init__.py": "from pkg.engine import Face as Face\n",
    "pkg/engine.py": "class Face:\n    def turn(self): ...\n\nclass Wheel:\n    def turn(self): ...\n",
    "pkg/tools.py": "def oil(): ...\n",
}
NEW = {
    "pkg/__init__.py": "from pkg.engine import Face as Face\n",
    "pkg/engine.py": "class Face: ...\n\nclass Wheel: ...\n",
    "pkg/tools.py": "",
}


@pytest.mark.parametrize(
    ("private", "subjects"),
    [
        ((), {"pkg.Face.turn", "pkg.engine.Wheel.turn", "pkg.tools.oil"}),
        (("pkg.engine",), {"pkg.Face.turn", "pkg.tools.oil"}),
        (("pkg.[a-z]*",), {"pkg.Face.turn"}),
        (("pkg.[a-z]*", "pkg.Face"), set[str]()),
        (("pkg.eng",), {"pkg.Face.turn", "pkg.engine.Wheel.turn", "pkg.tools.oil"}),
    ],
)
def test_private_objects_have_no_findings(private: tuple[str, ...], subjects: set[str]) -> None:
    verdict = judge(collected(OLD), collected(NEW), Settings(private=private))
    assert {each.symbol for each in verdict.findings if each.level is Bump.MAJOR} == subjects
    assert verdict.required == (Bump.MAJOR if subjects else Bump.PATCH)
    assert any("call" in note and "private" in note for note in verdict.notes) == (len(subjects) < 3)
