"""Tests of the similarity check on made-up text, and the check itself on the wheel of the registry."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conformance import similarity

BODY = "total = 0\nfor item in items:\n    total += item.price * item.count\nreturn_value = total * rate\n"


@pytest.mark.parametrize(
    ("ours", "theirs", "own"),
    [
        pytest.param(BODY, BODY, [22], id="equal"),
        pytest.param(f'"""Ours."""\n# why\n{BODY}', f'"""Theirs."""\n{BODY}', [22], id="other comments and docstring"),
        pytest.param(BODY.replace("item", "entry"), BODY, [], id="other names"),
        pytest.param(BODY, "x = 1\n", [], id="nothing in common"),
        pytest.param('x = a + f"{b!r:>{c}} d {e}"\n' * 2, 'x = a + f"{b!r:>{c}} d {e}"\n' * 2, [10], id="f-strings"),
        pytest.param(
            "from a import (\n    b,\n    c,\n    d,\n    e,\n)\n", "from a import (b, c, d, e,)\n", [0], id="import"
        ),
        pytest.param(
            "class A:\n    def f(self, a: int, b: int = 1, *, c: str = '') -> None:\n        self.a = a\n",
            "def f(self, a: int, b: int = 1, *, c: str = '') -> None:\n    self.b = a\n",
            [2],
            id="a signature and the beginning of its body",
        ),
    ],
)
def test_shared_runs_are_found_and_what_is_dictated_does_not_count(
    tmp_path: Path, ours: str, theirs: str, own: list[int]
) -> None:
    for folder, text in (("ours", ours), ("theirs", theirs)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "module.py").write_text(text)
    runs = similarity.all_runs(tmp_path / "ours", tmp_path / "theirs", least=10)
    assert [run.own for run in runs] == own


def test_lines_of_both_files_are_named(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    ours.mkdir()
    theirs.mkdir()
    (ours / "a.py").write_text("\n" + BODY)
    (theirs / "b.py").write_text("\n\n\n" + BODY)
    (run,) = similarity.all_runs(ours, theirs, least=10)
    assert (run.our_lines, run.their_lines) == ((2, 5), (4, 7))


@pytest.mark.network
def test_no_file_shares_a_passage_with_starlette(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["similarity"])
    assert similarity.main() == 0, capsys.readouterr().out
