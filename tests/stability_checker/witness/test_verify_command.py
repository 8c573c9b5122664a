"""`verify` and `diff --verify`: told before it starts, proven in every report, refuted out of the bump."""

import json
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from stability_checker.__main__ import run
from stability_checker.errors import CheckerError
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.witness import environments
from stability_checker.witness.environments import Environment, Order
from tests.stability_checker.trees import write
from tests.stability_checker.witness.trees import built

OLD = "def f(): ...\ndef g(): ...\n"
NEW = "def f(): ...\n"


@pytest.fixture
def wheels(tmp_path: Path, standing: Path) -> list[str]:
    """An old and a new wheel; the current folder is no project."""
    texts = {"1.0": OLD, "1.1": NEW}
    return [str(built(tmp_path, version, {"pkg/__init__.py": text})) for version, text in texts.items()]


def document(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[dict[str, Any], str]:
    assert run([*arguments, "--format", "json"]) == 0
    shown = capsys.readouterr()
    return json.loads(shown.out), shown.err


@pytest.mark.parametrize("command", [["verify"], ["diff", "--verify"]])
def test_a_break_is_proven_and_the_user_is_told_that_code_runs(
    wheels: list[str], command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    found, told = document([*command, *wheels], capsys)
    (finding,) = [each for each in found["findings"] if each["level"] == "major"]
    assert (finding["symbol"], finding["verified"], finding["witness"]) == ("pkg.g", True, "from pkg import g\n")
    assert found["proof"] == {"proven": 1, "unprovable": 0, "refuted": [], "missed": None}
    assert told.startswith(f"running code of {wheels[0]} and {wheels[1]}")


def test_diff_alone_runs_nothing_and_still_writes_the_witness(
    wheels: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    found, told = document(["diff", *wheels], capsys)
    (finding,) = [each for each in found["findings"] if each["level"] == "major"]
    assert (finding["witness"], finding["verified"]) == ("from pkg import g\n", None)
    assert "proof" not in found
    assert told == ""


def test_a_refuted_finding_leaves_the_list_and_the_bump(
    wheels: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = Finding(rule="function_removed", level=Bump.MAJOR, symbol="pkg.f", message="The function was removed.")
    monkeypatch.setattr(import_module("stability_checker.judge"), "_found", lambda context: [wrong])
    found, _ = document(["verify", *wheels], capsys)
    assert found["findings"] == []
    assert found["bump"]["required"] == "patch"
    assert [each["symbol"] for each in found["proof"]["refuted"]] == ["pkg.f"]


@pytest.mark.parametrize(
    ("form", "shown"),
    [("console", "this code stops working:"), ("markdown", "this code stops working (proven by running it):")],
)
def test_reports_show_the_code_that_stops_working(
    wheels: list[str], form: str, shown: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["verify", *wheels, "--search", "--format", form]) == 0
    text = capsys.readouterr().out
    assert shown in text
    assert "from pkg import g" in text
    assert "1 breaking finding proven by code that ran on both versions, 0 refuted and left out, 0 not provable" in text
    assert "no break that no finding names" in text


def test_a_version_that_cannot_be_installed_is_an_input_error(
    wheels: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["verify", *wheels, "--with", str(tmp_path / "missing-1-py3-none-any.whl")]) == 2
    assert "cannot be installed" in capsys.readouterr().err


def test_nothing_is_left_of_a_folder_when_the_other_one_cannot_be_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def made(order: Order, folder: Path) -> Environment:
        if Path(order.source.text).name == "new":
            folder.rmdir()
            raise CheckerError("The new one cannot be installed.")
        return Environment(folder / "bin" / "python")

    project = {"pyproject.toml": "[project]\nname = 'pkg'\nversion = '1.0'\n", "pkg/__init__.py": OLD}
    folders = [str(write(tmp_path / side, project)) for side in ("old", "new")]
    monkeypatch.setattr(environments, "_made", made)
    (tmp_path / "scratch").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "scratch"))
    assert run(["verify", *folders]) == 2
    assert "The new one cannot be installed." in capsys.readouterr().err
    assert list((tmp_path / "scratch").iterdir()) == []
