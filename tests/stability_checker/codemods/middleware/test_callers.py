"""A class whose `dispatch` other code calls keeps it for review, or is left alone; the note says where that is."""

from pathlib import Path

import pytest

from stability_checker.upgrade.results import Report
from tests.stability_checker.codemods.middleware.projects import IMPORT, PLAIN, run, safeties, write

CLASS = IMPORT + "class A(BaseHTTPMiddleware):\n" + PLAIN


def notes(report: Report) -> list[str]:
    return [one.message for file in report.files for one in (*file.done, *file.left)]


USES = {
    "an object of the class": "A(None).dispatch(None, None)",
    "the class": "A.dispatch",
    "its attribute by name": "setattr(A, 'dispatch', None)",
    "a patch of it": "mock.patch.object(A, 'dispatch')",
    "a patch by path": "mock.patch('subject.A.dispatch')",
    "what may be an object of it": "made(A)\nanother.dispatch(request, call_next)",
    "an object of a class below it": "class B(A):\n    pass\n\n\nB(None).dispatch(None, None)",
}


@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_use_of_dispatch_in_another_file_keeps_the_method(use: str, tmp_path: Path) -> None:
    write(tmp_path, subject=CLASS, test_subject=f"import starlette\nfrom subject import A\n\n{use}\n")
    report = run(tmp_path)
    assert safeties(report) == ["review"]
    assert "test_subject.py, line " in notes(report)[0]
    text = (tmp_path / "subject.py").read_text("utf-8")
    assert PLAIN in text
    assert "await self.dispatch(request, call_next)" in text


@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_class_that_may_hold_a_stream_is_left_alone_for_its_callers(use: str, tmp_path: Path) -> None:
    others = {"api": "from starlette.responses import StreamingResponse\n"}
    write(tmp_path, subject=CLASS, test_subject=f"import starlette\nfrom subject import A\n\n{use}\n", **others)
    report = run(tmp_path)
    assert safeties(report) == ["manual"]
    assert "send requests through an application" in notes(report)[0]
    assert (tmp_path / "subject.py").read_text("utf-8") == CLASS


HARMLESS = {
    "another class": "class Bus:\n    def dispatch(self, one, two): ...\n\n\nBus().dispatch(A, None)",
    "another number of arguments": "made(A)\nbus.dispatch(event)",
    "a class's own method": "class Bus:\n    def go(self):\n        self.dispatch(A)",
    "another attribute by name": "setattr(A, 'name', 'dispatch')",
}


@pytest.mark.parametrize("use", HARMLESS.values(), ids=HARMLESS)
def test_dispatch_of_something_else_counts_for_nothing(use: str, tmp_path: Path) -> None:
    write(tmp_path, subject=CLASS, test_subject=f"import starlette\nfrom subject import A\n\n{use}\n")
    assert safeties(run(tmp_path)) == ["safe"]


def test_fixture_tells_what_a_test_calls(tmp_path: Path) -> None:
    fixture = "import pytest\nfrom subject import A\n\n\n@pytest.fixture\ndef subject():\n    return A(None)\n"
    test = "async def test_it(subject):\n    await subject.dispatch(None, None)\n"
    write(tmp_path, subject=CLASS, conftest=fixture, test_subject=test)
    report = run(tmp_path)
    assert safeties(report) == ["review"]
    assert "test_subject.py, line 2" in notes(report)[0]


ASKED = [
    ("issubclass(kind, BaseHTTPMiddleware)\n", {}, "subject.py says `issubclass(kind, BaseHTTPMiddleware)`"),
    ("A(None).dispatch(1, 2)\n", {}, "subject.py, line 9, uses `A(None).dispatch`"),
    (
        "",
        {"aware": "def aware(cls):\n    def run(self):\n        return cls(self).dispatch\n    return run\n"},
        "@aware.aware uses `cls(self).dispatch`, which the rewrite would take away",
    ),
]


@pytest.mark.parametrize(("behind", "others", "told"), ASKED)
def test_note_says_who_asks_for_what_goes(behind: str, others: dict[str, str], told: str, tmp_path: Path) -> None:
    decorated = "import aware\n\n@aware.aware\n" if others else ""
    write(tmp_path, subject=IMPORT + decorated + "class A(BaseHTTPMiddleware):\n" + PLAIN + "\n\n" + behind, **others)
    report = run(tmp_path, unsafe=False)
    assert [one.message for file in report.files for one in file.left if told in one.message]
